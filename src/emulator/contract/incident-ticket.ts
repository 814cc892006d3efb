import { assigneesOf, type Incident, statusOf } from '../state/incident-log.ts';

/** Names of the levels, for `enum_data_list`. */
const levelNames: Readonly<Record<string, string>> = {
  level_10: 'P1',
  level_20: 'P2',
  level_30: 'P3',
  level_40: 'P4',
  level_50: 'P5',
};

/**
 * The detail of an incident. `warRoomNum` is the number of its latest war room; null without one.
 *
 * @see COC API Reference, "Querying Incident Details"; `filed_key` is COC's own spelling.
 */
export function incidentDetail(incident: Incident, warRoomNum: string | null): Record<string, unknown> {
  return {
    incident_num: incident.incidentNum,
    region: incident.region,
    enterprise_project: incident.enterpriseProject,
    current_cloud_service: incident.currentCloudService,
    incident_level: incident.level,
    is_service_interrupt: incident.isServiceInterrupt,
    incident_type: incident.type,
    incident_title: incident.title,
    incident_description: incident.description,
    incident_source: incident.source,
    incident_assignee: assigneesOf(incident),
    assignee_scene: incident.assigneeScene,
    assignee_role: incident.assigneeRole,
    warroom_id: warRoomNum,
    handle_time: handledAt(incident),
    status: statusOf(incident),
    create_time: incident.createdAt,
    creator: incident.creator,
    enum_data_list: enumData(incident).map(([filed_key, enum_key]) => ({
      filed_key,
      enum_key,
      name_zh: levelNames[enum_key] ?? enum_key,
      name_en: levelNames[enum_key] ?? enum_key,
    })),
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
    mtm_type: incident.type,
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
    handle_time: handledAt(incident),
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

function handledAt(incident: Incident): number | null {
  return incident.timeline.find((step) => step.status === 'INCIDENT_STATUS_ACKNOWLEDGED')?.at ?? null;
}

function enumData(incident: Incident): [string, string][] {
  const cloudServices = incident.currentCloudService.map((id): [string, string] => [
    'current_cloud_service_id',
    id,
  ]);
  return [
    ...cloudServices,
    ['creator', incident.creator],
    ['level_id', incident.level],
    ['work_flow_status', statusOf(incident)],
    ['mtm_type', incident.type],
    ['source_id', incident.source],
    ...assigneesOf(incident).map((user): [string, string] => ['assignee', user]),
  ];
}
