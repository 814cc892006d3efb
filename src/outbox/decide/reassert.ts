import type { ReportAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { hash53 } from '../events/hash.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { type FiringSeries, isStale, type LastAlarm, type Series } from '../ledger/series.ts';
import type { OutboxPolicy } from '../policy.ts';

/** Series whose alarm can be sent again, with the place of its last report. */
export type Reassertable = FiringSeries & { readonly lastAlarm: LastAlarm };

/**
 * True when COC must hear again that an alarm fires, before it closes the alarm. The wait is between half and
 * the whole of `everyMs`. Each alarm has its own moment within every interval, so that alarms which were sent
 * together are not repeated together. Pure.
 */
export function isReassertionDue(series: Series, everyMs: number, now: number): series is Reassertable {
  if (series.state !== 'firing' || !series.lastAlarm) return false;
  if (series.refusedUnder !== undefined || isStale(series)) return false;
  // A damaged snapshot may have lost `toldAt`. COC has the alarm all the same, or its entry would still wait.
  const toldAt = series.toldAt ?? series.lastSeenAt;
  return now - toldAt >= waitMs(series.alarmId, toldAt, everyMs);
}

/** Wait until the alarm's own moment. If that is less than half an interval away, half an interval more. */
function waitMs(alarmId: string, toldAt: number, everyMs: number): number {
  const past = (toldAt - spreadOf(alarmId) * everyMs) % everyMs;
  const untilMoment = everyMs - (past < 0 ? past + everyMs : past);
  return untilMoment >= everyMs / 2 ? untilMoment : untilMoment + everyMs / 2;
}

/** Fixed fraction of an alarm, from 0 up to, not including, 1. */
function spreadOf(alarmId: string): number {
  return (hash53(alarmId) % 10_007) / 10_007;
}

/**
 * Queues the last report of an alarm again, if it is still the last one and the alarm still fires, and its route does not
 * drop it by now. Pure.
 */
export function reassert(
  view: LedgerView,
  series: Reassertable,
  last: ReportAlarm,
  { now, policy }: { readonly now: number; readonly policy: Pick<OutboxPolicy, 'renderer'> },
): readonly OutboxEvent[] {
  if (policy.renderer?.route(last.alert, now).kind === 'filtered') return [];
  const known = view.series(series.alarmId);
  if (known?.state !== 'firing' || known.lastAlarm?.seq !== series.lastAlarm.seq) return [];
  if (known.toldAt !== series.toldAt) return [];
  const { incident: _, again: __, ...rest } = last;
  const flaps = known.flaps === undefined ? {} : { flaps: known.flaps };
  return [{ type: 'entry.queued', body: { ...rest, ...flaps, reassertion: true } }];
}
