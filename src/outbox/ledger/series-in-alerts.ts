import type { AlarmId } from '../../alerts/alert.ts';
import type { IdentityView } from './ledger-view.ts';
import { isActive, type Series } from './series.ts';

/**
 * The series that alerts with an alarm id are about: all that are open, or else the one that was heard of last. There
 * are several open ones when two sources were merged, or when one was renamed and the agent was told of it late. Pure.
 */
export function seriesInAlerts(view: IdentityView, id: AlarmId): readonly Series[] {
  const own = view.series(id);
  const known = own && own.openedBy === undefined ? [own] : [];
  for (const alarmId of view.renamedAlarms(id)) {
    const series = view.series(alarmId);
    if (series) known.push(series);
  }
  if (known.length < 2) return known;
  const open = known.filter(isActive);
  if (open.length > 0) return open;
  return [known.reduce((last, one) => (one.lastSeenAt > last.lastSeenAt ? one : last))];
}
