import type { Clock } from '../time/clock.ts';
import type { Intake } from './intake.ts';
import { OutboxFullError } from './outbox-full-error.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: Pick<OutboxState, 'ledger'>;
  readonly clock: Clock;
}

/** What is over is forgotten by tenths of the bound: to look for it goes through the whole ledger ... */
const FORGET_SHARE = 0.1;
/** ... and is not done again so soon after there was too little. */
const LOOK_EVERY_MS = 1_000;

/**
 * Keeps what is known of each source's series within a bound, so that a sender of ever new ones fills neither memory nor
 * the ledger's snapshots. What is over goes first; what fires never does, and then it is the source's new series that are
 * refused: its known ones, and other sources, go on.
 */
export class SeriesBound {
  readonly #parts: Parts;
  /** When all of a source's series that could be forgotten were, monotonic ms. */
  readonly #exhaustedAt = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Why a request is refused; undefined when all its series are known, or there is room for them. */
  refusal(
    { source, arrivals }: Pick<Intake, 'source' | 'arrivals'>,
    most: number,
  ): OutboxFullError | undefined {
    const { ledger } = this.#parts.state;
    if (ledger.countSeriesOf(source) + arrivals.length <= most) return undefined;
    const added = new Set<string>();
    for (const { alert, routed } of arrivals)
      if (routed.kind === 'alarm' && !ledger.series(alert.alarmId)) added.add(alert.alarmId);
    const excess = () => (added.size === 0 ? 0 : ledger.countSeriesOf(source) + added.size - most);
    if (excess() > 0) this.#forget(source, Math.max(excess(), Math.ceil(most * FORGET_SHARE)));
    if (excess() <= 0) return undefined;
    const text = `${ledger.countSeriesOf(source)} series of the source ${source} fire, or are still to be told to COC`;
    return new OutboxFullError('series', `${text}; end some, or raise outbox.maxSeriesPerSource`);
  }

  #forget(source: string, count: number): void {
    const { state, clock } = this.#parts;
    const now = clock.monotonic();
    if (now - (this.#exhaustedAt.get(source) ?? Number.NEGATIVE_INFINITY) < LOOK_EVERY_MS) return;
    if (state.ledger.forgetOldest(source, count) < count) this.#exhaustedAt.set(source, now);
  }
}
