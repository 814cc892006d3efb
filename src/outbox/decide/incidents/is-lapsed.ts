import { type Incident, isEndedInCoc, isInCoc } from '../../ledger/incident.ts';
import type { OutboxPolicy } from '../../policy.ts';

/** Time in which a step with a solved incident must succeed, so that the incident covers what fires. */
const STEP_MS = 15 * 60_000;

/**
 * True when an incident covers nothing that fires: it has ended in COC, or a solution stands there which the agent can't
 * take back, or could not in a quarter of an hour, or COC refused to open it and nobody can ask again, as its policy is no
 * longer configured. Pure.
 */
export function isLapsed(
  incident: Incident,
  { now, policy }: { readonly now: number; readonly policy: Pick<OutboxPolicy, 'incidentRules'> },
): boolean {
  const isPolicyGone = !policy.incidentRules.has(incident.policy);
  if (!isInCoc(incident)) return incident.state === 'failed' && isPolicyGone;
  if (incident.state !== 'resolved') return isEndedInCoc(incident);
  const { step, changedAt, stepAt = changedAt, stuck, unproven, request } = incident;
  if (step !== undefined) return now - stepAt >= STEP_MS;
  // Very old versions did not store the request, without which no step can be taken.
  const hasNoWay = stuck === true || unproven !== undefined || request === undefined;
  return isPolicyGone || hasNoWay;
}
