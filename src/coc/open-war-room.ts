import type { DueEntry, OpenWarRoom } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import { applicationIdOf } from './application-id.ts';
import { callApi, deliveredBy, failedOutcome } from './calls/call-api.ts';
import { createWarRoom } from './calls/create-war-room.ts';
import type { RequestOf } from './calls/define-api.ts';
import { listWarRooms } from './calls/list-war-rooms.ts';
import { cleanId } from './clean-id.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import type { CallResult, CocCall } from './client.ts';
import { usableNumber } from './created-number.ts';
import { failedLook, incompleteList, notListed } from './look.ts';

type Call = (call: CocCall) => Promise<CallResult>;

const NAME_LIMIT = 255;

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
  const opened = await callApi(call, createWarRoom, { body: encodeWarRoom(body) });
  if (opened.kind !== 'answered') return failedOutcome(opened);
  return deliveredBy(opened, { result: 'war-room-opened', warRoomNum: opened.answer });
}

type NoWarRoom =
  | { readonly kind: 'absent'; readonly total: number | null | undefined }
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
  const listed = await callApi(call, listWarRooms, { body });
  if (listed.kind !== 'answered') return { kind: 'failed', outcome: failedOutcome(listed) };
  const { list, total } = listed.answer;
  const [room] = list;
  if (room === undefined) return { kind: 'absent', total };
  const warRoomNum = usableNumber(room.war_room_num ?? room.id ?? '');
  return { kind: 'found', number: warRoomNum === undefined ? {} : { warRoomNum } };
}

/** Outcome of a look that found no war room. An empty list is complete only if COC counts none either. */
function unlessFound(found: NoWarRoom): Outcome {
  if (found.kind === 'failed') return failedLook('war room', found.outcome);
  if (found.total === 0) return notListed('war room');
  return incompleteList('war room', `COC counts ${found.total ?? 'no number of'} war rooms, but lists none`);
}

function encodeWarRoom({ incidentNum, room }: OpenWarRoom): RequestOf<typeof createWarRoom>['body'] {
  const { name, description, applicationId, regionId, admin, participants, scheduleGroups } = room;
  const region = cleanId(regionId ?? '');
  return {
    war_room_name: cutAt(cleanLine(name), NAME_LIMIT) || incidentNum,
    description: cutAt(cleanText(description), NAME_LIMIT),
    region_code_list: region === '' ? [] : [region],
    application_id_list: [applicationIdOf(applicationId)],
    incident_number: incidentNum,
    schedule_group: scheduleGroups.map(({ scene, role }) => ({
      scene_id: cleanId(scene),
      role_id: cleanId(role),
    })),
    participant: participants.map(cleanId),
    war_room_admin: cleanId(admin),
    enterprise_project_id: cleanId(room.enterpriseProjectId),
    ...(room.notificationType !== undefined && { notification_type: room.notificationType }),
  };
}
