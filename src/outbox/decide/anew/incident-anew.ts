import type {
  EntryBody,
  HandleIncident,
  OpenIncident,
  OpenWarRoom,
  RemarkIncident,
  ReportAlarm,
} from '../../events/entry.ts';
import { isInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { incidentRulesOf, type OutboxPolicy } from '../../policy.ts';
import { namingFiring, stepEntry } from '../incidents/next-steps.ts';

/**
 * Renders an entry of an incident as the configuration of now does. The incident keeps its key, by which COC is searched
 * for it, and its policy. What can not be rendered stays as it is: nobody has the alert, or the policy is gone. Pure, like
 * all functions here.
 */
export function incidentAnew(
  view: IncidentView,
  body: Exclude<EntryBody, ReportAlarm>,
  policy: OutboxPolicy,
): Exclude<EntryBody, ReportAlarm> {
  const { configuration, renderer } = policy;
  if (!renderer || body.configuration === configuration) return body;
  switch (body.kind) {
    case 'open-incident':
      return { ...requestAnew(body, policy), configuration };
    case 'handle-incident':
      return { ...stepAnew(view, body, policy), configuration };
    case 'open-war-room':
      return { ...roomAnew(view, body, policy), configuration };
    case 'remark-incident':
      return { ...forwardAnew(body, policy), configuration };
  }
}

function requestAnew(body: OpenIncident, { renderer }: OutboxPolicy): OpenIncident {
  const request = renderer?.requestOf(body);
  if (!request) return body;
  const { correlation: _, ...anew } = request;
  const { policy, correlation } = body.request;
  return { ...body, request: { ...anew, policy, ...(correlation !== undefined && { correlation }) } };
}

function stepAnew(view: IncidentView, body: HandleIncident, policy: OutboxPolicy): HandleIncident {
  const known = view.incident(body.key);
  if (!known || !isInCoc(known)) return body;
  const isReturn = body.step === 'return';
  const incident = isReturn ? namingFiring(view, known) : known;
  const anew = stepEntry(incident, body.step, incidentRulesOf(policy, body.policy));
  if (!anew) return body;
  // Once nothing fires any more, the names of those that were there again are kept with their text.
  const keepsComment = isReturn && incident.names?.length === 0;
  const { solution: told } = body;
  const times = told && { startedAt: told.startedAt, endedAt: told.endedAt };
  return {
    ...{ ...body, operator: anew.operator },
    ...(anew.solution && { solution: { ...anew.solution, ...times } }),
    ...(anew.comment !== undefined && !keepsComment && { comment: anew.comment }),
  };
}

function roomAnew(view: IncidentView, body: OpenWarRoom, policy: OutboxPolicy): OpenWarRoom {
  const incident = view.incident(body.key);
  const room = incident && incidentRulesOf(policy, body.policy).warRoomOf?.(incident);
  return room ? { ...body, room } : body;
}

/** Forwards an incident to whom the policy names now. What else is told is written when it is sent. */
function forwardAnew(body: RemarkIncident, policy: OutboxPolicy): RemarkIncident {
  const { escalate } = incidentRulesOf(policy, body.policy);
  const { remark } = body;
  if (!remark?.forward || !escalate) return body;
  return { ...body, remark: { ...remark, forward: { ...remark.forward, to: escalate.to } } };
}
