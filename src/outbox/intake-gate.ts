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

/** Open again only a tenth below a bound: senders don't see it flap. */
const HYSTERESIS = 0.9;
/** Bytes are added up this often at most. */
const LOOK_EVERY_MS = 100;

/** Says whether the outbox takes anything new: below its bounds of entries, bytes and free disk, and of series. */
export class IntakeGate {
  readonly #parts: Parts;
  readonly #series: SeriesBound;
  readonly #full = { entries: false, bytes: false };
  #bytes = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#series = new SeriesBound(parts);
  }

  /** Why nothing new is taken now; undefined while there is room. */
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

  /** Why this request is not taken, though others are; undefined when it is. */
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
    if (now - this.#lookedAt < LOOK_EVERY_MS) return this.#bytes;
    this.#lookedAt = now;
    this.#bytes = journal.pendingBytes();
    return this.#bytes;
  }
}
