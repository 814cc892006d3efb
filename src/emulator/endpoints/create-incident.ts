import type { FieldRule, FieldRules } from '../contract/check-fields.ts';
import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  REFUSED_PARAMETER,
  unreadableBody,
} from '../contract/coc-answer.ts';
import { incidentLevels, incidentSources, incidentTypes } from '../contract/incident-enums.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readText, readTexts } from '../contract/read-field.ts';
import { type ReadFields, readBody } from '../contract/read-fields.ts';
import type { EmulatorSettings } from '../options.ts';
import { type Incident, nextIncidentNum } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';

const optionalText: FieldRule = { kind: 'text', required: false, min: 0, max: 255 };
const atMostOne: FieldRule = { kind: 'texts', required: false, count: 1, max: 255 };

/** Rules for the body, by the API reference. */
const rules: FieldRules = {
  region: atMostOne,
  enterprise_project: atMostOne,
  current_cloud_service: { ...atMostOne, required: true },
  incident_level: { kind: 'enum', required: true, values: incidentLevels },
  is_service_interrupt: { kind: 'boolean', required: true },
  incident_type: { kind: 'enum', required: true, values: incidentTypes },
  incident_title: { kind: 'text', required: true, min: 0, max: 200 },
  incident_description: { kind: 'text', required: true, min: 0, max: 600 },
  incident_source: { kind: 'enum', required: true, values: incidentSources },
  incident_assignee: atMostOne,
  assignee_scene: optionalText,
  assignee_role: optionalText,
  creator: { ...optionalText, required: true },
};

/** Rules for the body, by the current API definition. */
const currentRules: FieldRules = {
  ...rules,
  current_cloud_service: atMostOne,
  incident_description: { kind: 'text', required: false, min: 0, max: 600 },
  incident_ownership: { kind: 'text', required: false, min: 1, max: 50 },
  start_time: { kind: 'long', required: false, max: 9_999_999_999_999 },
};

/**
 * `POST /v1/external/incident/create`: opens an incident on every call, because COC has no idempotency key.
 *
 * @see COC API Reference, "Creating an Incident" (read 2024-07-04).
 */
export const createIncident = endpoint({
  operation: 'incident-create',
  method: 'POST',
  path: '/v1/external/incident/create',
  service: 'coc',
  answer(call, _ids, { settings, store }) {
    const body = call.json;
    if (!body) return unreadableBody;
    const { fields, violations } = readIncident(body, settings);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    const incidentNum = nextIncidentNum(store.incidents, call.processedAt);
    store.addIncident(incidentOf(fields, incidentNum, call.processedAt));
    return cocSuccess(INCIDENT_SUCCESS, null, { incident_num: incidentNum });
  },
});

function readIncident(body: JsonObject, { contract, coercion }: EmulatorSettings): ReadFields {
  const { fields, violations } = readBody(body, contract === '2.0' ? rules : currentRules, coercion);
  const byUser = readTexts(fields.incident_assignee).some((user) => user !== '');
  const byShift = readText(fields.assignee_scene) !== '' && readText(fields.assignee_role) !== '';
  if (byUser || byShift) return { fields, violations };
  const nobody = 'incidentAssignee must not be empty unless assigneeScene and assigneeRole are given';
  return { fields, violations: [...violations, nobody] };
}

function incidentOf(fields: JsonObject, incidentNum: string, at: number): Incident {
  const creator = readText(fields.creator);
  return {
    incidentNum,
    createdAt: at,
    region: readTexts(fields.region),
    enterpriseProject: readTexts(fields.enterprise_project),
    currentCloudService: readTexts(fields.current_cloud_service),
    level: readText(fields.incident_level),
    isServiceInterrupt: fields.is_service_interrupt === true,
    type: readText(fields.incident_type),
    title: readText(fields.incident_title),
    description: readText(fields.incident_description),
    source: readText(fields.incident_source),
    assignee: readTexts(fields.incident_assignee),
    assigneeScene: readText(fields.assignee_scene),
    assigneeRole: readText(fields.assignee_role),
    creator,
    timeline: [{ at, action: 'create', operator: creator, status: 'INCIDENT_STATUS_TRIGGERED' }],
  };
}
