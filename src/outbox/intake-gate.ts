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
/** Part of the bounds that is kept for requests with a Critical alarm. */
const KEPT_FOR_CRITICAL = 0.05;
/** Shortest time between two sums of the pending bytes, ms. */
const SUM_EVERY_MS = 100;

/** Decides whether the outbox accepts new alerts, by its bounds of entries, bytes, free disk and series. */
export class IntakeGate {
  readonly #parts: Parts;
  readonly #series: SeriesBound;
  // Stryker disable next-line ObjectLiteral: what was never set is not full either.
  readonly #full = { entries: false, bytes: false, mostEntries: false, mostBytes: false };
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
  refusalOf(intake: Intake, policy: OutboxPolicy): OutboxFullError | undefined {
    const series = this.#series.refusal(intake, policy.maxSeriesPerSource);
    return series ?? (isLesser(intake) ? this.#refusalOfLesser(policy) : undefined);
  }

  /** Near its bounds the outbox takes only what is Critical, so that a flood of lesser alarms cannot keep it out. */
  #refusalOfLesser({ maxEntries, maxBytes }: OutboxPolicy): OutboxFullError | undefined {
    const { pendingCount: size } = this.#parts.state;
    const only = 'nearly full: only what is Critical is taken; try again later';
    if (this.#isFull('mostEntries', size, lessReserve(maxEntries)))
      return new OutboxFullError('entries', `the outbox is ${only}`);
    if (this.#isFull('mostBytes', this.#pendingBytes(), lessReserve(maxBytes)))
      return new OutboxFullError('bytes', `the outbox is ${only}`);
    return undefined;
  }

  #isFull(what: 'entries' | 'bytes' | 'mostEntries' | 'mostBytes', used: number, most: number): boolean {
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

function lessReserve(bound: number): number {
  return bound - Math.floor(bound * KEPT_FOR_CRITICAL);
}

/**
 * True for a request whose alarms are all below Critical, whether they fire or are over. A request is stored whole, so
 * what comes with a Critical alarm is taken too. What makes no entry, and what an operator puts back, always is.
 */
function isLesser({ arrivals, redriven }: Intake): boolean {
  const levels = arrivals.flatMap(({ routed }) => (routed.kind === 'alarm' ? [routed.alarm.alarmLevel] : []));
  return redriven === undefined && levels.length > 0 && !levels.includes('Critical');
}
