import { TimeSlices } from '../time/time-slices.ts';
import type { ReportAlarm } from './events/entry.ts';
import type { Series } from './ledger/series.ts';
import type { Outbox } from './outbox.ts';

/** Reader of the alarms that the journal stores. */
export type AlarmReader = Pick<Outbox, 'alarmsOf'>;

/** Number of alarms that are read at the same time. One record may be a megabyte. */
const AT_ONCE = 32;

/**
 * Reads the last firing alarm of each series from the journal, and visits it; without it when there is none, or it is
 * no longer kept. They are read in the order in which they were stored, so that each record is read once, and in
 * slices, so that webhooks never wait long. What the visits of one part return is awaited before the next part is read.
 * Ends early when the signal says so.
 */
export async function visitStoredAlarms(
  outbox: AlarmReader,
  all: readonly Series[],
  {
    visit,
    signal,
  }: { readonly visit: (series: Series, stored?: ReportAlarm) => unknown; readonly signal: AbortSignal },
): Promise<void> {
  const slices = new TimeSlices();
  const bySeq = new Map<number, Series>();
  for (const series of all) {
    const seq = lastSeqOf(series);
    if (seq === undefined) visit(series);
    else bySeq.set(seq, series);
    if (slices.over) await slices.pause();
  }
  // Numbers alone are sorted in a few milliseconds, however many they are.
  const sorted = Float64Array.from(bySeq.keys()).sort();
  for (let i = 0; i < sorted.length && !signal.aborted; i += AT_ONCE) {
    const numbers = [...sorted.subarray(i, i + AT_ONCE)];
    const part = numbers.map((seq) => bySeq.get(seq)).filter((series) => series !== undefined);
    const stored = await outbox.alarmsOf(part);
    await Promise.all(part.map((series, at) => visit(series, stored[at])));
    if (slices.over) await slices.pause();
  }
}

function lastSeqOf(series: Series): number | undefined {
  return series.state === 'tombstone' ? undefined : series.lastAlarm?.seq;
}
