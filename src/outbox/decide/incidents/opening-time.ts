import type { Incident } from '../../ledger/incident.ts';
import { incidentRulesOf, type OutboxPolicy } from '../../policy.ts';

/**
 * Time before which an incident is not opened, epoch ms: its problem must last for `openAfter` by the source's clock, and
 * a storm gathers alarms since it was asked for. Pure.
 */
export function openingTime(
  {
    policy: name,
    storm,
    requestedAt,
    startedAt = requestedAt,
  }: Pick<Incident, 'policy' | 'storm' | 'requestedAt' | 'startedAt'>,
  policy: OutboxPolicy,
): number {
  const lasted = startedAt + incidentRulesOf(policy, name).openAfterMs;
  return storm ? Math.max(lasted, requestedAt + policy.stormGatherMs) : lasted;
}
