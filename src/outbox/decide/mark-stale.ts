import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { isStale, type Series } from '../ledger/series.ts';

/** How long a source could be heard. */
export interface Hearable {
  /** Epoch ms. */
  readonly now: number;
  /** Time for which it could be heard without a gap, ms by the monotonic clock. */
  readonly hearableMs: number;
}

/**
 * True when a firing alert was silent for at least `staleAfterMs`, and its source could be heard all that time. A gap
 * does not count: otherwise our own deafness would end every alarm. An alert from the future, as the clock was set
 * back since, counts as heard before that gap.
 */
export function isOverdue(series: Series, staleAfterMs: number, { now, hearableMs }: Hearable): boolean {
  if (series.state !== 'firing' || isStale(series)) return false;
  const unheardMs = series.lastSeenAt > now ? hearableMs : Math.min(now - series.lastSeenAt, hearableMs);
  return unheardMs >= staleAfterMs;
}

/** Marks an alarm as stale, unless an alert of it has arrived since. Pure. */
export function markStale(view: LedgerView, series: Series): readonly OutboxEvent[] {
  const known = view.series(series.alarmId);
  const stillSo = known?.state === 'firing' && known.lastSeenAt === series.lastSeenAt && !isStale(known);
  return stillSo ? [{ type: 'alarm.stale', alarmId: series.alarmId, source: series.source }] : [];
}
