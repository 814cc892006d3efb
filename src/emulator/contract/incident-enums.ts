/** Values of `incident_level`, P1 to P5. @see COC API Reference, "Creating an Incident". */
export const incidentLevels = ['level_10', 'level_20', 'level_30', 'level_40', 'level_50'] as const;

/**
 * Values of `incident_type` and `mtm_type`; `ohter` is COC's own spelling.
 *
 * @see COC API Reference, "Creating an Incident".
 */
export const incidentTypes = [
  'inc_type_p_security_issues',
  'inc_type_p_function_issues',
  'inc_type_p_reliability_issues',
  'inc_type_p_config_issues',
  'inc_type_p_middlewares',
  'inc_type_p_hardware_issues',
  'inc_type_p_networking_issues',
  'inc_type_p_shelter_issues',
  'inc_type_p_monitoring_issues',
  'inc_type_p_consulting_issues',
  'inc_type_p_suppliers_issues',
  'inc_type_p_ohter_issues',
  'inc_type_p_change_issues',
] as const;

/** Values of `incident_source`. @see COC API Reference, "Creating an Incident". */
export const incidentSources = [
  'incident_source_manual',
  'incident_source_forwarding',
  'incident_source_alarm',
] as const;

/**
 * Values of `operate_key`: accept, submit a solution, confirm.
 *
 * @see COC API Reference, "Handling an Incident".
 */
export const operateKeys = ['acceptedIncident1', 'commitSolution1', 'confirm'] as const;

/** One value of `operate_key`. */
export type OperateKey = (typeof operateKeys)[number];

/**
 * States of an incident. Only a person in the console makes a draft. A pause is not in the reference: its name follows that of
 * the others.
 *
 * @see COC API Reference, "Incident Status".
 */
export const incidentStatuses = [
  'incident_draft',
  'INCIDENT_STATUS_TRIGGERED',
  'INCIDENT_STATUS_ACKNOWLEDGED',
  'INCIDENT_STATUS_REJECTED',
  'INCIDENT_STATUS_RESOLVED',
  'INCIDENT_STATUS_COMPLETED',
  'INCIDENT_STATUS_PAUSED',
] as const;

/** One state of an incident. */
export type IncidentStatus = (typeof incidentStatuses)[number];
