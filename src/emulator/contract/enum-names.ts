/** Chinese and English name of a value. */
export type EnumName = readonly [zh: string, en: string];

/** Names of levels, types, sources and states. @see COC API Reference 2.0, 4.4.1.6; `ohter` is COC's own spelling */
export const enumNames: Readonly<Record<string, EnumName>> = {
  level_10: ['P1', 'P1'],
  level_20: ['P2', 'P2'],
  level_30: ['P3', 'P3'],
  level_40: ['P4', 'P4'],
  level_50: ['P5', 'P5'],
  inc_type_p_security_issues: ['安全问题', 'Security issues'],
  inc_type_p_function_issues: ['功能问题', 'function issues'],
  inc_type_p_reliability_issues: ['性能/可靠性问题', 'reliability issues'],
  inc_type_p_config_issues: ['配置问题', 'config issues'],
  inc_type_p_middlewares: ['中间件问题', 'middleware issues'],
  inc_type_p_hardware_issues: ['硬件问题', 'hardware issues'],
  inc_type_p_networking_issues: ['网络问题', 'networking issues'],
  inc_type_p_shelter_issues: ['机房问题', 'shelter issues'],
  inc_type_p_monitoring_issues: ['监控问题', 'monitoring issues'],
  inc_type_p_consulting_issues: ['业务咨询类', 'consulting issues'],
  inc_type_p_suppliers_issues: ['供应商问题', 'suppliers issues'],
  inc_type_p_ohter_issues: ['其他', 'ohter issues'],
  inc_type_p_change_issues: ['变更操作问题', 'Change operation problem'],
  incident_source_manual: ['人工创建', 'Manual Creation'],
  incident_source_forwarding: ['流转创建', 'Transfer creation'],
  incident_source_alarm: ['告警', 'alarm'],
  incident_draft: ['草稿', 'DRAFT'],
  INCIDENT_STATUS_TRIGGERED: ['未受理', 'TRIGGERED'],
  INCIDENT_STATUS_ACKNOWLEDGED: ['已受理', 'ACKNOWLEDGED'],
  INCIDENT_STATUS_REJECTED: ['被驳回', 'REJECTED'],
  INCIDENT_STATUS_RESOLVED: ['已解决待验证', 'RESOLVED'],
  INCIDENT_STATUS_COMPLETED: ['已完成', 'COMPLETED'],
};
