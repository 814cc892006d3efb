/** Secrets of the demo. They protect only processes on this machine, which end with the demo. */
export const DEMO_SECRETS = {
  alertmanagerToken: 'demo-alertmanager-token',
  grafanaSecret: 'demo-grafana-secret',
  zabbixPassword: 'demo-zabbix-password',
} as const;

/** Ports of the demo's agent; 0 takes any free one. */
export interface DemoPorts {
  readonly webhooks: number;
  readonly admin: number;
}

/**
 * The configuration file of the demo's agent. Only COC differs from production: the emulator stands in for
 * it.
 */
export function demoConfig(at: {
  readonly cocUrl: string;
  readonly dataDir: string;
  readonly ports: DemoPorts;
}): string {
  return `# Written by coc-alarm-agent demo.
listen: { webhooks: 127.0.0.1:${at.ports.webhooks}, admin: 127.0.0.1:${at.ports.admin} }
dataDir: ${JSON.stringify(at.dataDir)}
log: { level: error, format: text }
coc:
  endpoint: ${at.cocUrl}
  integrationKey: 0123456789abcdef0123456789abcdef
  auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }
sources:
  alertmanager: { type: alertmanager, auth: { bearer: { token: ${DEMO_SECRETS.alertmanagerToken} } } }
  grafana:
    type: grafana
    auth: { hmac: { secret: ${DEMO_SECRETS.grafanaSecret}, timestampHeader: X-Grafana-Alerting-Timestamp } }
  zabbix:
    type: zabbix
    timezone: Asia/Shanghai
    auth: { basic: { user: zabbix, password: ${DEMO_SECRETS.zabbixPassword} } }
alarm:
  applicationId: 65659ae2f42bf80e5f3f0635
  regionId: cn-north-4
  levels: { page: Critical }
routes:
  - name: payments
    match: ['team="payments"']
    applicationId: 6470681a31da2a47ed50a919
incidents:
  - name: critical
    match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
delivery: { incidentLookupDelay: 5s, incidentAbsentAfter: 15s, incidentListLag: 5s }
`;
}
