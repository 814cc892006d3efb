import type { Json } from '../alerts/alert.ts';
import type { Clock } from '../clock.ts';
import { JournalError } from '../errors.ts';
import { BodyWindow } from './body-window.ts';
import { CommitLoop, type Committed } from './commit-loop.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import { type Arrival, accept } from './decide/accept.ts';
import { deadLetter, letterOf, type RefusedEntry } from './decide/dead-letter.ts';
import { settleDelivered, settleFailed } from './decide/settle.ts';
import { aboutEntry, type DueEntry, type EntryBody } from './entry.ts';
import type { OutboxEvent, OutboxRecord } from './event.ts';
import type { Journal, Recovery } from './journal.ts';
import { LedgerDraft } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import type { PendingEntry } from './pending-index.ts';
import type { OutboxPolicy } from './policy.ts';
import { OutboxState } from './state.ts';

/** An alert of a body that could not be read, beside others that could. */
export interface UnreadableAlert {
  readonly index: number;
  readonly reason: string;
  readonly raw: Json;
}

/** One webhook request, as the outbox takes it: stored whole or not at all. */
export interface Intake {
  readonly source: string;
  readonly arrivals: readonly Arrival[];
  readonly unreadable: readonly UnreadableAlert[];
}

/** What became of the alerts of one request. */
export interface Accepted {
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

interface Dependencies {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly policy: OutboxPolicy;
  /** Called with every record once it is durable and folded: metrics and logs follow from it. */
  readonly onRecord: (record: OutboxRecord) => void;
}

/** Bodies kept in memory, so that a short queue is delivered without reading it back. */
const WINDOW_BYTES = 32 * 2 ** 20;
/** A refused entry that could not be kept as a dead letter stays, and is tried again after this long. */
const LETTERS_FULL_RETRY_MS = 15 * 60_000;

/**
 * The outbox: decides, appends, folds, notifies. The one imperative shell around the pure decisions; everything that is
 * known of alarms and entries is its state, and its journal is the only record.
 */
export class Outbox {
  readonly #deps: Dependencies;
  readonly #state = new OutboxState();
  readonly #window = new BodyWindow(WINDOW_BYTES);
  readonly #commits: CommitLoop;
  readonly #listeners = new Set<() => void>();
  #policy: OutboxPolicy;
  #letterCounter = 0;
  #full = false;
  #closing = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#policy = deps.policy;
    const { journal, clock } = deps;
    const onCommitted = (committed: Committed) => this.#committed(committed);
    this.#commits = new CommitLoop({ journal, clock, state: this.#state, onCommitted });
  }

  /** What the journal adds up to. For reading only. */
  get state(): Readonly<OutboxState> {
    return this.#state;
  }

  /** Restores the state. @throws {JournalError} as the journal's `open`. */
  open(): Promise<Recovery> {
    return this.#deps.journal.open(this.#state);
  }

  /** Decisions from now on follow this policy. */
  usePolicy(policy: OutboxPolicy): void {
    this.#policy = policy;
  }

  /** Calls back after every change of the state, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Stores what became of every alert of one request. When it resolves, that is durable.
   *
   * @throws {JournalError} when it can't be stored now: nothing of it was.
   */
  async accept(intake: Intake): Promise<Accepted> {
    this.#refuseWhenFull();
    const unreadable = await this.#keepUnreadable(intake);
    const decided: OutboxEvent['type'][][] = [];
    await this.#commits.submit((view, { seq, now }) => {
      decided.length = 0;
      const draft = new LedgerDraft(view);
      const events: OutboxEvent[] = [...unreadable];
      for (const arrival of intake.arrivals) {
        const own = accept(draft, arrival, { seq: seq + events.length, now, policy: this.#policy });
        for (const event of own) draft.fold(event, now);
        decided.push(own.map((event) => event.type));
        events.push(...own);
      }
      return events;
    });
    const repeated = decided.filter((types) => types.includes('alert.repeated')).length;
    const rejected = intake.unreadable.map(({ index, reason }) => ({ index, reason }));
    return { accepted: decided.length - repeated, repeated, rejected };
  }

