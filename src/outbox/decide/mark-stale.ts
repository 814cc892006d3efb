import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { isStale, type Series } from '../ledger/series.ts';

/** How long we have been listening. */
export interface ListeningPeriod {
  /** Epoch ms. */
  readonly now: number;
  /** When we started, epoch ms. */
  readonly startedAt: number;
  /** When we last took anything in before that, epoch ms: between the two nobody could tell us anything. */
  readonly heardUntil: number;
}

/**
 * Whether nothing was heard of a firing alert for so long, while we were there to hear it. The time in which we did not
 * run does not count: otherwise a start after a long stop would take everything for over.
 */
export function isOverdue(series: Series, staleAfterMs: number, listening: ListeningPeriod): boolean {
  if (series.state !== 'firing' || isStale(series)) return false;
  return silentForMs(series.lastSeenAt, listening) >= staleAfterMs;
}

function silentForMs(lastSeenAt: number, { now, startedAt, heardUntil }: ListeningPeriod): number {
  if (lastSeenAt >= startedAt) return now - lastSeenAt;
  return now - startedAt + Math.max(0, heardUntil - lastSeenAt);
}

/** Notes that an alarm is stale, unless something was heard of it since. Pure. */
export function markStale(view: LedgerView, series: Series): readonly OutboxEvent[] {
  const known = view.series(series.alarmId);
  const stillSo = known?.state === 'firing' && known.lastSeenAt === series.lastSeenAt && !isStale(known);
  return stillSo ? [{ type: 'alarm.stale', alarmId: series.alarmId, source: series.source }] : [];
}
