import { JournalError } from '../errors.ts';
import type { TimerClock } from '../time/clock.ts';
import { AttemptSettler } from './attempt-settler.ts';
import { callObserver } from './call-observer.ts';
import { CommitLoop, type Committed } from './commit-loop.ts';
import { DeadLetterWriter } from './dead-letter-writer.ts';
import { accept } from './decide/accept.ts';
import type { Decision } from './decide/decision.ts';
import { followDurations } from './decide/follow-durations.ts';
import { type Reassertable, reassert } from './decide/reassert.ts';
import { EntryRenderer } from './entry-renderer.ts';
import { EntryTaker } from './entry-taker.ts';
import { aboutEntry, type DueEntry, type ReportAlarm, toldBy } from './events/entry.ts';
import type { AlertUnreadable, OutboxEvent, OutboxRecord } from './events/event.ts';
import type { Outcome } from './events/outcome.ts';
import type { Accepted, Intake } from './intake.ts';
import { IntakeGate } from './intake-gate.ts';
import { EntryBodies, readBodies } from './lanes/entry-bodies.ts';
import { latestTime } from './ledger/corrected-times.ts';
import type { Series } from './ledger/series.ts';
import { Looks } from './looks.ts';
import { longestWaitMs, type OutboxPolicy } from './policy.ts';
import type { DeadLetters } from './ports/dead-letters.ts';
import type { Journal, Recovery } from './ports/journal.ts';
import { OutboxState, type OutboxView } from './state.ts';
import { storedIfRoom } from './stored-if-room.ts';

interface Dependencies {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly policy: OutboxPolicy;
  /**
   * Receives every record once it is durable and folded. Metrics and logs follow from it. An error that it
   * throws becomes a warning.
   */
  readonly onRecord: (record: OutboxRecord) => void;
  /** Time that the outcome of a delivery may wait to share its sync with others, ms; 0 by default. */
  readonly settlePatienceMs?: number;
}

/** Results of a start. */
export interface Restored extends Recovery {
  /** Number of pending entries that were restored. */
  readonly pending: number;
}

/**
 * The outbox: decides, appends, folds, notifies. It is the imperative shell around the pure decisions. Its
 * state holds everything known of alarms and entries, and its journal is the only record.
 */
