import type { AlarmId } from '../alerts/alert.ts';
import { JournalError, messageOf } from '../errors.ts';
import type { Clock } from '../time/clock.ts';
import type { DecisionContext } from './decide/decision.ts';
import { entryChangeOf } from './events/entry-change.ts';
import type { OutboxEvent, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import { LedgerDraft } from './ledger/ledger-draft.ts';
import type { IncidentView } from './ledger/ledger-view.ts';
import type { Appended, Journal } from './ports/journal.ts';
import type { OutboxState } from './state.ts';

/** A decision that waits for the next commit. It sees what earlier decisions of the same commit made of the ledger. */
export type Decision = (
  view: IncidentView,
  context: Required<Pick<DecisionContext, 'seq' | 'now' | 'entryStatusOf'>>,
) => readonly OutboxEvent[];

/** A record that is durable now. */
export interface Committed {
  readonly record: OutboxRecord;
  readonly stored: Appended;
}

interface Waiting {
  readonly decisions: readonly Decision[];
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
  readonly clock: Clock;
  /** How long what is submitted patiently may wait for others to share its sync, ms; 0, the default, for not at all. */
  readonly patienceMs?: number | undefined;
  /** Called with each record after it was folded, in order. Must not throw. */
  readonly onCommitted: (committed: Committed) => void;
}

/** More than this in one commit would only make the first one wait. */
const MAX_PER_COMMIT = 256;
/** Events about an entry that nobody tries just now, and must not begin to. */
const CHANGES_UNTRIED: ReadonlySet<OutboxEvent['type']> = new Set([
  'entry.collapsed',
  'entry.cancelled',
  'incident.decided',
]);
/** As many need not wait for more of them. */
const ENOUGH_PER_COMMIT = 64;

/**
 * The one writer: takes the decisions that wait, decides them one after the other on a draft, appends their records with
 * one sync, folds them, and only then answers. One commit at a time, so that a decision never sees what may not last.
 *
 * States: open -> closed, or from either -> broken: a durable record could not be folded, so that the state is not what
 * the journal says; nothing more is decided, and the process must end.
 */
export class CommitLoop {
  readonly #deps: Dependencies;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** What waits must not wait for more. */
  #urgent = false;
  #patience: NodeJS.Timeout | undefined;
  #refusal: JournalError | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * Runs decisions one after the other and stores what they decide as one record, all or nothing. Resolves with the
   * events once they are durable and folded.
   *
   * @throws {JournalError} when they could not be stored: then nothing happened. What a decision throws, itself.
   */
  submit(...decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    this.#urgent = true;
    return this.#enqueue(decisions);
  }

  /** As {@link submit}, but it may wait a little, so that one sync does for many: nobody waits for an answer. */
  submitPatiently(...decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    return this.#enqueue(decisions);
  }

  #enqueue(decisions: readonly Decision[]): Promise<readonly OutboxEvent[]> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ decisions, resolve, reject });
      this.#start();
    });
  }

  /** Begins a run when something is due, or else once patience ends. */
  #start(): void {
    const { patienceMs = 0 } = this.#deps;
    if (this.#running || this.#waiting.length === 0) return;
    if (patienceMs === 0 || this.#isDue()) this.#running = this.#run();
    else this.#patience ??= setTimeout(() => this.#hurry(), patienceMs);
  }

  #isDue(): boolean {
    return this.#urgent || this.#waiting.length >= ENOUGH_PER_COMMIT;
  }

  #hurry(): void {
    this.#urgent = true;
    this.#start();
  }

  /** Takes nothing more; resolves when nothing waits any more. Idempotent. */
  async close(): Promise<void> {
    this.#refusal ??= new JournalError('shutting-down', 'shutting down; send it again to the next instance');
    this.#hurry();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
    do {
      clearTimeout(this.#patience);
      this.#patience = undefined;
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
    const leaving = lanesLeft(records);
    // Until it is known whether these entries leave, nobody may try them.
    state.lanes.reserve(leaving);
    try {
      const appended = records.length > 0 ? await journal.append(records) : [];
      this.#fold(records, { appended, leaving });
    } catch (error) {
      state.lanes.free(leaving, clock.now());
      for (const { waiting } of decided) waiting.reject(error);
      // A full disk is one more reason to tidy up.
      journal.checkpoint(state);
      return;
    }
    for (const { waiting, record } of decided) waiting.resolve(record?.events ?? []);
    journal.checkpoint(state);
  }

  #fold(
    records: readonly OutboxRecord[],
    { appended, leaving }: { readonly appended: readonly Appended[]; readonly leaving: ReadonlySet<number> },
  ): void {
    const { state, clock, onCommitted } = this.#deps;
    const now = clock.now();
    try {
      const committed = records.map((record, i): Committed => {
        const stored = appended[i];
        if (!stored) throw new Error('the journal gave fewer places than it was given records');
        state.fold(record, stored.ref, now);
        return { record, stored };
      });
      // Before anybody hears of it, or whoever looks for work would not find these lanes.
      state.lanes.free(leaving, now);
      for (const one of committed) onCommitted(one);
    } catch (cause) {
      const text = `the state is not what the journal says: ${messageOf(cause)}`;
      this.#refusal = new JournalError('journal.unavailable', text, { cause });
      for (const { reject } of this.#waiting.splice(0)) reject(this.#refusal);
      throw this.#refusal;
    }
  }

  #decide(batch: readonly Waiting[]): readonly Decided[] {
    const { state, clock } = this.#deps;
    let draft = new LedgerDraft(state.ledger);
    const now = clock.now();
    const entryStatusOf = (alarmId: AlarmId, entry: number) => state.lanes.status(hash53(alarmId), entry);
    let seq = state.nextSeq;
    const decided: Decided[] = [];
    for (const waiting of batch) {
      try {
        const events = decideAll(waiting.decisions, draft, { seq, now, entryStatusOf });
        if (events.length === 0) decided.push({ waiting });
        else decided.push({ waiting, record: { v: 1, seq, at: now, events } });
        seq += events.length;
      } catch (error) {
        waiting.reject(error);
        // What its earlier decisions made of the draft does not happen.
        draft = new LedgerDraft(state.ledger);
        for (const { record } of decided) if (record) foldInto(draft, record);
      }
    }
    return decided;
  }
}

/** Each decision sees what those before it decided. */
function decideAll(
  decisions: readonly Decision[],
  draft: LedgerDraft,
  { seq, now, entryStatusOf }: Parameters<Decision>[1],
): readonly OutboxEvent[] {
  const events: OutboxEvent[] = [];
  for (const decide of decisions) {
    const next = seq + events.length;
    const own = decide(draft, { seq: next, now, entryStatusOf });
    foldInto(draft, { seq: next, at: now, events: own });
    events.push(...own);
  }
  return events;
}

function foldInto(draft: LedgerDraft, { seq, at, events }: Omit<OutboxRecord, 'v'>): void {
  events.forEach((event, i) => {
    draft.fold(event, { seq: seq + i, at });
  });
}

/** The lanes out of which entries leave that nobody has tried. */
function lanesLeft(records: readonly OutboxRecord[]): ReadonlySet<number> {
  const lanes = new Set<number>();
  for (const { events } of records)
    for (const event of events) {
      if (!CHANGES_UNTRIED.has(event.type)) continue;
      const change = entryChangeOf(event);
      if (change) lanes.add(change.lane);
    }
  return lanes;
}
