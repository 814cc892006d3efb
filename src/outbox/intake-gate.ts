import type { Clock } from '../time/clock.ts';
import type { Intake } from './intake.ts';
import { OutboxFullError } from './outbox-full-error.ts';
import type { OutboxPolicy } from './policy.ts';
import type { Journal } from './ports/journal.ts';
import { SeriesBound } from './series-bound.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: OutboxState;
  readonly journal: Pick<Journal, 'pendingBytes' | 'shortOfRoom'>;
  readonly clock: Clock;
}

/** A full outbox opens again a tenth below its bound, so that it does not flap. */
const HYSTERESIS = 0.9;
/** Shortest time between two sums of the pending bytes, ms. */
const SUM_EVERY_MS = 100;

/** Decides whether the outbox accepts new alerts, by its bounds of entries, bytes, free disk and series. */
export class IntakeGate {
  readonly #parts: Parts;
  readonly #series: SeriesBound;
  // Stryker disable next-line ObjectLiteral: what was never set is not full either.
  readonly #full = { entries: false, bytes: false };
  #bytes = 0;
  #summedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#series = new SeriesBound(parts);
  }

  /** Reason to refuse all requests; undefined while there is room. */
  refusal({
    maxEntries,
    maxBytes,
  }: Pick<OutboxPolicy, 'maxEntries' | 'maxBytes'>): OutboxFullError | undefined {
    const { pendingCount: size } = this.#parts.state;
    if (this.#isFull('entries', size, maxEntries))
      return new OutboxFullError('entries', `the outbox is full (${size} entries); try again later`);
    const bytes = this.#pendingBytes();
    if (this.#isFull('bytes', bytes, maxBytes))
      return new OutboxFullError('bytes', `the outbox is full (${bytes} bytes); try again later`);
    const shortage = this.#parts.journal.shortOfRoom();
    return shortage === undefined ? undefined : new OutboxFullError('disk', shortage);
  }

  /** Reason to refuse this request while others are accepted; undefined when it may be accepted. */
  refusalOf(intake: Intake, { maxSeriesPerSource }: OutboxPolicy): OutboxFullError | undefined {
    return this.#series.refusal(intake, maxSeriesPerSource);
  }

  #isFull(what: 'entries' | 'bytes', used: number, most: number): boolean {
    this.#full[what] = used >= most || (this.#full[what] && used > most * HYSTERESIS);
    return this.#full[what];
  }

  #pendingBytes(): number {
    const { journal, clock } = this.#parts;
    const now = clock.monotonic();
    if (now - this.#summedAt < SUM_EVERY_MS) return this.#bytes;
    this.#summedAt = now;
    this.#bytes = journal.pendingBytes();
    return this.#bytes;
  }
}
