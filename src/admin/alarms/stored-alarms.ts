import { namespaceOf } from '../../alerts/namespace.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import type { Series } from '../../outbox/ledger/series.ts';
import { nameReader } from '../../routing/match-names.ts';
import { TimeSlices } from '../../time/time-slices.ts';

/** Reader of the alarms that the journal stores. */
export type AlarmReader = Pick<AgentView['outbox'], 'alarmsOf'>;

/** Number of alarms that are read at the same time. One record may be a megabyte. */
const AT_ONCE = 32;

/**
 * Reads the last firing alarm of each series from the journal, and visits it; without it when there is none, or it is
 * no longer kept. They are read in the order in which they were stored, so that each record is read once, and in
 * slices, so that webhooks never wait long. Ends early when the signal says so.
 */
export async function visitStoredAlarms(
  outbox: AlarmReader,
  all: readonly Series[],
  {
    visit,
    signal,
  }: { readonly visit: (series: Series, stored?: ReportAlarm) => void; readonly signal: AbortSignal },
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
    const part = Array.from(sorted.subarray(i, i + AT_ONCE), (seq) => bySeq.get(seq) ?? []).flat();
    const stored = await outbox.alarmsOf(part);
    for (const [at, series] of part.entries()) visit(series, stored[at]);
    if (slices.over) await slices.pause();
  }
}

function lastSeqOf(series: Series): number | undefined {
  return series.state === 'tombstone' ? undefined : series.lastAlarm?.seq;
}

/** Where an alarm is, for a list: empty texts count as unknown, and so does a namespace that its source did not name. */
export function whereaboutsOf(stored: ReportAlarm | undefined) {
  const { resourceName, resourceId, regionId } = stored?.alarm ?? {};
  return {
    resource: resourceName || null,
    resourceId: resourceId || null,
    namespace: (stored && namespaceOf(stored.alarm, stored.alert)) ?? null,
    region: regionId || null,
  };
}

/** Makes a function that reads a value of a stored alarm by name, as a matcher of a route does. */
export function readerOf({ alert, alarm }: ReportAlarm): (name: string) => string | undefined {
  return nameReader(alert, alarm);
}
