import type { Logger } from 'pino';
import { type Alert, OWN_SOURCE } from '../alerts/alert.ts';
import { heartbeatOf } from '../alerts/silence-fingerprint.ts';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import { endSilenceAlarm, raiseSilenceAlarm, repeatSilenceAlarm } from '../outbox/decide/silence.ts';
import { idInAlerts } from '../outbox/ledger/former-names.ts';
import type { FiringSeries, Series } from '../outbox/ledger/series.ts';
import { seriesInAlerts } from '../outbox/ledger/series-in-alerts.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Router } from '../routing/route.ts';
import type { Writing } from '../routing/writing.ts';
import type { ReadAlert } from '../sources/source-port.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import { namedLocalTime } from '../time/time-zone.ts';
import type { Heartbeat } from './heartbeat-plan.ts';
import { ListeningTime } from './listening-time.ts';
import { type Silence, silenceAlert } from './silence-alert.ts';

/** Parts and callbacks of a {@link HeartbeatWatch}. */
export interface HeartbeatDeps {
  readonly outbox: Pick<Outbox, 'state' | 'decide' | 'refusal'>;
  readonly clock: TimerClock;
  readonly router: () => Router;
  readonly policy: () => OutboxPolicy;
  /** How it writes into COC. */
  readonly writing: () => Writing;
  readonly log: Logger;
  /** Receives the error when the journal is broken for good. */
  readonly onFailure: (error: JournalError) => void;
}

/** The state of an expected heartbeat. */
export interface HeartbeatReading {
  /** Name of its source. */
  readonly source: string;
  readonly heartbeat: string;
  /** Time of the last heartbeat, epoch ms; absent when there was none since the start. */
  readonly heardAt?: number;
  /** True while an alarm about its absence is open. */
  readonly silent: boolean;
}

interface Heard {
  /** Listening time at the last heartbeat, or at the beginning of the wait for it. */
  readonly listenedMs: number;
  /** Time of the last heartbeat, epoch ms; absent when there was none. */
  readonly at?: number;
  /** The configuration under which COC was told about its silence. Once for each configuration is enough. */
  readonly toldUnder?: string;
}

/** The longest time between two checks. */
const CHECK_MS = 1_000;
/** After so many checks that did not come, the process stood still: that time does not count as silence. */
const MISSED_CHECKS = 5;

/**
 * Waits for heartbeats, and raises an alarm for each that is not heard in time. The times of the last
 * heartbeats are kept in memory only: after a start each heartbeat has its whole time again, so that our own
 * absence is never taken for silence. The ledger knows which alarms are open.
 *
 * States: new -> started -> stopped. Both `start` and `stop` are idempotent, and `stop` is safe before
 * `start`.
 */
export class HeartbeatWatch {
  readonly #deps: HeartbeatDeps;
  readonly #listening: ListeningTime;
  #heard = new Map<string, Heard>();
  #plan: readonly Heartbeat[];
  #loop: PeriodicLoop;
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(deps: HeartbeatDeps, plan: readonly Heartbeat[]) {
    this.#deps = deps;
    this.#plan = plan;
    this.#listening = new ListeningTime(deps.clock.monotonic(), CHECK_MS * MISSED_CHECKS);
    this.#loop = this.#createLoop();
  }

  start(): void {
    if (this.#state === 'new') this.#state = 'started';
    if (this.#state === 'started') this.#loop.start();
  }

  /** Resolves when the check under way has ended. */
  stop(): Promise<void> {
    this.#state = 'stopped';
    return this.#loop.stop();
  }

  /** Changes to another plan. Heartbeats that are in both keep their times, also under another name of their source. */
  async use(plan: readonly Heartbeat[]): Promise<void> {
    await this.#loop.stop();
    const heard = this.#heard;
    this.#heard = new Map(
      plan.flatMap(({ alarmId, formerIds = [] }) => {
        const known = [alarmId, ...formerIds].flatMap((id) => heard.get(id) ?? []);
        return known.slice(0, 1).map((one) => [alarmId, one] as const);
      }),
    );
    this.#plan = plan;
    this.#loop = this.#createLoop();
    if (this.#state === 'started') this.#loop.start();
  }

  /** Notes a webhook of a source with its alerts. Call it when they are durable. */
  heard(source: string, alerts: readonly ReadAlert[]): void {
    for (const { alarmId, isHeartbeat, ...heartbeat } of this.#plan) {
      if (heartbeat.source !== source) continue;
      if (isHeartbeat && !alerts.some((read) => 'alert' in read && beats(read.alert, isHeartbeat))) continue;
      this.#heard.set(alarmId, { listenedMs: this.#listenedMs(), at: this.#deps.clock.now() });
    }
  }

  /**
   * Raises and ends the alarms that are due.
   *
   * @throws {JournalError} when one can't be stored: it stays due.
   */
  async check(): Promise<void> {
    const listenedMs = this.#listenedMs();
    for (const heartbeat of this.#plan) {
      const heard = this.#heard.get(heartbeat.alarmId) ?? { listenedMs };
      this.#heard.set(heartbeat.alarmId, heard);
      const overdue = listenedMs - heard.listenedMs >= heartbeat.withinMs;
      if (overdue) await this.#fallSilent(heartbeat, heard);
      else if (heard.at !== undefined && this.#isSilent(heartbeat))
        await this.#hearAgain(heartbeat, heard.at);
    }
  }

  /** The state of each heartbeat, for metrics. */
  readings(): readonly HeartbeatReading[] {
    return this.#plan.map((heartbeat) => {
      const { at } = this.#heard.get(heartbeat.alarmId) ?? {};
      const { source, name } = heartbeat;
      const reading = { source, heartbeat: name, silent: this.#isSilent(heartbeat) };
      return at === undefined ? reading : { ...reading, heardAt: at };
    });
  }

  #listenedMs(): number {
    const { clock, outbox } = this.#deps;
    return this.#listening.measure(clock.monotonic(), outbox.refusal() ? 'closed' : 'open');
  }

  #seriesOf({ alarmId }: Pick<Heartbeat, 'alarmId'>): Series | undefined {
    return seriesInAlerts(this.#deps.outbox.state.ledger, alarmId)[0];
  }

  #isSilent(heartbeat: Heartbeat): boolean {
    return this.#seriesOf(heartbeat)?.state === 'firing';
  }

