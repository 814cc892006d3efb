import type { Logger } from 'pino';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import { retryRefused } from '../outbox/decide/anew/retry-refused.ts';
import type { EntryBody, Occasion } from '../outbox/events/entry.ts';
import type { DeadLetterLeft, OutboxEvent } from '../outbox/events/event.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { DeadLetter, DeadLetters } from '../outbox/ports/dead-letters.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

/** Parts and callbacks of a {@link RefusedRetrier}. */
export interface RefusedRetrierDeps {
  readonly outbox: Pick<Outbox, 'decide' | 'policy'>;
  readonly deadLetters: Pick<DeadLetters, 'ids' | 'get' | 'keep' | 'discard'>;
  /** Ids of the dead letters that are being changed, by whomever. */
  readonly changing: Set<string>;
  readonly clock: TimerClock;
  readonly log: Logger;
  /** Receives the error when the journal is broken for good. */
  readonly onFailure: (error: JournalError) => void;
}

/** Dead letters of one episode, or the one of a call for an incident, the oldest first. */
interface Group {
  readonly ids: string[];
  /** The one that COC must hear first: the newest fire, or the newest end. */
  newest: string;
  hasFire: boolean;
  /** Newest end. It may be owed where the episode was, although another one fires elsewhere. */
  end?: string;
}

type Refused = DeadLetter & { readonly entry: NonNullable<DeadLetter['entry']> };

const ROUND_MS = 1_000;
/** Wait after a failure: the disk may be full. */
const RETRY_MS = 60_000;

/**
 * Sends again, once, what COC refused under another configuration, if COC would get something else now. It looks at all dead
 * letters at the start and after each reload, and at each new one: its call may have been under way at the reload.
 *
 * States: new -> started -> stopped. Both `start` and `stop` are idempotent, and `stop` is safe before `start`.
 */
export class RefusedRetrier {
  readonly #deps: RefusedRetrierDeps;
  readonly #loop: PeriodicLoop;
  #after: Occasion;
  #all = true;
  #some = new Set<string>();
  #failed = false;

  constructor(deps: RefusedRetrierDeps) {
    this.#deps = deps;
    this.#after = { kind: 'start', at: deps.clock.now() };
    this.#loop = new PeriodicLoop({
      clock: deps.clock,
      firstAfterMs: 0,
      everyMs: () => (this.#failed ? RETRY_MS : ROUND_MS),
      round: (signal) => this.#round(signal),
      onError: (error) => this.#fail(error),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the round under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Looks at all dead letters in the next round, because the configuration may have changed. */
  reloaded(): void {
    this.#after = { kind: 'reload', at: this.#deps.clock.now() };
    this.#all = true;
  }

  /** Looks at a dead letter in the next round, because it was kept just now. */
  kept(id: string): void {
    this.#some.add(id);
  }

  async #round(signal: AbortSignal): Promise<void> {
    if (!this.#all && this.#some.size === 0) return;
    const ids = this.#all ? this.#deps.deadLetters.ids() : [...this.#some];
    const before = this.#some;
    this.#some = new Set();
    const wasAll = this.#all;
    this.#all = false;
    try {
      for (const group of await this.#groupsOf(ids, signal)) {
        if (signal.aborted) return;
        await this.#retry(group);
      }
      this.#failed = false;
    } catch (error) {
      this.#all ||= wasAll;
      this.#some = new Set([...before, ...this.#some]);
      throw error;
    }
  }

  #fail(error: unknown): void {
    this.#failed = true;
    if (isBrokenJournal(error)) this.#deps.onFailure(error);
    else
      this.#deps.log.warn(
        { err: error },
        `could not send again what COC had refused; trying again in a minute: ${messageOf(error)}`,
      );
  }

  /** Groups those that another configuration rendered, without keeping their content in memory. */
  async #groupsOf(ids: readonly string[], signal: AbortSignal): Promise<Iterable<Group>> {
    const { configuration } = this.#deps.outbox.policy;
    const groups = new Map<string, Group>();
    for (const id of ids.filter((one) => entryOf(one) !== undefined).sort(byEntry)) {
      if (signal.aborted) break;
      const found = await this.#refused(id);
      const body = found?.entry.body;
      if (!found || !body || found.left || body.configuration === configuration) continue;
      const [name, fires] = [groupOf(id, body), body.kind !== 'report-alarm' || isFire(body)];
      const group = groups.get(name) ?? { ids: [], newest: id, hasFire: false };
      group.ids.push(id);
      if (fires || !group.hasFire) group.newest = id;
      group.hasFire ||= fires;
      if (!fires) group.end = id;
      groups.set(name, group);
    }
    return groups.values();
  }

  async #refused(id: string): Promise<Refused | undefined> {
    const found = await this.#deps.deadLetters.get(id);
    return found?.entry ? { ...found, entry: found.entry } : undefined;
  }

  async #retry({ ids, newest, end }: Group): Promise<void> {
    const { changing } = this.#deps;
    if (ids.some((id) => changing.has(id))) {
      for (const id of ids) this.kept(id);
      return;
    }
    for (const id of ids) changing.add(id);
    try {
      const older = ids.filter((id) => id !== newest);
      const isLeft = await this.#retryOne(newest, older);
      if (isLeft && end !== undefined && end !== newest) await this.#retryOne(end, []);
    } finally {
      for (const id of ids) changing.delete(id);
    }
  }

  /** Returns true for one that is no longer true, and left. */
  async #retryOne(id: string, older: readonly string[]): Promise<boolean> {
    const { outbox, deadLetters } = this.#deps;
    const found = await this.#refused(id);
    if (!found) return false;
    const { way, entry } = found;
    const events = await outbox.decide((view, { now }) =>
      retryRefused(
        view,
        { id, body: entry.body, way },
        { policy: outbox.policy, after: this.#after, now, older },
      ),
    );
    const left = events.find((event): event is DeadLetterLeft => event.type === 'dead-letter.left');
    if (left) {
      // Said once: what is no longer true will not be true again.
      const { after, why } = left;
      await deadLetters.keep({ ...found, left: { ...after, why } });
    } else if (events.length > 0) {
      for (const done of [...older, id]) await deadLetters.discard(done);
    }
    this.#log(events);
    return left !== undefined;
  }

  #log(events: readonly OutboxEvent[]): void {
    const { log } = this.#deps;
    for (const event of events) {
      if (event.type !== 'letter.redriven' && event.type !== 'dead-letter.left') continue;
      const about = { dead_letter: event.deadLetter, alarm_id: event.alarmId };
      if (event.type === 'dead-letter.left')
        log.info(about, 'what COC had refused is no longer true, so it is not sent again');
      else log.info(about, 'the configuration changed, so what COC had refused is sent again');
    }
  }
}

const ENTRY = /^entry-(\d+)$/;

/** Number of the entry of a dead letter; undefined for input that could not be read. */
function entryOf(id: string): number | undefined {
  const [, digits] = ENTRY.exec(id) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function byEntry(one: string, other: string): number {
  return (entryOf(one) ?? 0) - (entryOf(other) ?? 0);
}

function groupOf(id: string, body: EntryBody): string {
  return body.kind === 'report-alarm' ? `${body.alarm.alarmId} ${body.episode}` : id;
}

function isFire(body: Extract<EntryBody, { kind: 'report-alarm' }>): boolean {
  return body.alarm.alarmStatus === 'alarm';
}
