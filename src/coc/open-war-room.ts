import type { DueEntry, OpenWarRoom } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import { applicationIdOf } from './application-id.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { createdNumber, usableNumber } from './created-number.ts';
import { readCount } from './list-tickets.ts';
import { failedLook, incompleteList, notListed } from './look.ts';
import type { CreateWarRoom } from './wire.ts';

type Call = (call: CocCall) => Promise<CallResult>;

const NAME_LIMIT = 255;
const LIST_PATH = '/v1/external/warrooms/list';

/**
 * Opens the war room of an incident, unless it has one. Every attempt searches first, because a person may
 * have opened one. COC has no idempotency key: if an earlier attempt may have opened one, this attempt only
 * looks for it.
 *
 * @see COC API Reference, "Creating a War Room" and "Querying War Room Information"
 */
export async function openWarRoom(
  { uncertain }: Pick<DueEntry, 'uncertain'>,
  body: OpenWarRoom,
  call: Call,
): Promise<Outcome> {
  const found = await findWarRoom(body.incidentNum, call);
  if (found.kind === 'found') return { kind: 'delivered', result: 'war-room-opened', ...found.number };
  if (uncertain) return unlessFound(found);
  if (found.kind === 'failed') return found.outcome;
  const path = '/v1/external/warrooms';
  const { outcome, json } = await call({ operation: 'create-war-room', path, body: encodeWarRoom(body) });
  if (outcome.kind !== 'delivered') return outcome;
  const warRoomNum = createdNumber('create-war-room', json);
  if (warRoomNum !== undefined) return { ...outcome, result: 'war-room-opened', warRoomNum };
  const detail = 'COC accepted the request, but its answer has no usable war room number';
  return { kind: 'unknown', reason: 'bad-response', detail };
}

type NoWarRoom =
  | { readonly kind: 'absent'; readonly total: number | undefined }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };
type FoundWarRoom = { readonly kind: 'found'; readonly number: { readonly warRoomNum?: string } } | NoWarRoom;

/**
 * Beginning of the time in which war rooms are searched for, epoch ms. Without one, COC shows those of the last
 * 30 days only. It is not 0, which a server may take for "not set".
 */
const SINCE_EVER = 1;

/** Searches for the war room of an incident. COC lists nothing without both `limit` and `offset`. */
async function findWarRoom(incidentNum: string, call: Call): Promise<FoundWarRoom> {
  const body = { incident_num: incidentNum, limit: 10, offset: 0, triggered_start_time: SINCE_EVER };
  const { outcome, json } = await call({ operation: 'list-war-rooms', path: LIST_PATH, body });
  if (outcome.kind !== 'delivered') return { kind: 'failed', outcome };
  const data = isObject(json?.data) ? json.data : json;
  if (!Array.isArray(data?.list)) {
    const detail = 'the list of war rooms has an unknown form';
    return { kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry', detail } };
  }
  const [room]: unknown[] = data.list;
  if (room === undefined) return { kind: 'absent', total: readCount(data.total) };
  const number = isObject(room) ? (room.war_room_num ?? room.id) : undefined;
  const warRoomNum = usableNumber(String(number ?? ''));
  return { kind: 'found', number: warRoomNum === undefined ? {} : { warRoomNum } };
}

/** Outcome of a look that found no war room. An empty list is complete only if COC counts none either. */
function unlessFound(found: NoWarRoom): Outcome {
  if (found.kind === 'failed') return failedLook('war room', found.outcome);
  if (found.total === 0) return notListed('war room');
  return incompleteList('war room', `COC counts ${found.total ?? 'no number of'} war rooms, but lists none`);
}

function encodeWarRoom({ incidentNum, room }: OpenWarRoom): CreateWarRoom {
  const { name, description, applicationId, regionId, admin, participants, scheduleGroups } = room;
  return {
    war_room_name: cutAt(cleanLine(name), NAME_LIMIT) || incidentNum,
    description: cutAt(cleanText(description), NAME_LIMIT),
    region_code_list: regionId === undefined ? [] : [regionId],
    application_id_list: [applicationIdOf(applicationId)],
    incident_number: incidentNum,
    schedule_group: scheduleGroups.map(({ scene, role }) => ({ scene_id: scene, role_id: role })),
    participant: participants,
    war_room_admin: admin,
    enterprise_project_id: room.enterpriseProjectId,
    ...(room.notificationType !== undefined && { notification_type: room.notificationType }),
  };
}
