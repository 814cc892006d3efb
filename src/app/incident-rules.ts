import type { IncidentRules } from '../outbox/incident-rules.ts';
import type { IncidentSettings } from '../routing/incident-config.ts';
import { policyName } from '../routing/incident-request.ts';

/** What the incident policies of a configuration say of their incidents, by their names. */
export function incidentRules({
  incidents,
}: {
  readonly incidents: readonly IncidentSettings[];
}): ReadonlyMap<string, IncidentRules> {
  return new Map(incidents.map((settings, index) => [policyName(settings, index), rulesOf(settings)]));
}

function rulesOf({ openAfter, reopenWithin, maxPerHour }: IncidentSettings): IncidentRules {
  return {
    openAfterMs: openAfter,
    reopenWithinMs: reopenWithin,
    maxPerHour: maxPerHour ?? Number.POSITIVE_INFINITY,
  };
}
