import type { Backend } from '../backend.ts';
import type { Call } from '../call.ts';
import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  REFUSED_PARAMETER,
  unreadableBody,
} from '../contract/coc-answer.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readBoolean } from '../contract/read-field.ts';
import { checkWarRoomFilter, passesWarRoomFilter } from '../contract/war-room-filter.ts';
import { warRoomInfo } from '../contract/war-room-info.ts';
import type { Endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';

/**
 * `POST /v1/external/warrooms/list`: finds war rooms as they were `incidentLagMs` ago, the newest first.
 * Skips `offset` rows and returns at most `limit`. The list is empty unless both are sent, as in COC.
 *
 * @see COC API Reference, "Querying War Room Information" (read 2024-07-04).
 */
export const listWarRooms: Endpoint = {
  operation: 'war-room-list',
  method: 'POST',
  path: /^\/v1\/external\/warrooms\/list$/,
  service: 'coc',
  answer(call, _id, backend) {
    const body = call.json;
    if (!body) return unreadableBody;
    const violations = checkWarRoomFilter(body);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    return cocSuccess(INCIDENT_SUCCESS, null, find(body, call, backend));
  },
};

function find(body: JsonObject, call: Call, { settings, store }: Backend): Record<string, unknown> {
  const now = call.receivedAt;
  const until = readableUntil(call, settings);
  const found = store.warRooms.warRooms
    .filter(({ createdAt }) => createdAt <= until)
    .map((warRoom) => ({ warRoom, incident: store.findIncident(warRoom.incidentNum) }))
    .filter((room) => passesWarRoomFilter(body, room, now))
    .reverse();
  const counts = { total: found.length, running_num: found.length, closed_num: 0, total_num: found.length };
  const { limit, offset } = body;
  if (typeof limit !== 'number' || typeof offset !== 'number' || readBoolean(body.statistic_flag)) {
    return { list: [], ...counts };
  }
  const page = found.slice(offset, offset + limit);
  return { list: page.map(({ warRoom, incident }) => warRoomInfo(warRoom, incident, now)), ...counts };
}
