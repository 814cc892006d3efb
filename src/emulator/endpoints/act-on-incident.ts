import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { checkFields, type FieldRules, invalidValue } from '../contract/check-fields.ts';
import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  incidentNotFound,
  REFUSED_PARAMETER,
  unreadableBody,
} from '../contract/coc-answer.ts';
import {
  actionsIn,
  checkActionParams,
  lifeOfAction,
  type TicketAction,
} from '../contract/incident-action.ts';
import { statusAfter } from '../contract/incident-life.ts';
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { readText } from '../contract/read-field.ts';
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
    const violations = checkFields(body, rules);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    const incident = store.findIncident(incidentNum);
    if (!incident || incident.createdAt > handleableUntil(call, settings)) return incidentNotFound;
    return act(body, incident, call, backend);
  },
});

function act(body: JsonObject, incident: Incident, call: Call, { settings, store }: Backend): Answer {
  const status = statusOf(incident);
  const action = actionsIn(status).find((allowed) => allowed === body.action);
  const params = isJsonObject(body.params) ? body.params : {};
  const violations = [
    ...(body.task_id === taskIdOf(incident) ? [] : [invalidValue('task_id', body.task_id)]),
    ...(action
      ? checkActionParams(action, params, settings.contract)
      : [invalidValue('action', body.action)]),
  ];
  if (!action || violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
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
    ...(forwards ? { forwardedTo: readText(params.virtual_send_assignee) } : {}),
  };
}
