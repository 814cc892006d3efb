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

/** Makes the number of the next war room: `WR`, the UTC day, and a counter that never repeats. */
export function nextWarRoomNum(log: WarRoomLog, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const number = `WR${day}${String(log.nextNumber).padStart(8, '0')}`;
  log.nextNumber += 1;
  return number;
}

/** The war rooms of one incident, the first opened first. */
export function warRoomsOf(log: WarRoomLog, incidentNum: string): readonly WarRoom[] {
  return log.warRooms.filter((warRoom) => warRoom.incidentNum === incidentNum);
}
