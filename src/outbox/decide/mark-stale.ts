import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { isStale, type Series } from '../ledger/series.ts';

/** Period during which this agent could hear of an alert. */
export interface ListeningPeriod {
  /** Epoch ms. */
  readonly now: number;
  /** Start of this process, epoch ms. */
  readonly startedAt: number;
  /** Time since that start by the monotonic clock, ms. No setting of the clock changes it. */
  readonly runningMs: number;
  /** Last intake before that start, epoch ms. Between the two times nobody could reach the agent. */
  readonly heardUntil: number;
}

/**
 * True when a firing alert was silent for at least `staleAfterMs` while the agent was running. Downtime does
 * not count: otherwise every alarm would be stale after a long stop. Nor does the time that somebody skips by
 * setting the clock.
 */
export function isOverdue(series: Series, staleAfterMs: number, listening: ListeningPeriod): boolean {
  if (series.state !== 'firing' || isStale(series)) return false;
  return silentForMs(series.lastSeenAt, listening) >= staleAfterMs;
}

function silentForMs(lastSeenAt: number, listening: ListeningPeriod): number {
  const { now, startedAt, heardUntil, runningMs } = listening;
  if (lastSeenAt >= startedAt) return Math.min(now - lastSeenAt, runningMs);
  // What seems to come from after the start was stored before the clock was set back.
  const before = Math.min(heardUntil, startedAt) - lastSeenAt;
  return runningMs + Math.max(0, before);
}

/** Marks an alarm as stale, unless an alert of it has arrived since. Pure. */
export function markStale(view: LedgerView, series: Series): readonly OutboxEvent[] {
  const known = view.series(series.alarmId);
  const stillSo = known?.state === 'firing' && known.lastSeenAt === series.lastSeenAt && !isStale(known);
  return stillSo ? [{ type: 'alarm.stale', alarmId: series.alarmId, source: series.source }] : [];
}
