import { assigneesOf, type Incident, solvedAt, statusOf, typeOf } from '../state/incident-log.ts';
import { type EnumName, enumNames } from './enum-names.ts';

/** What the detail of an incident shows beside the incident itself. */
interface DetailContext {
  /** Number of the latest war room of the incident; null without one. */
  readonly warRoomNum: string | null;
  /** Names of users and applications by their ids. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * The detail of an incident. A region that is not known is an empty text, and the enterprise project then the default one, `0`.
 *
 * @see COC API Reference, "Querying Incident Details"; `filed_key` is COC's own spelling.
 */
export function incidentDetail(
  incident: Incident,
  { warRoomNum, names }: DetailContext,
): Record<string, unknown> {
  return {
    incident_num: incident.incidentNum,
    region: [incident.region[0] || ''],
    enterprise_project: [incident.enterpriseProject[0] || '0'],
    current_cloud_service: incident.currentCloudService,
    incident_level: incident.level,
    is_service_interrupt: incident.isServiceInterrupt,
    incident_type: typeOf(incident),
    incident_title: incident.title,
    incident_description: incident.description,
    incident_source: incident.source,
    incident_assignee: assigneesOf(incident),
    assignee_scene: incident.assigneeScene,
    assignee_role: incident.assigneeRole,
    warroom_id: warRoomNum,
    handle_time: solvedAt(incident),
    status: statusOf(incident),
    create_time: incident.createdAt,
    creator: incident.creator,
    enum_data_list: enumData(incident, names),
  };
}

/**
 * An incident in the list of incidents.
 *
 * @see COC API Explorer, "ListIncidents"; field names as Huawei Cloud's Terraform provider reads them.
 */
export function incidentTicket(incident: Incident): Record<string, unknown> {
  return {
    ticket_id: incident.incidentNum,
    title: incident.title,
    description: incident.description,
    level_id: incident.level,
    mtm_type: typeOf(incident),
    mtm_region: incident.region[0] ?? '',
    source_id: incident.source,
    current_cloud_service_id: incident.currentCloudService[0] ?? '',
    enterprise_project_id: incident.enterpriseProject[0] ?? '',
    is_service_interrupt: incident.isServiceInterrupt,
    work_flow_status: statusOf(incident),
    assignee: assigneesOf(incident)[0] ?? '',
    creator: incident.creator,
    create_time: incident.createdAt,
    update_time: incident.timeline.at(-1)?.at ?? incident.createdAt,
    handle_time: solvedAt(incident),
  };
}

/**
 * An incident in the list of simple tickets. An empty enterprise project is left out.
 *
 * @see COC API Explorer, "ListIncidentSimpleTickets".
 */
export function simpleTicket(incident: Incident): Record<string, unknown> {
  const [enterpriseProject] = incident.enterpriseProject;
  return {
    ticket_id: incident.incidentNum,
    title: incident.title,
    description: incident.description,
    status: statusOf(incident),
    level: incident.level,
    source: incident.source,
    ...(enterpriseProject === undefined ? {} : { enterprise_project: enterpriseProject }),
    creator: incident.creator,
    assignee: assigneesOf(incident),
  };
}

function enumData(incident: Incident, names: DetailContext['names']): Record<string, string>[] {
  const application = (id: string): EnumName => {
    const name = Object.hasOwn(names, id) ? String(names[id]) : id;
    return [name, name];
  };
  return [
    ...incident.currentCloudService.map((id) => enumDatum('current_cloud_service_id', id, application(id))),
    enumDatum('creator', incident.creator, userName(incident.creator, names)),
    enumDatum('level_id', incident.level),
    enumDatum('work_flow_status', statusOf(incident)),
    enumDatum('mtm_type', typeOf(incident)),
    enumDatum('source_id', incident.source),
    ...assigneesOf(incident).map((user) => enumDatum('assignee', user, userName(user, names))),
  ];
}

function enumDatum(filed_key: string, enum_key: string, name?: EnumName): Record<string, string> {
  const known = Object.hasOwn(enumNames, enum_key) ? enumNames[enum_key] : undefined;
  const [name_zh, name_en] = name ?? known ?? [enum_key, enum_key];
  return { filed_key, enum_key, name_zh, name_en };
}

/** The name of a user. One that the emulator was not told is made of the id, so that nobody takes one for the other. */
function userName(id: string, names: DetailContext['names']): EnumName {
  const name = Object.hasOwn(names, id) ? String(names[id]) : `user-${id.slice(0, 8)}`;
  return [name, name];
}
