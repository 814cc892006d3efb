import type { Config } from '../app/registry.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import type { ReconcilePlan } from './reconciliation.ts';

/** What the configuration says about reconciliation, and about what can't be asked. */
export function reconcilePlan(
  config: Pick<Config, 'sources'>,
  active: ReadonlyMap<string, ActiveAlerts>,
): ReconcilePlan {
  const sources = Object.entries(config.sources);
  const asked = sources.flatMap(([name, { type, reconcile }]) => {
    const adapter = active.get(name);
    if (!reconcile || !adapter) return [];
    const { every, grace, missedAfter, suppressed } = reconcile;
    const policy = { graceMs: grace, missedAfterMs: missedAfter, suppressed };
    return [{ name, type, active: adapter, everyMs: every, policy }];
  });
  const repeating = sources.flatMap(([name, { type, reconcile, staleAfter, stale }]) =>
    reconcile || staleAfter === undefined ? [] : [{ name, type, staleAfterMs: staleAfter, stale }],
  );
  return { asked, repeating };
}
