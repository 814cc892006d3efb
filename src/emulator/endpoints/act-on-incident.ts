import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { type FieldRules, invalidValue } from '../contract/check-fields.ts';
import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  incidentNotFound,
  REFUSED_PARAMETER,
  unreadableBody,
} from '../contract/coc-answer.ts';
import { actionsIn, lifeOfAction, readActionParams, type TicketAction } from '../contract/incident-action.ts';
import { statusAfter } from '../contract/incident-life.ts';
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { readText } from '../contract/read-field.ts';
import { readBody } from '../contract/read-fields.ts';
import { taskIdOf } from '../contract/task-id.ts';
import { type Incident, type IncidentStep, statusOf } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { handleableUntil } from './lag.ts';

/** Rules for the body. */
const rules: FieldRules = {
  task_id: { kind: 'text', required: true, min: 1, max: 100 },
  action: { kind: 'text', required: true, min: 1, max: 100 },
  params: { kind: 'object', required: false },
};

/**
 * `POST /v2/incidents/{incident_id}/actions`: performs an action that the tasks of an incident allow.
 * `task_id` must be the id of its current task. A reopen changes no field of the incident.
 *
 * @see COC API Explorer, "HandleIncident".
 */
export const actOnIncident = endpoint({
  operation: 'incident-action',
  method: 'POST',
  path: '/v2/incidents/{incident_id}/actions',
  service: 'coc',
  answer(call, { incident_id: incidentNum }, backend) {
    const { settings, store } = backend;
    const body = call.json;
    if (!body) return unreadableBody;
    const { fields, violations } = readBody(body, rules, settings.coercion);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    const incident = store.findIncident(incidentNum);
    if (!incident || incident.createdAt > handleableUntil(call, settings)) return incidentNotFound;
    return act(fields, incident, call, backend);
  },
});

function act(fields: JsonObject, incident: Incident, call: Call, { settings, store }: Backend): Answer {
  const status = statusOf(incident);
  const action = actionsIn(status).find((allowed) => allowed === fields.action);
  const given = isJsonObject(fields.params) ? fields.params : {};
  const read = action && readActionParams(action, given, settings);
  const violations = [
    ...(fields.task_id === taskIdOf(incident) ? [] : [invalidValue('task_id', fields.task_id)]),
    ...(read?.violations ?? [invalidValue('action', fields.action)]),
  ];
  if (!read || violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
  const { fields: params } = read;
  const life = lifeOfAction(action, params);
  const after = (life && statusAfter(status, life)) ?? status;
  incident.timeline.push(stepOf(action, params, { at: call.processedAt, status: after }));
  if (action === 'commitSolution') incident.solution = params;
  store.changed();
  return cocSuccess(INCIDENT_SUCCESS, null, null);
}

/** The step of an action. The call does not name its operator, who is the owner of the credentials. */
function stepOf(
  action: TicketAction,
  params: JsonObject,
  done: { readonly at: number; readonly status: IncidentStep['status'] },
): IncidentStep {
  const comment = readText(params.virtual_confirm_comment ?? params.virtual_send_comment ?? params.note);
  const forwards = action === 'acceptedForward' || action === 'unAcceptedForward';
  return {
    ...done,
    action,
    operator: 'caller',
    ...(comment === '' ? {} : { comment }),
    ...(action === 'commitSolution' ? { solvedAs: readText(params.mtm_type) } : {}),
    ...(forwards ? { forwardedTo: readText(params.virtual_send_assignee) } : {}),
  };
}
