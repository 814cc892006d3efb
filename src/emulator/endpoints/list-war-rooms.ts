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
import { readBody } from '../contract/read-fields.ts';
import { passesWarRoomFilter, warRoomFilterRules } from '../contract/war-room-filter.ts';
import { warRoomInfo } from '../contract/war-room-info.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';
import { pageOf } from './page-of.ts';

const NOTHING = { skip: 0, take: 0 };

/**
 * `POST /v1/external/warrooms/list`: finds war rooms as they were `incidentLagMs` ago, the newest first.
 * Skips `offset` rows and returns at most `limit`. The list is empty unless both are sent, as in COC.
 *
 * @see COC API Reference, "Querying War Room Information" (read 2024-07-04).
 */
export const listWarRooms = endpoint({
  operation: 'war-room-list',
  method: 'POST',
  path: '/v1/external/warrooms/list',
  service: 'coc',
  answer(call, _ids, backend) {
    const body = call.json;
    if (!body) return unreadableBody;
    const { fields, violations } = readBody(body, warRoomFilterRules, backend.settings.coercion);
    if (violations.length > 0) return cocRefusal(400, REFUSED_PARAMETER, violations.join(' | '));
    return cocSuccess(INCIDENT_SUCCESS, null, find(fields, call, backend));
  },
});

function find(body: JsonObject, call: Call, { settings, store }: Backend): Record<string, unknown> {
  const now = call.processedAt;
  const until = readableUntil(call, settings);
  const found = store.warRooms.warRooms
    .filter(({ createdAt }) => createdAt <= until)
    .map((warRoom) => ({ warRoom, incident: store.findIncident(warRoom.incidentNum) }))
    .filter((room) => call.listing?.unfiltered || passesWarRoomFilter(body, room, now))
    .reverse();
  const { limit, offset } = body;
  const asked = typeof limit === 'number' && typeof offset === 'number' && body.statistic_flag !== true;
  const { rows, total } = pageOf(found, asked ? { skip: offset, take: limit } : NOTHING, call.listing);
  const list = rows.map(({ warRoom, incident }) => warRoomInfo(warRoom, incident, now));
  return { list, total, running_num: total, closed_num: 0, total_num: total };
}