  /** Keeps a body that could not be read at all. False when the dead letters are full: it is counted then, not kept. */
  async keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    const letter = this.#letter({ source, kind: 'unreadable-body', reason: 'unreadable', detail });
    return this.#deps.deadLetters.keep({ ...letter, bodyBase64: body.toString('base64') });
  }

  /** Takes the next due entry of a destination, with its body; its lane waits until it is settled. */
  async take(destination: string): Promise<DueEntry | undefined> {
    const number = this.#state.destinations.indexOf(destination);
    if (number < 0) return undefined;
    const slot = this.#state.due.take(number, this.#deps.clock.now());
    if (slot === undefined) return undefined;
    const entry = this.#state.pending.get(slot);
    const body = await this.#bodyOf(entry);
    if (body) return { id: entry.seq, body, attempts: entry.attempts, uncertain: entry.uncertain };
    // Its record is damaged: it was set aside and counted when it was read; nothing can be sent for it.
    this.#state.changeEntry({ entry: entry.seq, lane: entry.lane }, this.#deps.clock.now());
    return this.take(destination);
  }

  /** Notes durably that a call is about to start that must not be made twice blindly. */
  async started(entry: DueEntry): Promise<void> {
    await this.#commits.submit(() => [{ type: 'attempt.started', ...aboutEntry(entry) }]);
  }

  /**
   * Stores the outcome of an attempt, and what follows from it.
   *
   * @throws {JournalError} when it can't be stored now: the entry is still in flight; settle it again later.
   */
  async settle(entry: DueEntry, outcome: Outcome): Promise<void> {
    const { policy, random } = { policy: this.#policy, random: this.#deps.random() };
    if (outcome.kind === 'delivered') {
      await this.#commits.submit((view) => settleDelivered(view, entry, outcome));
      return;
    }
    if (outcome.kind === 'rejected' && this.#wasRefused(entry)) {
      const gone = await this.#keepRefused(entry, outcome);
      if (gone) {
        await this.#commits.submit(() => deadLetter(gone, outcome, policy));
        return;
      }
      const patient = { ...policy, confirmRejectedAfterMs: LETTERS_FULL_RETRY_MS };
      await this.#commits.submit((_, { now }) =>
        settleFailed(entry, outcome, { now, policy: patient, random }),
      );
      return;
    }
    await this.#commits.submit((_, { now }) => settleFailed(entry, outcome, { now, policy, random }));
  }

  /** The story of one alarm: every record that speaks of it, oldest first. */
  history(alarmId: string): AsyncIterable<OutboxRecord> {
    return this.#deps.journal.history(alarmId);
  }

  /** When the oldest pending entry was queued, epoch ms; undefined when nothing is pending. */
  async oldestPendingAt(): Promise<number | undefined> {
    const { pending } = this.#state;
    let oldest: number | undefined;
    for (const slot of pending.slots()) {
      if (oldest === undefined || pending.seq(slot) < pending.seq(oldest)) oldest = slot;
    }
    if (oldest === undefined) return undefined;
    const [record] = await this.#deps.journal.read([pending.get(oldest)]);
    return record?.at;
  }

  /** Takes nothing more, finishes what waits, and closes the journal. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#commits.idle();
    await this.#deps.journal.close();
  }

  #committed({ record, ref }: Committed): void {
    record.events.forEach((event, i) => {
      if (event.type === 'entry.queued') {
        this.#window.offer(record.seq + i, event.body, ref.bytes / record.events.length);
      } else if (event.type === 'entry.delivered' || event.type === 'entry.dead-lettered') {
        this.#window.drop(event.entry);
      }
    });
    this.#deps.onRecord(record);
    for (const listener of this.#listeners) listener();
  }

  #refuseWhenFull(): void {
    if (this.#closing)
      throw new JournalError('shutting-down', 'shutting down; send it again to the next instance');
    const { maxEntries } = this.#policy;
    const { size } = this.#state.pending;
    // Full at the bound, and open again only a tenth below it: senders don't see it flap.
    this.#full = size >= maxEntries || (this.#full && size > maxEntries * 0.9);
    if (this.#full)
      throw new JournalError('journal.full', `the outbox is full (${size} entries); try again later`);
  }

  async #keepUnreadable(intake: Intake): Promise<readonly OutboxEvent[]> {
    const events: OutboxEvent[] = [];
    for (const { index, reason, raw } of intake.unreadable) {
      const { source } = intake;
      const letter = this.#letter({ source, kind: 'unreadable-alert', reason: 'unreadable', detail: reason });
      const kept = await this.#deps.deadLetters.keep({ ...letter, raw });
      events.push({ type: 'alert.unreadable', source, index, reason, deadLetter: kept ? letter.id : '' });
    }
    return events;
  }

  #letter(about: Pick<DeadLetter, 'source' | 'kind' | 'reason' | 'detail'>): DeadLetter {
    const at = this.#deps.clock.now();
    return { id: `in-${at.toString(36)}-${(this.#letterCounter++).toString(36)}`, at, ...about };
  }

  #wasRefused(entry: DueEntry): boolean {
    return this.#state.laneOf(entry).some(({ seq, refused }) => seq === entry.id && refused);
  }

  /** Keeps a refused entry, and those behind it of the same episode; undefined when there is no room for them. */
  async #keepRefused(
    entry: DueEntry,
    outcome: Extract<Outcome, { kind: 'rejected' }>,
  ): Promise<readonly RefusedEntry[] | undefined> {
    const refused: RefusedEntry[] = [{ id: entry.id, body: entry.body }];
    for (const follower of this.#state.laneOf(entry).slice(1)) {
      const body = await this.#bodyOf(follower);
      if (body?.episode !== entry.body.episode) break;
      refused.push({ id: follower.seq, body });
    }
    for (const one of refused) {
      const kept = await this.#deps.deadLetters.keep(letterOf(one, outcome, this.#deps.clock.now()));
      if (!kept) return undefined;
    }
    return refused;
  }

  async #bodyOf(entry: PendingEntry): Promise<EntryBody | undefined> {
    const near = this.#window.get(entry.seq);
    if (near) return near;
    const [record] = await this.#deps.journal.read([entry]);
    const event = record?.events[entry.seq - record.seq];
    return event?.type === 'entry.queued' ? event.body : undefined;
  }
}
