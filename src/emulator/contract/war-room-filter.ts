import type { Incident } from '../state/incident-log.ts';
import type { WarRoom } from '../state/war-room-log.ts';
import { type FieldRule, type FieldRules, LONG_MAX } from './check-fields.ts';
import type { JsonObject } from './json-object.ts';
import { readText, readTexts } from './read-field.ts';

const texts200: FieldRule = { kind: 'texts', required: false, count: 1_000, max: 200 };
const texts32: FieldRule = { kind: 'texts', required: false, count: 1_000, max: 32 };
const time: FieldRule = { kind: 'long', required: false, max: LONG_MAX };

/** Rules for the body of a list of war rooms. */
export const warRoomFilterRules: FieldRules = {
  limit: { kind: 'long', required: false, max: 1_000 },
  offset: { kind: 'long', required: false, max: LONG_MAX },
  incident_num: { kind: 'text', required: false, min: 0, max: 64 },
  title: { kind: 'text', required: false, min: 0, max: 1_000 },
  region_code_list: texts200,
  incident_levels: texts32,
  impacted_application_ids: texts200,
  admin: texts200,
  status: { kind: 'texts', required: false, count: 100, max: 10 },
  triggered_start_time: time,
  triggered_end_time: time,
  occur_start_time: time,
  occur_end_time: time,
  recover_start_time: time,
  recover_end_time: time,
  notification_level: texts32,
  enterprise_project_ids: { kind: 'texts', required: false, count: 500, max: 64 },
  war_room_num: { kind: 'text', required: false, min: 0, max: 255 },
  war_room_nums: { kind: 'texts', required: false, count: 1_000, max: 255 },
  statistic_flag: { kind: 'boolean', required: false },
};

/** Age of the war rooms that are listed without `triggered_start_time`: 30 days. */
const DEFAULT_WINDOW_MS = 30 * 86_400_000;

/**
 * Checks a war room against the filters of a body that has been read, at `now` (epoch ms). Empty filters pass everything.
 * `war_room_nums` overrides all other filters. A war room that has not ended fails every filter on the
 * recovery time.
 *
 * @see COC API Reference, "Querying War Room Information".
 */
export function passesWarRoomFilter(
  body: JsonObject,
  room: {
    readonly warRoom: WarRoom;
    readonly incident: Incident | undefined;
    readonly endedAt: number | undefined;
  },
  now: number,
): boolean {
  const { warRoom, incident, endedAt } = room;
  const wanted = readTexts(body.war_room_nums);
  if (wanted.length > 0) return wanted.includes(warRoom.warRoomNum);
  const levels = incident ? [incident.level] : [];
  return (
    isEqual(body.incident_num, warRoom.incidentNum) &&
    isEqual(body.war_room_num, warRoom.warRoomNum) &&
    warRoom.name.toLowerCase().includes(readText(body.title).toLowerCase()) &&
    overlaps(body.region_code_list, warRoom.regionCodes) &&
    overlaps(body.incident_levels, levels) &&
    overlaps(body.notification_level, levels) &&
    overlaps(body.impacted_application_ids, warRoom.applicationIds) &&
    overlaps(body.admin, [warRoom.admin]) &&
    overlaps(body.status, [endedAt === undefined ? '1' : '20']) &&
    overlaps(body.enterprise_project_ids, [warRoom.enterpriseProjectId]) &&
    isWithin(
      warRoom.createdAt,
      body.triggered_start_time ?? now - DEFAULT_WINDOW_MS,
      body.triggered_end_time,
    ) &&
    isWithin(incident?.createdAt ?? warRoom.createdAt, body.occur_start_time, body.occur_end_time) &&
    isWithin(endedAt, body.recover_start_time, body.recover_end_time)
  );
}

function isEqual(wanted: unknown, actual: string): boolean {
  return readText(wanted) === '' || wanted === actual;
}

function overlaps(wanted: unknown, actual: readonly string[]): boolean {
  const values = readTexts(wanted);
  return values.length === 0 || values.some((value) => actual.includes(value));
}

function isWithin(time: number | undefined, from: unknown, to: unknown): boolean {
  if (typeof from !== 'number' && typeof to !== 'number') return true;
  if (time === undefined) return false;
  return (typeof from !== 'number' || time >= from) && (typeof to !== 'number' || time <= to);
}
