import { checkFields, type FieldRule, type FieldRules } from '../contract/check-fields.ts';
import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  REFUSED_PARAMETER,
  unreadableBody,
} from '../contract/coc-answer.ts';
import { incidentLevels, incidentSources, incidentTypes } from '../contract/incident-enums.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readBoolean, readText, readTexts } from '../contract/read-field.ts';
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
    const violations = violationsOf(body, settings);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    const incidentNum = nextIncidentNum(store.incidents, call.processedAt);
    store.addIncident(incidentOf(body, incidentNum, call.processedAt));
    return cocSuccess(INCIDENT_SUCCESS, null, { incident_num: incidentNum });
  },
});

function violationsOf(body: JsonObject, settings: EmulatorSettings): string[] {
  const violations = checkFields(body, settings.contract === 'seed' ? rules : currentRules);
  const byUser = readTexts(body.incident_assignee).some((user) => user !== '');
  const byShift = readText(body.assignee_scene) !== '' && readText(body.assignee_role) !== '';
  if (byUser || byShift) return violations;
  return [
    ...violations,
    'incidentAssignee must not be empty unless assigneeScene and assigneeRole are given',
  ];
}

function incidentOf(body: JsonObject, incidentNum: string, at: number): Incident {
  const creator = readText(body.creator);
  return {
    incidentNum,
    createdAt: at,
    region: readTexts(body.region),
    enterpriseProject: readTexts(body.enterprise_project),
    currentCloudService: readTexts(body.current_cloud_service),
    level: readText(body.incident_level),
    isServiceInterrupt: readBoolean(body.is_service_interrupt) ?? false,
    type: readText(body.incident_type),
    title: readText(body.incident_title),
    description: readText(body.incident_description),
    source: readText(body.incident_source),
    assignee: readTexts(body.incident_assignee),
    assigneeScene: readText(body.assignee_scene),
    assigneeRole: readText(body.assignee_role),
    creator,
    timeline: [{ at, action: 'create', operator: creator, status: 'INCIDENT_STATUS_TRIGGERED' }],
  };
}
