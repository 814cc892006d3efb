import type { AlarmLevel, Json } from '../alerts/alert.ts';

/**
 * Body of `POST /v1/event/huawei/custom/{integration_key}`. Texts have 1 to 255 characters; optional ones are
 * absent, not empty.
 *
 * @see COC API Reference, "Reporting custom events"
 */
export interface CustomEvent {
  readonly alarmId: string;
  readonly alarmName: string;
  readonly alarmLevel: AlarmLevel;
  /** Epoch ms. */
  readonly time: number;
  readonly nameSpace: string;
  readonly regionId?: string;
  readonly applicationId: string;
  readonly resourceName?: string;
  readonly resourceId?: string;
  readonly alarmDesc: string;
  readonly URL?: string;
  readonly alarmStatus: 'alarm' | 'ok';
  readonly alarmSource: string;
  readonly additional: { readonly [key: string]: Json };
}

/**
 * Body of `POST /v1/external/incident/create`. The title has at most 200 characters, the description at most
 * 600. There is either an assignee, or a scene and a role.
 *
 * @see COC API Reference, "Creating an incident"
 */
export interface CreateIncident {
  readonly region?: readonly [string];
  readonly enterprise_project?: readonly [string];
  readonly current_cloud_service: readonly [string];
  readonly incident_level: string;
  readonly is_service_interrupt: boolean | 'true' | 'false';
  readonly incident_type: string;
  readonly incident_title: string;
  readonly incident_description: string;
  readonly incident_source: 'incident_source_alarm';
  readonly incident_assignee?: readonly [string];
  readonly assignee_scene?: string;
  readonly assignee_role?: string;
  readonly creator: string;
}

/**
 * Body of `POST /v2/incidents/list`.
 *
 * @see COC API Reference, "Querying incidents"
 */
export interface ListIncidents {
  readonly string_filters: readonly {
    readonly field: string;
    readonly operator: 'like';
    readonly values: readonly string[];
  }[];
  readonly ticket_types: readonly ['incident'];
  /** Page number, from 1. */
  readonly page: number;
  readonly per_page: number;
  readonly contain_all: true;
  readonly contain_total: true;
}

/**
 * Body of `POST /v1/external/incident/handle`. Texts of a solution have up to 10,000 characters, the comment
 * up to 300.
 *
 * @see COC API Reference, "Handling an Incident"
 */
export interface HandleIncidentBody {
  readonly incident_num: string;
  readonly operator: string;
  readonly operate_key: 'acceptedIncident1' | 'commitSolution1' | 'confirm';
  readonly parameter: {
    readonly mtm_type?: string;
    readonly is_service_interrupt?: boolean | 'true' | 'false';
    readonly cause?: string;
    readonly solution?: string;
    /** Epoch ms. */
    readonly start_time?: number;
    readonly fault_recovery_time?: number;
    readonly virtual_confirm_result?: boolean;
    readonly virtual_confirm_comment?: string;
  };
}

/**
 * Body of `POST /v1/external/warrooms`.
 *
 * @see COC API Reference, "Creating a War Room"
 */
export interface CreateWarRoom {
  readonly war_room_name: string;
  readonly description: string;
  readonly region_code_list: readonly string[];
  readonly application_id_list: readonly string[];
  readonly incident_number: string;
  readonly schedule_group: readonly { readonly role_id: string; readonly scene_id: string }[];
  readonly participant: readonly string[];
  readonly war_room_admin: string;
  readonly enterprise_project_id: string;
  readonly notification_type?: string;
}

/**
 * Body of `POST /v2/incidents/{incident_id}/actions`. A note and a comment have up to 1,024 characters.
 *
 * @see COC API Explorer, "HandleIncident"
 */
export interface ActOnIncident {
  readonly task_id: string;
  readonly action: 'addRemark' | 'unAcceptedForward' | 'acceptedForward';
  readonly params:
    | { readonly note: string }
    | { readonly virtual_send_assignee: string; readonly virtual_send_comment: string };
}
