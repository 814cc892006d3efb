import type { Incident } from '../state/incident-log.ts';
import type { WarRoom } from '../state/war-room-log.ts';

/** The states of a war room; their ids are those of Huawei Cloud's Terraform provider. */
const started = { id: '1', name_zh: '启动', name_en: 'start', type: 'war_room_status' } as const;
const closed = { id: '20', name_zh: '关闭', name_en: 'close', type: 'war_room_status' } as const;

/**
 * A war room in the list of war rooms at `now`; `endedAt` is absent while it is open (both epoch ms). It is recovered when it
 * ends, as an assumption. Fields that COC fills in later are null: the
 * emulator invents nothing.
 *
 * @see COC API Reference, "Querying War Room Information"; `circular_level` is the level of the incident.
 */
export function warRoomInfo(
  warRoom: WarRoom,
  incident: Incident | undefined,
  { now, endedAt }: { readonly now: number; readonly endedAt: number | undefined },
): Record<string, unknown> {
  const { createdAt } = warRoom;
  return {
    id: warRoom.warRoomNum,
    title: warRoom.name,
    admin: warRoom.admin,
    recover_member: [],
    recover_leader: [],
    incident: incidentInfo(warRoom.incidentNum, incident),
    source: incident?.source ?? null,
    regions: named(warRoom.regionCodes, warRoom.regionNames).map(([code, name]) => ({ code, name })),
    change_num: null,
    occur_time: incident?.createdAt ?? createdAt,
    recover_time: endedAt ?? null,
    fault_cause: null,
    create_time: createdAt,
    first_report_time: null,
    recovery_notification_time: null,
    fault_impact: null,
    description: warRoom.description,
    circular_level: incident?.level ?? null,
    war_room_status: endedAt === undefined ? started : closed,
    impacted_application: named(warRoom.applicationIds, warRoom.applicationNames).map(([id, name]) => ({
      id,
      name,
    })),
    processing_duration: minutes((endedAt ?? now) - createdAt),
    restoration_duration: endedAt === undefined ? null : minutes(endedAt - createdAt),
    war_room_num: warRoom.warRoomNum,
    enterprise_project_id: warRoom.enterpriseProjectId,
  };
}

function minutes(ms: number): number {
  return Math.floor(ms / 60_000);
}

function incidentInfo(incidentNum: string, incident: Incident | undefined): Record<string, unknown> {
  return {
    id: incidentNum,
    incident_id: incidentNum,
    is_change_event: false,
    failure_level: incident?.level ?? null,
    incident_url: null,
  };
}

/** Pairs of an id and its name; the name is null when none was sent. */
function named(ids: readonly string[], names: readonly string[]): [string, string | null][] {
  return ids.map((id, index) => [id, names[index] ?? null]);
}
