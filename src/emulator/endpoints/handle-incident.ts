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
import { checkParameter, lifeActionOf } from '../contract/handle-parameter.ts';
import { type OperateKey, operateKeys } from '../contract/incident-enums.ts';
import { statusAfter } from '../contract/incident-life.ts';
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { statusOf } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { handleableUntil } from './lag.ts';

/** Rules for the body. Only an acceptance may leave `parameter` out. */
const rules: FieldRules = {
  incident_num: { kind: 'text', required: true, min: 0, max: 255 },
  operator: { kind: 'text', required: true, min: 0, max: 255 },
  operate_key: { kind: 'enum', required: true, values: operateKeys },
  parameter: { kind: 'object', required: false },
};

/**
 * `POST /v1/external/incident/handle`: accepts an incident, submits its solution, or confirms the solution.
 *
 * @see COC API Reference, "Handling an Incident" (read 2024-07-04).
 */
export const handleIncident = endpoint({
  operation: 'incident-handle',
  method: 'POST',
  path: '/v1/external/incident/handle',
  service: 'coc',
  answer(call, _ids, backend) {
    const body = call.json;
    if (!body) return unreadableBody;
    const violations = checkFields(body, rules);
    const key = operateKeys.find((known) => known === body.operate_key);
    if (key === undefined || violations.length > 0)
      return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    return operate(body, key, call, backend);
  },
});

function operate(body: JsonObject, key: OperateKey, call: Call, { settings, store }: Backend): Answer {
  if (key !== 'acceptedIncident1' && !isJsonObject(body.parameter)) {
    return cocRefusal(400, REFUSED_PARAMETER, 'parameter must not be null');
  }
  const parameter = isJsonObject(body.parameter) ? body.parameter : {};
  const violations = checkParameter(key, parameter, settings.contract);
  if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
  const incident = store.findIncident(String(body.incident_num));
  if (!incident || incident.createdAt > handleableUntil(call, settings)) return incidentNotFound;
  const status = statusAfter(statusOf(incident), lifeActionOf(key, parameter));
  if (!status) return cocRefusal(400, REFUSED_PARAMETER, invalidValue('operate_key', key));
  const comment = parameter.virtual_confirm_comment;
  incident.timeline.push({
    at: call.processedAt,
    action: key,
    operator: String(body.operator),
    status,
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
  });
  if (key === 'commitSolution1') incident.solution = parameter;
  store.changed();
  return cocSuccess(INCIDENT_SUCCESS, null, null);
}
