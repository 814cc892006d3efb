import type { ReportAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { hash53 } from '../events/hash.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { type FiringSeries, isStale, type LastAlarm, type Series } from '../ledger/series.ts';

/** An alarm that COC is to be told again, with where to read it from. */
export type Reassertable = FiringSeries & { readonly lastAlarm: LastAlarm };

/**
 * Whether COC is to be told again that an alarm fires, lest it takes it for over: after half to the whole of the interval.
 * Each alarm has a moment of its own in every interval, so that what was told together, because it began together or COC
 * was away, is not told again together. Pure.
 */
export function isReassertionDue(series: Series, everyMs: number, now: number): series is Reassertable {
  if (series.state !== 'firing' || !series.lastAlarm) return false;
  if (series.refusedUnder !== undefined || isStale(series)) return false;
  // When COC took it may be forgotten with a snapshot that was damaged; it was told all the same, or it would wait.
  const toldAt = series.toldAt ?? series.lastSeenAt;
  return now - toldAt >= waitMs(series.alarmId, toldAt, everyMs);
}

/** Until the alarm's next moment, or where that is too soon, half an interval after it. */
function waitMs(alarmId: string, toldAt: number, everyMs: number): number {
  const past = (toldAt - spreadOf(alarmId) * everyMs) % everyMs;
  const untilMoment = everyMs - (past < 0 ? past + everyMs : past);
  return untilMoment >= everyMs / 2 ? untilMoment : untilMoment + everyMs / 2;
}

/** From 0 up to, not including, 1; the same for the same alarm. */
function spreadOf(alarmId: string): number {
  return (hash53(alarmId) % 10_007) / 10_007;
}

/** Tells COC again what it was told last, if that is still the last word and it still fires. Pure. */
export function reassert(view: LedgerView, series: Reassertable, told: ReportAlarm): readonly OutboxEvent[] {
  const known = view.series(series.alarmId);
  if (known?.state !== 'firing' || known.lastAlarm?.seq !== series.lastAlarm.seq) return [];
  if (known.toldAt !== series.toldAt) return [];
  const { incident: _, ...rest } = told;
  const flaps = known.flaps === undefined ? {} : { flaps: known.flaps };
  return [{ type: 'entry.queued', body: { ...rest, ...flaps, reassertion: true } }];
}
