import { JournalError } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import { ClockSteps } from '../time/clock-steps.ts';
import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';
import { callObserver } from './call-observer.ts';
import { CommitLoop, type Committed, type Decision } from './commit-loop.ts';
import { DeadLetterWriter } from './dead-letter-writer.ts';
import { accept } from './decide/accept.ts';
import { deadLetter, deadLetterOf, type RefusedEntry } from './decide/dead-letter.ts';
import { addStormTexts } from './decide/incidents/add-storm-texts.ts';
import { cancelNeedless, reasonToCancel } from './decide/incidents/cancel-needless.ts';
import { type Reassertable, reassert } from './decide/reassert.ts';
import { settleDelivered, settleFailed } from './decide/settle.ts';
import { aboutEntry, type DueEntry, type ReportAlarm } from './events/entry.ts';
import type { AlertUnreadable, OutboxEvent, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import type { Outcome } from './events/outcome.ts';
import type { Accepted, Intake } from './intake.ts';
import { IntakeGate } from './intake-gate.ts';
import { EntryBodies, readBodies } from './lanes/entry-bodies.ts';
import type { Series } from './ledger/series.ts';
import { longestWaitMs, type OutboxPolicy } from './policy.ts';
import type { DeadLetters } from './ports/dead-letters.ts';
import type { Journal, Recovery } from './ports/journal.ts';
import { OutboxState, type OutboxView } from './state.ts';

interface Dependencies {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly policy: OutboxPolicy;
  /** Called with every record once it is durable and folded: metrics and logs follow from it. What it throws is a warning. */
  readonly onRecord: (record: OutboxRecord) => void;
  /** How long a delivery may wait for others to share the sync that settles it, ms; 0 by default. */
  readonly settlePatienceMs?: number;
}

/** What a start has found. */
export interface Restored extends Recovery {
  /** Pending entries that were brought back. */
  readonly pending: number;
}

/**
 * The outbox: decides, appends, folds, notifies. The one imperative shell around the pure decisions; everything that is
 * known of alarms and entries is its state, and its journal is the only record.
 */
export class Outbox {
  readonly #deps: Dependencies;
  readonly #state = new OutboxState();
  readonly #bodies: EntryBodies;
  readonly #commits: CommitLoop;
  readonly #letters: DeadLetterWriter;
  readonly #gate: IntakeGate;
  readonly #clockSteps: ClockSteps;
  readonly #listeners = new Set<() => void>();
  #policy: OutboxPolicy;
  #closing = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#policy = deps.policy;
    this.#letters = new DeadLetterWriter(deps.deadLetters, deps.clock);
    const { journal, clock, settlePatienceMs: patienceMs } = deps;
    this.#bodies = new EntryBodies(journal);
    const onCommitted = (committed: Committed) => this.#committed(committed);
    this.#commits = new CommitLoop({ journal, clock, state: this.#state, onCommitted, patienceMs });
    this.#gate = new IntakeGate({ journal, clock, state: this.#state });
    this.#clockSteps = new ClockSteps(clock);
  }

  /** Everything the journal adds up to, for reading. */
  get state(): OutboxView {
    return this.#state;
  }

  /** Restores the state. @throws {JournalError} as the journal's `open`. */
  async open(): Promise<Restored> {
    const { journal, clock } = this.#deps;
    const state = this.#state;
    const startedAt = clock.now();
    const recovery = await journal.open((stored) => state.restore(stored, startedAt));
    state.seen(recovery.lastSeq);
    state.lanes.markHeadsTried();
    const now = clock.now();
    // Waits that were begun by a clock that was ahead would take as long as that.
    state.lanes.endWaitsBy(now + longestWaitMs(this.#policy), now);
    // When the last process asked is not known: as late as just now.
    state.lanes.delayUncertain(now + this.#policy.incidentLookupDelayMs, now);
    journal.checkpoint(state);
    return { ...recovery, pending: state.pendingCount };
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

  /** Why nothing new is taken now; undefined while it is. */
  refusal(): JournalError | undefined {
    if (this.#closing)
      return new JournalError('shutting-down', 'shutting down; send it again to the next instance');
    return this.#gate.refusal(this.#policy);
  }

  /**
   * Stores what became of every alert of one request. When it resolves, that is durable.
   *
   * @throws {JournalError} when it can't be stored now: nothing of it was.
   */
  async accept(intake: Intake): Promise<Accepted> {
    const refusal = this.refusal() ?? this.#gate.refusalOf(intake, this.#policy);
    if (refusal) throw refusal;
    const unreadable = await this.#letters.keepAlerts(intake.source, intake.unreadable);
    try {
      return await this.#store(intake, unreadable.events);
    } catch (error) {
      // It will be sent again: a second letter for each would only fill the place.
      await this.#letters.discard(unreadable.added);
      throw error;
    }
  }

  async #store(intake: Intake, unreadable: readonly AlertUnreadable[]): Promise<Accepted> {
    let repeated = 0;
    const decisions = intake.arrivals.map(
      (arrival): Decision =>
        (view, { seq, now, entryStatusOf }) => {
          const events = accept(view, arrival, { seq, now, entryStatusOf, policy: this.#policy });
          if (events.some(({ type }) => type === 'alert.repeated')) repeated += 1;
          return events;
        },
    );
    const before: readonly OutboxEvent[] = [...(intake.redriven ? [intake.redriven] : []), ...unreadable];
    await this.#commits.submit(() => before, ...decisions);
    const rejected = intake.unreadable.map(({ index, reason }) => ({ index, reason }));
    return { accepted: decisions.length - repeated, repeated, rejected };
  }

  /** Keeps a body that could not be read at all. False when the dead letters are full: it is counted then, not kept. */
  keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    return this.#letters.keepBody(source, body, detail);
  }

  /**
   * Takes the next due entry of a destination, with its body; its lane waits until it is settled.
   *
   * @throws when its body can't be read now: it stays, and is due again.
   */
  async take(destination: string): Promise<DueEntry | undefined> {
    const number = this.#state.destinations.indexOf(destination);
    if (number < 0 || this.#closing) return undefined;
    const now = this.#deps.clock.now();
    const step = this.#clockSteps.look();
    if (step !== 0) this.#state.lanes.shiftWaits(step, now);
    const slot = this.#state.lanes.take(number, now);
    if (slot === undefined) return undefined;
    const entry = this.#state.pending.get(slot);
    try {
      const body = await this.#bodies.of(entry);
      if (body) {
        const due = await this.#needed({ ...entry, id: entry.seq, body });
        if (due) return due;
        return this.take(destination);
      }
      // Its record is damaged: nothing can be sent for it. Its segment keeps the bytes as evidence.
      await this.#commits.submit(() => [{ type: 'entry.lost', entry: entry.seq, lane: entry.lane }]);
    } catch (error) {
      this.#state.lanes.release(slot, this.#deps.clock.now());
      throw error;
    }
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
      const decide: Decision = (view, at) => settleDelivered(view, entry, { ...at, outcome, policy });
      // Whatever stands behind it in its lane waits for it.
      if (this.#state.isAlone(entry)) await this.#commits.submitPatiently(decide);
      else await this.#commits.submit(decide);
      return;
    }
    if (outcome.kind === 'rejected' && this.#wasRefused(entry)) {
      const gone = await this.#keepRefused(entry, outcome);
      if (gone) {
        await this.#commits.submit(() => deadLetter(gone, outcome, policy));
        return;
      }
      const patient = { ...policy, confirmRejectedAfterMs: LONGEST_ASKED_WAIT_MS };
      await this.#commits.submit((_, { now }) =>
        settleFailed(entry, outcome, { now, policy: patient, random }),
      );
      return;
    }
    await this.#commits.submit((_, { now }) => settleFailed(entry, outcome, { now, policy, random }));
  }

  /**
   * Stores what an operator decided about a dead letter. Like a settle, it goes also while nothing new is taken.
   *
   * @throws {JournalError} when it can't be stored now: nothing of it was.
   */
  decide(decision: Decision): Promise<readonly OutboxEvent[]> {
    return this.#commits.submit(decision);
  }

  /**
   * Tells COC again what these alarms said last, if that still holds and nothing else of them waits. Answers how many
   * were queued; one whose alarm is not kept any more is left out.
   *
   * @throws {JournalError} when it can't be stored now: it is due again later.
   */
  async reassert(due: readonly Reassertable[]): Promise<number> {
    const idle = due.filter(({ alarmId }) => !this.#state.lanes.holds(hash53(alarmId)));
    const bodies = await this.alarmsOf(idle);
    const queued = idle.map((series, i) => {
      const body = bodies[i];
      return body ? this.#commits.submit((view) => reassert(view, series, body)) : [];
    });
    return (await Promise.all(queued)).filter((events) => events.length > 0).length;
  }

  /** The last alarm that COC was to be told of each series; undefined where there is none, or it is not kept any more. */
  async alarmsOf(series: readonly Series[]): Promise<readonly (ReportAlarm | undefined)[]> {
    const places = series.map((one) => (one.state === 'tombstone' ? undefined : one.lastAlarm));
    const bodies = await readBodies(this.#deps.journal, places);
    return bodies.map((body, i) =>
      body?.kind === 'report-alarm' && body.alarm.alarmId === series[i]?.alarmId ? body : undefined,
    );
  }

  /** The story of one alarm: every record that mentions it, oldest first. */
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
    const [record] = await this.#deps.journal.read([pending.ref(oldest)]);
    return record?.at;
  }

  /** Takes nothing more, finishes what waits to be stored, and closes the journal. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#commits.close();
    await this.#deps.journal.close();
  }

  #committed({ record, stored }: Committed): void {
    this.#bodies.committed(record, stored.bytes);
    callObserver(() => this.#deps.onRecord(record));
    for (const listener of this.#listeners) callObserver(listener);
  }

  /** An entry as it is to be tried; undefined when it was not needed any more, and has left. */
  async #needed({ id, body, attempts, uncertain }: DueEntry): Promise<DueEntry | undefined> {
    const { ledger } = this.#state;
    const due = addStormTexts(ledger, { id, body, attempts, uncertain });
    const reason = reasonToCancel(ledger, due);
    if (!reason) return due;
    if (uncertain) return reason === 'resolved' ? { ...due, lookOnly: true } : due;
    const cancelled = await this.#commits.submit((view) => cancelNeedless(view, due));
    return cancelled.length > 0 ? undefined : due;
  }

  #wasRefused(entry: DueEntry): boolean {
    for (const { seq, refused } of this.#state.laneOf(entry)) if (seq === entry.id) return refused;
    return false;
  }

  /** Keeps a refused entry, and those behind it of the same episode; undefined when there is no room for them. */
  async #keepRefused(
    entry: DueEntry,
    outcome: Extract<Outcome, { kind: 'rejected' }>,
  ): Promise<readonly RefusedEntry[] | undefined> {
    const refused: RefusedEntry[] = [{ id: entry.id, body: entry.body }];
    const behind = entry.body.kind === 'report-alarm' ? [...this.#state.laneOf(entry)].slice(1) : [];
    for (const follower of behind) {
      const body = await this.#bodies.of(follower);
      if (body?.episode !== entry.body.episode) break;
      refused.push({ id: follower.seq, body });
    }
    const letters = refused.map((one) => deadLetterOf(one, outcome, this.#deps.clock.now()));
    return (await this.#letters.keepAll(letters)) ? refused : undefined;
  }
}
