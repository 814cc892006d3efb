/** COC's incident levels, from `level_10` (P1) to `level_50` (P5). */
export const INCIDENT_LEVELS = ['level_10', 'level_20', 'level_30', 'level_40', 'level_50'] as const;

/** COC's incident types. `ohter` is COC's own spelling. */
export const INCIDENT_TYPES = [
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
