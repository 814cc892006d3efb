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
import { lifeActionOf, readParameter } from '../contract/handle-parameter.ts';
import { type OperateKey, operateKeys } from '../contract/incident-enums.ts';
import { statusAfter } from '../contract/incident-life.ts';
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { readText } from '../contract/read-field.ts';
import { readBody } from '../contract/read-fields.ts';
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
    const { fields, violations } = readBody(body, rules, backend.settings.coercion);
    const key = operateKeys.find((known) => known === fields.operate_key);
    if (key === undefined || violations.length > 0)
      return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    return operate(fields, key, call, backend);
  },
});

function operate(fields: JsonObject, key: OperateKey, call: Call, { settings, store }: Backend): Answer {
  if (key !== 'acceptedIncident1' && !isJsonObject(fields.parameter)) {
    return cocRefusal(400, REFUSED_PARAMETER, 'parameter must not be null');
  }
  const given = isJsonObject(fields.parameter) ? fields.parameter : {};
  const { fields: parameter, violations } = readParameter(key, given, settings);
  if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
  const incident = store.findIncident(readText(fields.incident_num));
  if (!incident || incident.createdAt > handleableUntil(call, settings)) return incidentNotFound;
  const status = statusAfter(statusOf(incident), lifeActionOf(key, parameter));
  if (!status) return cocRefusal(400, REFUSED_PARAMETER, invalidValue('operate_key', key));
  const comment = parameter.virtual_confirm_comment;
  incident.timeline.push({
    at: call.processedAt,
    action: key,
    operator: readText(fields.operator),
    status,
    ...(key === 'commitSolution1' ? { solvedAs: readText(parameter.mtm_type) } : {}),
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
  });
  if (key === 'commitSolution1') incident.solution = parameter;
  store.changed();
  return cocSuccess(INCIDENT_SUCCESS, null, null);
}
