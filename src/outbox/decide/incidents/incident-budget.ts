import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { StormScope } from '../../events/incident-event.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { incidentRulesOf, policyNames } from '../../policy.ts';
import type { IncidentContext } from './incident-context.ts';

/** Part of the budget of all policies that is kept for each graver level than the one that asks. */
const RESERVED = 0.2;

/** Budget that another incident of this policy would exceed; undefined when there is none. Pure. */
export function stormScopeOf(
  view: IncidentView,
  { policy: name, level }: IncidentRequest,
  { now, policy }: Pick<IncidentContext, 'now' | 'policy'>,
): StormScope | undefined {
  const { maxPerHour } = incidentRulesOf(policy, name);
  const { maxIncidentsPerHour } = policy;
  // Stryker disable next-line ConditionalExpression: it only saves the walk over the incidents of an hour.
  if (!Number.isFinite(maxPerHour) && !Number.isFinite(maxIncidentsPerHour)) return undefined;
  const names = policyNames(policy, name);
  let [own, all] = [0, 0];
  for (const spent of view.spentIncidents(now)) {
    all += 1;
    if (names.includes(spent.policy)) own += 1;
  }
  if (own >= maxPerHour) return 'policy';
  const levels = [...policy.incidentRules.values()].map((rules) => rules.level ?? level);
  const graver = new Set(levels.filter((one) => one < level)).size;
  return all >= unreserved(maxIncidentsPerHour, graver) ? 'all' : undefined;
}

/** What a level may spend below so many graver ones, each of which has its reserve: at least one. */
function unreserved(most: number, graver: number): number {
  if (!Number.isFinite(most) || most < 2) return most;
  return Math.max(1, most - graver * Math.max(1, Math.floor(most * RESERVED)));
}
