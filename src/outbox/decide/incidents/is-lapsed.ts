import { type Incident, isEndedInCoc, isInCoc } from '../../ledger/incident.ts';
import type { OutboxPolicy } from '../../policy.ts';

/**
 * True when an incident covers nothing that fires: it has ended in COC, or a solution stands there which the agent can't
 * take back, or could not for long, or COC refused to open it and nobody can ask again, as its policy is no longer
 * configured. Pure.
 */
export function isLapsed(
  incident: Incident,
  { incidentRules }: Pick<OutboxPolicy, 'incidentRules'>,
): boolean {
  const isPolicyGone = !incidentRules.has(incident.policy);
  if (!isInCoc(incident)) return incident.state === 'failed' && isPolicyGone;
  if (incident.state !== 'resolved') return isEndedInCoc(incident);
  const { step, hindered, stuck, unproven, request } = incident;
  if (step !== undefined) return hindered === true;
  // Very old versions did not store the request, without which no step can be taken.
  const hasNoWay = stuck === true || unproven !== undefined || request === undefined;
  return isPolicyGone || hasNoWay;
}
