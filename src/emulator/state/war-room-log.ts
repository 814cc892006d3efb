import { type Incident, statusOf } from './incident-log.ts';
import { ticketNum } from './ticket-num.ts';

/** One war room with everything that was sent for it. */
export interface WarRoom {
  readonly warRoomNum: string;
  readonly incidentNum: string;
  /** Epoch ms UTC. */
  readonly createdAt: number;
  readonly name: string;
  readonly description: string;
  readonly admin: string;
  readonly regionCodes: readonly string[];
  readonly regionNames: readonly string[];
  readonly applicationIds: readonly string[];
  readonly applicationNames: readonly string[];
  readonly scheduleGroups: readonly { readonly sceneId: string; readonly roleId: string }[];
  readonly participants: readonly string[];
  readonly enterpriseProjectId: string;
  readonly notificationType: string;
  /** Time at which a person closed it, epoch ms UTC; absent while nobody has. */
  closedAt?: number;
}

/** All war rooms, the first opened first. */
export interface WarRoomLog {
  nextNumber: number;
  readonly warRooms: WarRoom[];
}

/** An empty log. */
export function newWarRoomLog(): WarRoomLog {
  return { nextNumber: 1, warRooms: [] };
}

/** Makes the number of the next war room, of 26 characters. */
export function nextWarRoomNum(log: WarRoomLog, now: number): string {
  const number = ticketNum('WR', now, log.nextNumber);
  log.nextNumber += 1;
  return number;
}

/** The war rooms of one incident, the first opened first. */
export function warRoomsOf(log: WarRoomLog, incidentNum: string): readonly WarRoom[] {
  return log.warRooms.filter((warRoom) => warRoom.incidentNum === incidentNum);
}

/**
 * Time at which a war room ended, as a reader sees it who sees everything up to `until`; undefined while it is open. It ends when
 * a person closes it, or when its incident is completed: the latter is an assumption.
 *
 * @param incident - the incident as that reader sees it
 */
export function endOf(
  { closedAt }: WarRoom,
  incident: Incident | undefined,
  until: number,
): number | undefined {
  const byHand = closedAt !== undefined && closedAt <= until ? closedAt : undefined;
  const isOver = incident && statusOf(incident) === 'INCIDENT_STATUS_COMPLETED';
  const withIncident = isOver ? incident.timeline.at(-1)?.at : undefined;
  const ends = [byHand, withIncident].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
