import { TimeSlices } from '../time/time-slices.ts';
import type { LedgerReader } from './ledger/ledger.ts';
import type { Series } from './ledger/series.ts';

/** Gathers the series that are wanted, in slices, so that webhooks never wait long. Ends early when the signal says so. */
export async function gatherSeries<Wanted extends Series>(
  ledger: Pick<LedgerReader, 'parts'>,
  isWanted: (series: Series) => series is Wanted,
  signal: AbortSignal,
): Promise<readonly Wanted[]> {
  const slices = new TimeSlices();
  const found: Wanted[] = [];
  for (const part of ledger.parts()) {
    for (const series of part) if (isWanted(series)) found.push(series);
    if (slices.over) await slices.pause();
    if (signal.aborted) break;
  }
  return found;
}
