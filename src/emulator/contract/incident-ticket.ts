import { assigneesOf, type Incident, statusOf } from '../state/incident-log.ts';

/** English names of the values of the incident enums, for `enum_data_list`. */
const names: Readonly<Record<string, string>> = {
  level_10: 'P1',
  level_20: 'P2',
  level_30: 'P3',
  level_40: 'P4',
  level_50: 'P5',
};

/**
 * An incident as its detail shows it, with the number of the war room that was last opened for it, if there is one.
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
      name_zh: names[enum_key] ?? enum_key,
      name_en: names[enum_key] ?? enum_key,
    })),
  };
}

/**
 * An incident as the list shows it.
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
 * An incident as the list of simple tickets shows it; what is not set is left out.
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
