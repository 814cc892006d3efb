import { JournalError, messageOf } from '../errors.ts';
import type { Cancel, TimerClock } from '../time/clock.ts';
import { ClockSteps } from '../time/clock-steps.ts';
import { decideBatch } from './decide/decide-batch.ts';
import type { Decision } from './decide/decision.ts';
import { entryChangeOf } from './events/entry-change.ts';
import type { OutboxEvent, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import type { Trace } from './events/trace.ts';
import type { Appended, Journal } from './ports/journal.ts';
import type { OutboxState } from './state.ts';

/** Record that is durable now. */
export interface Committed {
  readonly record: OutboxRecord;
  readonly stored: Appended;
}

interface Waiting {
  readonly decisions: readonly Decision[];
  /** Trace of the request, which its record keeps. */
  readonly trace?: Trace | undefined;
  readonly resolve: (events: readonly OutboxEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Decided {
  readonly waiting: Waiting;
  readonly record?: OutboxRecord;
}

interface Dependencies {
  readonly journal: Journal;
  readonly state: OutboxState;
  readonly clock: TimerClock;
  /** Time that a patient request may wait to share its sync with others, ms; 0 by default. */
  readonly patienceMs?: number | undefined;
  /** Called with each record after it was folded, in order. Must not throw. */
  readonly onCommitted: (committed: Committed) => void;
}

/** Most requests in one commit. A larger commit would only delay the first of them. */
const MAX_PER_COMMIT = 256;
/** Events that change an entry which is not in flight. No attempt of it may begin meanwhile. */
const CHANGES_UNTRIED: ReadonlySet<OutboxEvent['type']> = new Set([
  'entry.rescheduled',
  'entry.collapsed',
  'entry.cancelled',
  'incident.decided',
]);
/** Commit patient requests at once when there are this many. */
const ENOUGH_PER_COMMIT = 64;

/**
 * The only writer. It makes the waiting decisions one after the other on a draft, appends their records with
 * one sync, and folds them. Only then it resolves the requests. There is one commit at a time, so that no
 * decision sees events that may get lost.
 *
 * States: open -> closed, or from either -> broken. The loop is broken when a durable record could not be
 * folded: the state differs from the journal, nothing more is decided, and the process must end.
 */
export class CommitLoop {
  readonly #deps: Dependencies;
  readonly #clockSteps: ClockSteps;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** True when a waiting request must not wait any longer. */
  #urgent = false;
  #patience: Cancel | undefined;
  #refusal: JournalError | undefined;
  /** Step of the wall clock by which stored times are still to be corrected, ms. */
  #clockStep = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#clockSteps = new ClockSteps(deps.clock);
  }

  /**
   * Makes decisions one after the other and stores their events as one record, all or nothing. Resolves with
   * the events once they are durable and folded.
   *
   * @throws {JournalError} when they could not be stored: nothing has changed. An error of a decision is
   * passed on.
   */
  submit(...decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    return this.submitTraced(undefined, decisions);
  }

  /** Like {@link submit}, for a request that may have a trace. Its record keeps the trace. */
  submitTraced(trace: Trace | undefined, decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    this.#urgent = true;
    return this.#enqueue(decisions, trace);
  }

  /**
   * Like {@link submit}, but may wait a little to share a sync with others. For requests that nobody waits
   * for.
   */
  submitPatiently(...decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    return this.#enqueue(decisions);
  }

  #enqueue(decisions: readonly Decision[], trace?: Trace): Promise<readonly OutboxEvent[]> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ decisions, trace, resolve, reject });
      this.#start();
    });
  }

  /** Begins a run when a request is due. Otherwise begins it when the patience ends. */
  #start(): void {
    const { patienceMs = 0 } = this.#deps;
    if (this.#running || (this.#waiting.length === 0 && this.#clockStep === 0)) return;
    if (patienceMs === 0 || this.#isDue()) this.#running = this.#run();
    else this.#patience ??= this.#deps.clock.after(patienceMs, () => this.#hurry());
  }

  #isDue(): boolean {
    return this.#urgent || this.#waiting.length >= ENOUGH_PER_COMMIT;
  }

  #hurry(): void {
    this.#urgent = true;
    this.#start();
  }

  /** Refuses new requests, and resolves when no request waits any more. Idempotent. */
  async close(): Promise<void> {
    this.#refusal ??= new JournalError('shutting-down', 'the agent is shutting down; send the request again');
    this.#hurry();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
    do {
      this.#patience?.();
      this.#patience = undefined;
      this.followClock();
      await this.#correctTimes();
      const batch = this.#waiting.slice(0, MAX_PER_COMMIT);
      this.#waiting = this.#waiting.slice(MAX_PER_COMMIT);
      if (this.#waiting.length === 0) this.#urgent = false;
      await this.#commit(batch);
    } while (this.#waiting.length > 0 && this.#isDue());
    this.#running = undefined;
    this.#start();
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { journal, state, clock } = this.#deps;
    const decided = this.#decide(batch);
    const records = decided.flatMap(({ record }) => record ?? []);
    const reserved = lanesToReserve(records);
    // No attempt may begin in these lanes until the append has ended.
    state.lanes.reserve(reserved);
    try {
      const appended = records.length > 0 ? await journal.append(records) : [];
      this.#fold(records, { appended, reserved });
    } catch (error) {
      state.lanes.free(reserved, clock.now());
      for (const { waiting } of decided) waiting.reject(error);
      // Housekeeping may free space on a full disk.
      journal.checkpoint(state);
      return;
    }
    for (const { waiting, record } of decided) waiting.resolve(record?.events ?? []);
    journal.checkpoint(state);
  }

  #fold(
    records: readonly OutboxRecord[],
    {
      appended,
      reserved,
    }: { readonly appended: readonly Appended[]; readonly reserved: ReadonlySet<number> },
  ): void {
    const { state, clock, onCommitted } = this.#deps;
    const now = clock.now();
    try {
      const committed = records.map((record, i): Committed => {
        const stored = appended[i];
        if (!stored) throw new Error('the journal returned fewer places than records');
        state.fold(record, stored.ref, now);
        return { record, stored };
      });
      // Before the listeners are called, or the dispatcher would miss these lanes.
      state.lanes.free(reserved, now);
      for (const one of committed) onCommitted(one);
    } catch (cause) {
      const text = `a stored record can't be applied; restart the agent: ${messageOf(cause)}`;
      this.#refusal = new JournalError('journal.unavailable', text, { cause });
      for (const { reject } of this.#waiting.splice(0)) reject(this.#refusal);
      throw this.#refusal;
    }
  }

  /**
   * Moves all waits and all stored times by the step of a wall clock that was set since the last call, so that each
   * lasts as long as planned. Called before waits are read, and before new ones are decided: those know of the step
   * already.
   */
  followClock(): void {
    const { state, clock } = this.#deps;
    const step = this.#clockSteps.look();
    if (step === 0) return;
    state.lanes.shiftWaits(step, clock.now());
    this.#followStep(step);
  }

  /**
   * Moves the stored times by a step of the wall clock while the state was restored. The waits of then were planned by
   * the clock of an earlier process, so they stay.
   */
  followClockOfStart(): void {
    const step = this.#clockSteps.look();
    if (step !== 0) this.#followStep(step);
  }

  #followStep(step: number): void {
    this.#clockStep += step;
    this.#hurry();
  }

  /** Corrects the stored times in a commit of its own, so that no decision reads both old times and new ones. */
  async #correctTimes(): Promise<void> {
    const by = this.#clockStep;
    if (by === 0) return;
    const event: OutboxEvent = { type: 'clock.set', by, notAfter: this.#deps.clock.now() };
    const resolve = () => {
      this.#clockStep -= by;
    };
    // What can't be stored now is corrected with the next commit.
    const reject = () => undefined;
    await this.#commit([{ decisions: [() => [event]], resolve, reject }]);
  }

  /** Makes the decisions of a batch. A request whose decision throws is rejected, and left out. */
  #decide(batch: readonly Waiting[]): readonly Decided[] {
    const { state, clock } = this.#deps;
    const results = decideBatch(
      batch.map(({ decisions }) => decisions),
      {
        ledger: state.ledger,
        seq: state.nextSeq,
        now: clock.now(),
        entryStatusOf: (alarmId, entry) => state.lanes.status(hash53(alarmId), entry),
      },
    );
    return batch.flatMap((waiting, i) => {
      const result = results[i] ?? {};
      if (!('error' in result)) return [{ waiting, ...tracedBy(waiting, result) }];
      waiting.reject(result.error);
      return [];
    });
  }
}

function tracedBy(
  { trace }: Waiting,
  { record }: { readonly record?: OutboxRecord },
): { readonly record?: OutboxRecord } {
  return record ? { record: trace ? { ...record, trace } : record } : {};
}

/** Lanes with entries that change although they are not in flight. */
function lanesToReserve(records: readonly OutboxRecord[]): ReadonlySet<number> {
  const lanes = new Set<number>();
  for (const { events } of records)
    for (const event of events) {
      if (!CHANGES_UNTRIED.has(event.type)) continue;
      const change = entryChangeOf(event);
      if (change) lanes.add(change.lane);
    }
  return lanes;
}
