import type { Backend } from '../backend.ts';
import type { Call } from '../call.ts';
import {
  cocSuccess,
  INCIDENT_SUCCESS,
  nullRefusal,
  REFUSED_PARAMETER,
  UNREADABLE,
} from '../contract/coc-answer.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { readBody } from '../contract/read-fields.ts';
import { passesWarRoomFilter, warRoomFilterRules } from '../contract/war-room-filter.ts';
import { warRoomInfo } from '../contract/war-room-info.ts';
import { type Incident, visibleIncident } from '../state/incident-log.ts';
import { endOf, type WarRoom } from '../state/war-room-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';
import { pageOf } from './page-of.ts';

const NOTHING = { skip: 0, take: 0 };

/**
 * `POST /v1/external/warrooms/list`: finds war rooms as they were `incidentLagMs` ago, the newest first.
 * Skips `offset` rows and returns at most `limit`. The list is empty unless both are sent, as in COC. With
 * `statistic_flag`, the answer has the three numbers only.
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
    if (!body) return nullRefusal(400, ...UNREADABLE);
    const { fields, violations } = readBody(body, warRoomFilterRules, backend.settings.coercion);
    if (violations.length > 0) return nullRefusal(400, REFUSED_PARAMETER, violations.join(' | '), 10_240);
    return cocSuccess(INCIDENT_SUCCESS, null, find(fields, call, backend));
  },
});

function find(body: JsonObject, call: Call, { settings, store }: Backend): Record<string, unknown> {
  const now = call.processedAt;
  const until = readableUntil(call, settings);
  const found = store.warRooms.warRooms
    .filter(({ createdAt }) => createdAt <= until)
    .map((warRoom) => roomSeen(warRoom, store.findIncident(warRoom.incidentNum), until))
    .filter((room) => call.listing?.unfiltered || passesWarRoomFilter(body, room, now))
    .reverse();
  const { limit, offset } = body;
  const counts = body.statistic_flag === true;
  const asked = typeof limit === 'number' && typeof offset === 'number' && !counts;
  const { rows, total } = pageOf(found, asked ? { skip: offset, take: limit } : NOTHING, call.listing);
  const running = found.filter(({ endedAt }) => endedAt === undefined).length;
  const statistics = { total_num: total, running_num: running, closed_num: found.length - running };
  if (counts) return statistics;
  const list = rows.map(({ warRoom, incident, endedAt }) => warRoomInfo(warRoom, incident, { now, endedAt }));
  return { list, total, ...statistics };
}

/** A war room as a reader sees it who sees all up to `until`. */
function roomSeen(warRoom: WarRoom, current: Incident | undefined, until: number) {
  const incident = current && visibleIncident(current, until);
  return { warRoom, incident, endedAt: endOf(warRoom, incident, until) };
}
