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
import { isJsonObject, type JsonObject } from '../contract/json-object.ts';
import { readText, readTexts } from '../contract/read-field.ts';
import { readBody } from '../contract/read-fields.ts';
import { isAccepted, statusOf } from '../state/incident-log.ts';
import { nextWarRoomNum, type WarRoom } from '../state/war-room-log.ts';
import { endpoint } from './endpoint.ts';
import { handleableUntil } from './lag.ts';

/** Kinds of group chat for a war room. @see Huawei Cloud's Terraform provider, `huaweicloud_coc_war_room`. */
const notificationTypes = ['WECHAT', 'DING_TALK', 'LARK', 'NULL_GROUP', ''] as const;

/** Rules for the body, by the API reference. */
const rules: FieldRules = {
  war_room_name: { kind: 'text', required: true, min: 1, max: 255 },
  description: { kind: 'text', required: false, min: 0, max: 255 },
  region_code_list: { kind: 'texts', required: false, count: 1_000, min: 1, max: 255 },
  application_id_list: { kind: 'texts', required: true, minCount: 1, count: 1_000, min: 1, max: 255 },
  incident_number: { kind: 'text', required: true, min: 1, max: 255 },
  schedule_group: {
    kind: 'objects',
    required: true,
    count: 1_000,
    rules: {
      role_id: { kind: 'text', required: true, min: 0, max: 255 },
      scene_id: { kind: 'text', required: true, min: 0, max: 255 },
    },
  },
  participant: { kind: 'texts', required: false, count: 1_000, max: 255 },
  war_room_admin: { kind: 'text', required: true, min: 1, max: 255 },
  application_names: { kind: 'texts', required: false, count: 1_000, max: 1_000 },
  region_names: { kind: 'texts', required: false, count: 1_000, max: 1_000 },
  enterprise_project_id: { kind: 'text', required: true, min: 1, max: 64 },
  notification_type: { kind: 'text', required: false, min: 0, max: 64 },
};

/** Rules for the body, as the API is today. */
const currentRules: FieldRules = {
  ...rules,
  notification_type: { kind: 'enum', required: false, values: notificationTypes },
};

/**
 * `POST /v1/external/warrooms`: opens a war room for an incident on every call, because COC has no
 * idempotency key. An incident that nobody has accepted is refused, unless
 * `assumptions.warRoomNeedsAcceptance` is off.
 *
 * @see COC API Reference, "Creating a War Room" (read 2024-07-04).
 */
export const createWarRoom = endpoint({
  operation: 'war-room-create',
  method: 'POST',
  path: '/v1/external/warrooms',
  service: 'coc',
  answer(call, _ids, backend) {
    const body = call.json;
    if (!body) return unreadableBody;
    const { contract, coercion } = backend.settings;
    const { fields, violations } = readBody(body, contract === '2.0' ? rules : currentRules, coercion);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    const refusal = incidentRefusal(readText(fields.incident_number), call, backend);
    if (refusal) return refusal;
    const { store } = backend;
    const warRoom = warRoomOf(fields, nextWarRoomNum(store.warRooms, call.processedAt), call.processedAt);
    store.warRooms.warRooms.push(warRoom);
    store.changed();
    return cocSuccess(INCIDENT_SUCCESS, null, warRoom.warRoomNum);
  },
});

function incidentRefusal(incidentNum: string, call: Call, { store, settings }: Backend): Answer | undefined {
  const incident = store.findIncident(incidentNum);
  if (!incident || incident.createdAt > handleableUntil(call, settings)) return incidentNotFound;
  if (!settings.assumptions.warRoomNeedsAcceptance || isAccepted(statusOf(incident))) return undefined;
  return cocRefusal(400, REFUSED_PARAMETER, invalidValue('incident_number', incidentNum));
}

function warRoomOf(fields: JsonObject, warRoomNum: string, createdAt: number): WarRoom {
  const groups = Array.isArray(fields.schedule_group) ? fields.schedule_group.filter(isJsonObject) : [];
  return {
    warRoomNum,
    incidentNum: readText(fields.incident_number),
    createdAt,
    name: readText(fields.war_room_name),
    description: readText(fields.description),
    admin: readText(fields.war_room_admin),
    regionCodes: readTexts(fields.region_code_list),
    regionNames: readTexts(fields.region_names),
    applicationIds: readTexts(fields.application_id_list),
    applicationNames: readTexts(fields.application_names),
    scheduleGroups: groups.map(({ scene_id, role_id }) => ({
      sceneId: readText(scene_id),
      roleId: readText(role_id),
    })),
    participants: readTexts(fields.participant),
    enterpriseProjectId: readText(fields.enterprise_project_id),
    notificationType: readText(fields.notification_type),
  };
}
