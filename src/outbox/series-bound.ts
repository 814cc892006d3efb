import type { Clock } from '../time/clock.ts';
import { knownSeries } from './decide/open-identity.ts';
import type { Intake } from './intake.ts';
import { OutboxFullError } from './outbox-full-error.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: Pick<OutboxState, 'ledger'>;
  readonly clock: Clock;
}

/** Series are forgotten by tenths of the bound, because a search goes through the whole ledger. */
const FORGET_SHARE = 0.1;
/** After a search that found too few, the next one waits this long. */
const SEARCH_EVERY_MS = 1_000;

/**
 * Bounds the number of known series of each source. Otherwise a sender of ever new series would fill the
 * memory and the snapshots of the ledger.
 *
 * Settled series are forgotten first. A series that fires is never forgotten: when only such series are left,
 * new series of the source are refused. Its known series, and other sources, go on.
 */
export class SeriesBound {
  readonly #parts: Parts;
  /** Time of the last search that found too few series to forget, by source, monotonic ms. */
  readonly #exhaustedAt = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Reason to refuse a request; undefined when all its series are known, or there is room for the new ones.
   */
  refusal(
    { source, arrivals }: Pick<Intake, 'source' | 'arrivals'>,
    most: number,
  ): OutboxFullError | undefined {
    const { ledger } = this.#parts.state;
    if (ledger.countSeriesOf(source) + arrivals.length <= most) return undefined;
    const added = new Set<string>();
    for (const { alert, routed } of arrivals)
      if (routed.kind === 'alarm' && knownSeries(ledger, alert).length === 0) added.add(alert.alarmId);
    const excess = () => (added.size === 0 ? 0 : ledger.countSeriesOf(source) + added.size - most);
    if (excess() > 0) this.#forget(source, Math.max(excess(), Math.ceil(most * FORGET_SHARE)));
    if (excess() <= 0) return undefined;
    const known = ledger.countSeriesOf(source);
    const what = `${known} series of the source ${source} fire or wait to be sent to COC`;
    return new OutboxFullError('series', `${what}; resolve some, or raise outbox.maxSeriesPerSource`);
  }

  #forget(source: string, count: number): void {
    const { state, clock } = this.#parts;
    const now = clock.monotonic();
    if (now - (this.#exhaustedAt.get(source) ?? Number.NEGATIVE_INFINITY) < SEARCH_EVERY_MS) return;
    if (state.ledger.forgetOldest(source, count) < count) this.#exhaustedAt.set(source, now);
  }
}
