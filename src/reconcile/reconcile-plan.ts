import type { SourceType } from '../alerts/alert.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import type { ReconcilePolicy } from './compare-with-source.ts';
import type { ReconcilePlan } from './reconciliation.ts';
import type { RepeatingSource } from './sweep-stale.ts';

/** The settings that a plan is made from. Times in ms. */
export interface ReconcilePlanSettings {
  readonly sources: { readonly [name: string]: SourceSettings };
}

interface SourceSettings {
  readonly type: SourceType;
  readonly reconcile?:
    | {
        readonly every: number;
        readonly grace: number;
        readonly missedAfter: number;
        readonly suppressed: ReconcilePolicy['suppressed'];
      }
    | undefined;
  readonly staleAfter: number;
  readonly stale: RepeatingSource['stale'];
}

/**
 * The sources that are asked for their active alerts, and those that are only listened to.
 *
 * @param active the adapters of the sources that can be asked, by name
 */
export function reconcilePlan(
  config: ReconcilePlanSettings,
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
    reconcile ? [] : [{ name, type, staleAfterMs: staleAfter, stale }],
  );
  return { asked, repeating };
}
