import type { Logger } from 'pino';
import { type Alert, OWN_SOURCE } from '../alerts/alert.ts';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import type { HeartbeatReading } from '../observability/agent-view.ts';
import { fallSilent, hearAgain } from '../outbox/decide/silence.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Router } from '../routing/route.ts';
import type { ReadAlert } from '../sources/source-port.ts';
import type { Clock } from '../time/clock.ts';
import { ListeningTime } from './listening-time.ts';
import type { Heartbeat } from './plan.ts';
import { heartbeatOf, type Silence, silenceAlert } from './silence-alert.ts';

/** What the watch works with. */
export interface HeartbeatDeps {
  readonly outbox: Pick<Outbox, 'state' | 'operate' | 'refusal'>;
  readonly clock: Clock;
  readonly router: () => Router;
  readonly policy: () => OutboxPolicy;
  readonly log: Logger;
  /** Called when nothing can be stored any more. */
  readonly onFailure: (error: JournalError) => void;
}

interface Heard {
  /** By the listening time; of one never heard, when it began to be waited for. */
  readonly listenedMs: number;
  /** Epoch ms; absent when it was never heard. */
  readonly at?: number;
  /** The configuration under which its silence was told, for once is enough. */
  readonly toldUnder?: string;
}

/** The longest time between two looks, and how many looks may be missed before we were not there ourselves. */
const LOOK_MS = 1_000;
const MISSED_LOOKS = 5;

/**
 * Waits for heartbeats, and raises an alarm for each that is not heard in time. When one was heard last is kept in memory
 * only: after a start each has its whole time again, so that our own absence is never taken for silence. Whether its alarm
 * is raised is what the ledger says. States: new -> started -> stopped; stopping is safe before starting.
 */
export class HeartbeatWatch {
  readonly #deps: HeartbeatDeps;
  readonly #listening: ListeningTime;
  #heard = new Map<string, Heard>();
  #plan: readonly Heartbeat[];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(deps: HeartbeatDeps, plan: readonly Heartbeat[]) {
    this.#deps = deps;
    this.#plan = plan;
    this.#listening = new ListeningTime(deps.clock.monotonic(), LOOK_MS * MISSED_LOOKS);
  }

  start(): void {
    if (this.#timer) return;
    void this.#again(() => this.#endUnwatched());
    const shortest = Math.min(...this.#plan.map(({ withinMs }) => withinMs));
    this.#timer = setInterval(() => void this.#again(() => this.look()), Math.min(LOOK_MS, shortest / 4));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }

  /** Follows another configuration. What both wait for goes on as it was. */
  async use(plan: readonly Heartbeat[]): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
    this.#timer = undefined;
    const kept = new Set(plan.map(({ alarmId }) => alarmId as string));
    this.#heard = new Map([...this.#heard].filter(([alarmId]) => kept.has(alarmId)));
    this.#plan = plan;
    this.start();
  }

  /** Takes in that a webhook of a source came, with these alerts; to be called when they are durable. */
  heard(source: string, alerts: readonly ReadAlert[]): void {
    for (const { alarmId, isHeartbeat, ...heartbeat } of this.#plan) {
      if (heartbeat.source !== source) continue;
      if (isHeartbeat && !alerts.some((read) => 'alert' in read && beats(read.alert, isHeartbeat))) continue;
      this.#heard.set(alarmId, { listenedMs: this.#listenedMs(), at: this.#deps.clock.now() });
    }
  }

  /** Raises and ends alarms as it is time to. @throws {JournalError} when that can't be stored: it is done later. */
  async look(): Promise<void> {
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

  /** How each heartbeat is, for metrics. */
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
    return this.#listening.look(clock.monotonic(), outbox.refusal() ? 'closed' : 'open');
  }

  #episodeOf({ alarmId }: Pick<Heartbeat, 'alarmId'>): Series | undefined {
    return this.#deps.outbox.state.ledger.series(alarmId);
  }

  #isSilent(heartbeat: Heartbeat): boolean {
    return this.#episodeOf(heartbeat)?.state === 'firing';
  }

  async #fallSilent(heartbeat: Heartbeat, heard: Heard): Promise<void> {
    const { source, name, withinMs } = heartbeat;
    const { at } = heard;
    const toldUnder = this.#deps.policy().configuration;
    if (heard.toldUnder === toldUnder || (heartbeat.expected === 'once-heard' && at === undefined)) return;
    const last = at === undefined ? 'not since the agent started' : `last at ${new Date(at).toISOString()}`;
    const within = `${Math.round(withinMs / 1_000)} s`;
    const description = `Monitoring is silent: nothing heard of ${name} from ${source} within ${within}, ${last}. Alerts may get lost unseen.`;
    const details = { within: withinMs, lastHeardAt: at ?? null };
    const silence = { ...heartbeat, startsAt: this.#deps.clock.now(), description, details };
    const told = await this.#decide(fallSilent, silence);
    this.#heard.set(heartbeat.alarmId, { ...heard, toldUnder });
    if (told > 0)
      this.#deps.log.warn({ source, heartbeat: name }, 'monitoring is silent: a heartbeat is missing');
  }

  async #hearAgain(heartbeat: Heartbeat, endsAt: number): Promise<void> {
    const { source, name } = heartbeat;
    const startsAt = this.#episodeOf(heartbeat)?.startedAt ?? endsAt;
    const description = `Monitoring is heard again: ${name} from ${source}.`;
    await this.#decide(hearAgain, { ...heartbeat, startsAt, endsAt, description, details: {} });
    this.#deps.log.info({ source, heartbeat: name }, 'a heartbeat is heard again');
  }

  /** Ends the alarms of heartbeats that no configuration waits for any more. */
  async #endUnwatched(): Promise<void> {
    const watched = new Set(this.#plan.map(({ alarmId }) => alarmId));
    const { ledger } = this.#deps.outbox.state;
    const left: Series[] = [];
    for (const series of ledger.everySeries()) {
      const { source, state, alarmId } = series;
      if (source === OWN_SOURCE && state === 'firing' && !watched.has(alarmId)) left.push(series);
    }
    for (const { alarmId, fingerprint, startedAt } of left) {
      const about = { ...heartbeatOf(fingerprint), alarmId, startsAt: startedAt };
      const description = `Nobody waits for ${fingerprint} any more.`;
      const end = { endsAt: this.#deps.clock.now(), description, details: { reason: 'not-watched' } };
      await this.#decide(hearAgain, { ...about, ...end });
    }
  }

  /** Answers how many events followed. */
  async #decide(decision: typeof fallSilent, silence: Silence): Promise<number> {
    const { outbox, router, policy, clock } = this.#deps;
    const alert = silenceAlert(silence);
    const arrival = { alert, routed: router()(alert, clock.now()) };
    const events = await outbox.operate((view, context) =>
      decision(view, arrival, { ...context, policy: policy() }),
    );
    return events.length;
  }

  /** One round after the other; what fails is tried again in the next. */
  async #again(round: () => Promise<void>): Promise<void> {
    const { onFailure, log } = this.#deps;
    this.#round = this.#round.then(round).catch((error) => {
      if (isBrokenJournal(error)) onFailure(error);
      else log.warn({ err: error }, `the look at heartbeats failed, and is tried again: ${messageOf(error)}`);
    });
    await this.#round;
  }
}

/** One that is resolved says that it is silent. */
function beats(alert: Alert, isHeartbeat: (alert: Alert) => boolean): boolean {
  return alert.status === 'firing' && isHeartbeat(alert);
}
