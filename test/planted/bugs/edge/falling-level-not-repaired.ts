import { ALARM_LEVELS } from '../../../../src/alerts/alert.ts';
import { repairChanged as original } from '../../../../src/reconcile/repairs.ts';
import type { ActiveAlert } from '../../../../src/sources/active-alerts.ts';

export * from '../../../../src/reconcile/repairs.ts';

export const repairChanged: typeof original = async (changed, findings, deps) => {
  const { outbox } = deps;
  const risen: ActiveAlert[] = [];
  for (const listed of changed) {
    const series = outbox.state.ledger.series(listed.alarmId);
    const [told] = series ? await outbox.alarmsOf([series]) : [];
    const before = told ? ALARM_LEVELS.indexOf(told.alert.level) : -1;
    if (ALARM_LEVELS.indexOf(listed.level) < before) risen.push(listed);
  }
  return original(risen, findings, deps);
};