export class Outbox {
  readonly #deps: Dependencies;
  readonly #state = new OutboxState();
  readonly #bodies: EntryBodies;
  readonly #commits: CommitLoop;
  readonly #deadLetters: DeadLetterWriter;
  readonly #gate: IntakeGate;
  readonly #looks = new Looks();
  readonly #taker: EntryTaker;
  readonly #settler: AttemptSettler;
  readonly #listeners = new Set<() => void>();
  #policy: OutboxPolicy;
  #closing = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#policy = deps.policy;
    this.#deadLetters = new DeadLetterWriter(deps.deadLetters, deps.clock);
    const { journal, clock, settlePatienceMs: patienceMs } = deps;
    this.#bodies = new EntryBodies(journal);
    const onCommitted = (committed: Committed) => this.#committed(committed);
    this.#commits = new CommitLoop({ journal, clock, state: this.#state, onCommitted, patienceMs });
    this.#gate = new IntakeGate({ journal, clock, state: this.#state });
    const shared = {
      state: this.#state,
      bodies: this.#bodies,
      commits: this.#commits,
      looks: this.#looks,
      clock,
    };
    const renderer = new EntryRenderer({ ...shared, policy: () => this.#policy });
    this.#taker = new EntryTaker({
      ...shared,
      renderer,
      policy: () => this.#policy,
      isClosing: () => this.#closing,
    });
    this.#settler = new AttemptSettler({ ...shared, deadLetters: this.#deadLetters, random: deps.random });
  }

  /** Read access to the current state. */
  get state(): OutboxView {
    return this.#state;
  }

  /**
   * Opens the journal and restores the state.
   *
   * @throws {JournalError} as the journal's `open`
   */
  async open(): Promise<Restored> {
    const { journal, clock } = this.#deps;
    const state = this.#state;
    const startedAt = clock.now();
    const recovery = await journal.open((stored) => state.restore(stored, startedAt));
    state.seen(recovery.lastSeq);
    this.#commits.followClockOfStart();
    state.lanes.markHeadsTried(clock.now());
    const now = clock.now();
    const aheadMs = this.#aheadBy(now);
    // If the clock was ahead before the restart, waits would end too late.
    state.lanes.endWaitsBy(now + longestWaitMs(this.#policy), { now, aheadMs });
    // The last process may have asked for an incident just now.
    this.#looks.start(clock.monotonic());
    state.lanes.delayUncertain(now + this.#policy.incidentLookupDelayMs, now);
    if (aheadMs > 0) await this.#correctTimes();
    journal.checkpoint(state);
    return { ...recovery, pending: state.pendingCount };
  }

  /** Time by which the clock was ahead before the start at least, as far as the stored times tell, ms. */
  #aheadBy(now: number): number {
    const { ledger } = this.#state;
    let latest = now;
    for (const series of ledger.everySeries()) latest = Math.max(latest, latestTime(series));
    for (const incident of ledger.everyIncident()) latest = Math.max(latest, latestTime(incident));
    return latest - now;
  }

  /** What is stored and lies in the future counts as now. */
  async #correctTimes(): Promise<void> {
    const notAfter = this.#deps.clock.now();
    try {
      await this.#commits.submit(() => [{ type: 'clock.set', by: 0, notAfter }]);
    } catch (error) {
      // On a full disk, the next start corrects them.
      if (!(error instanceof JournalError)) throw error;
    }
  }

  /** The policy of all decisions now. */
  get policy(): OutboxPolicy {
    return this.#policy;
  }

  /** Replaces the policy of all later decisions. What waits is rendered by it before it is sent. */
  usePolicy(policy: OutboxPolicy): void {
    this.#policy = policy;
  }

  /**
   * Lets what is held back wait for as long as the policy says. On a full disk it waits as before, until the next call.
   *
   * @throws {JournalError} when nothing can be stored any more.
   */
  async followDurations(): Promise<void> {
    await storedIfRoom(() =>
      this.decide((_, { now }) => followDurations(this.#state, { now, policy: this.#policy })),
    );
  }

  /** Calls a listener after every change of the state. Returns a function that removes the listener. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reason to refuse all requests now; undefined while new alerts are accepted. */
  refusal(): JournalError | undefined {
    if (this.#closing)
      return new JournalError('shutting-down', 'the agent is shutting down; send the request again');
    return this.#gate.refusal(this.#policy);
  }

  /**
   * Stores the result of every alert of one request. Resolves once it is durable.
   *
   * @throws {JournalError} when the request can't be stored now: nothing of it was.
   */
  async accept(intake: Intake): Promise<Accepted> {
    const refusal = this.refusal() ?? this.#gate.refusalOf(intake, this.#policy);
    if (refusal) throw refusal;
    const unreadable = await this.#deadLetters.keepAlerts(intake.source, intake.unreadable);
    try {
      return await this.#store(intake, unreadable.events);
    } catch (error) {
      // The sender repeats the whole request, so that nothing of this one may stay.
      await this.#deadLetters.discard(unreadable.added);
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
    await this.#commits.submitTraced(intake.trace, [() => before, ...decisions]);
    const rejected = intake.unreadable.map(({ index, reason }) => ({ index, reason }));
    return { accepted: decisions.length - repeated, repeated, rejected };
  }

  /**
   * Keeps a body that could not be read at all. Returns false when the dead letters are full; the body is
   * then counted, and lost.
   */
  keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean> {
    return this.#deadLetters.keepBody(source, body, detail);
  }

  /**
   * Takes the next due entry of a destination, with its body. Its lane waits until the entry is settled.
   *
   * @throws when its body can't be read now. The entry stays and is due again.
   */
  async take(destination: string): Promise<DueEntry | undefined> {
    return this.#taker.take(destination);
  }

  /** Records the start of a call that must not be repeated blindly. */
  async started(entry: DueEntry): Promise<void> {
    const told = toldBy(entry.body);
    await this.#commits.submit(() => [
      { type: 'attempt.started', ...aboutEntry(entry), ...(told && { told }) },
    ]);
  }

  /** True while COC is searched for what an earlier attempt of this entry may have opened. */
  isLooking(entry: number): boolean {
    return this.#looks.isLooking(entry);
  }

  /**
   * Stores the outcome of an attempt, and the events that follow from it.
   *
   * @throws {JournalError} when it can't be stored now. The entry is still in flight: settle it again later.
   */
  async settle(entry: DueEntry, outcome: Outcome): Promise<void> {
    await this.#settler.settle(entry, outcome, this.#policy);
  }

  /**
   * Makes decisions, each of which sees what the ones before it decided, and stores their events together. Used by
   * operators and by the agent's own checks. Like a settle, it works also while nothing new is accepted.
   *
   * @throws {JournalError} when they can't be stored now: nothing of them was.
   */
  decide(...decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    return this.#commits.submit(...decisions);
  }

  /**
   * Lets the entries of these destinations be tried again at once that wait after a failure. It shortens no other wait,
   * and stores nothing: after a restart they wait as before. It wakes nobody: whoever delivers must look again.
   *
   * @returns the number of entries that need not wait any longer, by destination
   */
  endBackoffs(destinations: readonly string[]): ReadonlyMap<string, number> {
    const { lanes, destinations: known } = this.#state;
    this.#commits.followClock();
    const numbers = new Set(destinations.map((name) => known.indexOf(name)));
    const ended = lanes.endBackoffs(numbers, this.#deps.clock.now());
    return new Map([...ended].map(([number, count]) => [known[number] ?? 'unknown', count]));
  }

  /**
   * Queues the last report of these alarms again, if it still holds, and no entry of them waits for their integration. An
   * alarm whose report is no longer kept is left out, and so is one that its route drops by now.
   *
   * @returns the number of queued entries
   * @throws {JournalError} when it can't be stored now. The alarms are due again later.
   */
  async reassert(due: readonly Reassertable[]): Promise<number> {
    const idle = due.filter((series) => !this.#state.waitsAtTarget(series));
    const bodies = await this.alarmsOf(idle);
    const queued = idle.map((series, i) => {
      const body = bodies[i];
      if (!body) return [];
      return this.#commits.submit((view, { now }) =>
        reassert(view, series, body, { now, policy: this.#policy }),
      );
    });
    return (await Promise.all(queued)).filter((events) => events.length > 0).length;
  }

  /**
   * Reads the last firing alarm queued for each series; undefined where there is none, or it is no longer
   * kept.
   */
  async alarmsOf(series: readonly Series[]): Promise<readonly (ReportAlarm | undefined)[]> {
    const places = series.map((one) => (one.state === 'tombstone' ? undefined : one.lastAlarm));
    const bodies = await readBodies(this.#deps.journal, places);
    return bodies.map((body, i) =>
      body?.kind === 'report-alarm' && body.alarm.alarmId === series[i]?.alarmId ? body : undefined,
    );
  }

  /** Reads every record that mentions one of these alarms, each once, oldest first. */
  history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord> {
    return this.#deps.journal.history(...alarmIds);
  }

  /** Time at which the oldest pending entry was queued, epoch ms; undefined when nothing is pending. */
  async oldestPendingAt(): Promise<number | undefined> {
    const { pending } = this.#state;
    let oldest: number | undefined;
    for (const slot of pending.slots()) {
      if (oldest === undefined || pending.seq(slot) < pending.seq(oldest)) oldest = slot;
    }
    if (oldest === undefined) return undefined;
    const [record] = await this.#deps.journal.read([pending.ref(oldest)], [pending.seq(oldest)]);
    return record?.at;
  }

  /** Stops accepting, stores what still waits, and closes the journal. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#commits.close();
    await this.#deps.journal.close();
  }

  #committed({ record, stored }: Committed): void {
    this.#looks.note(record);
    this.#bodies.committed(record, stored.bytes);
    callObserver(() => this.#deps.onRecord(record));
    for (const listener of this.#listeners) callObserver(listener);
  }
}