  async #fallSilent(heartbeat: Heartbeat, heard: Heard): Promise<void> {
    const { source, name } = heartbeat;
    const { at } = heard;
    const toldUnder = this.#deps.policy().configuration;
    if (heard.toldUnder === toldUnder || (heartbeat.expected === 'once-heard' && at === undefined)) return;
    const told = await this.#decide(raiseSilenceAlarm, this.#silence(heartbeat, this.#deps.clock.now()));
    // Not if it was heard meanwhile: the next silence is a new one.
    if (this.#heard.get(heartbeat.alarmId) === heard)
      this.#heard.set(heartbeat.alarmId, { ...heard, toldUnder });
    if (told > 0)
      this.#deps.log.warn(
        { source, heartbeat: name },
        'monitoring is silent: a heartbeat is missing; the alarm MonitoringSilent is raised',
      );
  }

  #silence(heartbeat: Heartbeat, startsAt: number): Silence {
    const { source, name, withinMs, alarmId } = heartbeat;
    const { at } = this.#heard.get(alarmId) ?? {};
    const { words, zone } = this.#deps.writing();
    const lastAt = at === undefined ? undefined : namedLocalTime(zone, at);
    const seconds = Math.round(withinMs / 1_000);
    const description = words.silent({ source, name, seconds, lastAt });
    return { ...heartbeat, startsAt, description, details: { within: withinMs, lastHeardAt: at ?? null } };
  }

  /** Nobody else repeats an open alarm, so that it follows the configuration of now. */
  async #repeat(heartbeat: Heartbeat): Promise<void> {
    const known = this.#seriesOf(heartbeat);
    if (known?.state !== 'firing') return;
    await this.#decide(repeatSilenceAlarm, this.#silence(heartbeat, known.startedAt));
  }

  async #hearAgain(heartbeat: Heartbeat, endsAt: number): Promise<void> {
    const { source, name } = heartbeat;
    const known = this.#seriesOf(heartbeat);
    const startsAt = known?.state === 'firing' ? known.startedAt : endsAt;
    const description = this.#deps.writing().words.heardAgain({ source, name });
    await this.#decide(endSilenceAlarm, { ...heartbeat, startsAt, endsAt, description, details: {} });
    this.#deps.log.info({ source, heartbeat: name }, 'a heartbeat is heard again');
  }

  /** Ends the alarms about heartbeats that the configuration expects no more. */
  async #endUnwatched(): Promise<void> {
    const watched = new Set(this.#plan.map(({ alarmId }) => alarmId));
    const { ledger } = this.#deps.outbox.state;
    const left: FiringSeries[] = [];
    for (const series of ledger.everySeries()) {
      if (series.source !== OWN_SOURCE || series.state !== 'firing') continue;
      if (!watched.has(idInAlerts(series))) left.push(series);
    }
    for (const { alarmId, fingerprint, startedAt } of left) {
      const about = { ...heartbeatOf(fingerprint), alarmId, startsAt: startedAt };
      const description = this.#deps.writing().words.notAwaited(fingerprint);
      const end = { endsAt: this.#deps.clock.now(), description, details: { reason: 'not-watched' } };
      await this.#decide(endSilenceAlarm, { ...about, ...end });
    }
  }

  /** Returns the number of events that were stored. */
  async #decide(decision: typeof raiseSilenceAlarm, silence: Silence): Promise<number> {
    const { outbox, router, policy, clock } = this.#deps;
    const alert = silenceAlert(silence);
    const arrival = { alert, routed: router()(alert, clock.now()) };
    const events = await outbox.decide((view, context) =>
      decision(view, arrival, { ...context, policy: policy() }),
    );
    return events.length;
  }

  #createLoop(): PeriodicLoop {
    const { clock, onFailure, log } = this.#deps;
    const shortest = Math.min(...this.#plan.map(({ withinMs }) => withinMs));
    let isTidy = false;
    return new PeriodicLoop({
      clock,
      firstAfterMs: 0,
      everyMs: Math.min(CHECK_MS, shortest / 4),
      round: async () => {
        if (isTidy) return this.check();
        await this.#endUnwatched();
        const open = this.#plan.filter((heartbeat) => this.#isSilent(heartbeat));
        await this.check();
        for (const heartbeat of open) await this.#repeat(heartbeat);
        isTidy = true;
      },
      onError(error) {
        if (isBrokenJournal(error)) onFailure(error);
        else log.warn({ err: error }, `checking heartbeats failed; it is tried again: ${messageOf(error)}`);
      },
    });
  }
}

/** True for a firing alert that is the heartbeat. A resolved Watchdog is not: it says that alerting has stopped. */
function beats(alert: Alert, isHeartbeat: (alert: Alert) => boolean): boolean {
  return alert.status === 'firing' && isHeartbeat(alert);
}
