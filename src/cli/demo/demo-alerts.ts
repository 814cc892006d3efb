import { createHmac } from 'node:crypto';
import { DEMO_SECRETS } from './demo-config.ts';

/** Alarm that COC must have in the end for one alert of the demo. */
export interface ExpectedAlarm {
  readonly alarmName: string;
  readonly alarmStatus: 'alarm' | 'ok';
  readonly alarmLevel: string;
  readonly incident?: true;
}

/** One webhook call of the demo, made as the monitoring system itself makes it. */
export interface DemoCall {
  /** Headline that tells what happens. */
  readonly headline: string;
  readonly source: 'alertmanager' | 'grafana' | 'zabbix';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expects: readonly ExpectedAlarm[];
}

const NEVER = '0001-01-01T00:00:00Z';
const MINUTE_MS = 60_000;

/** All webhook calls of the demo, in order. Their times lie shortly before `now` (epoch ms). */
export function demoCalls(now: number): readonly DemoCall[] {
  const checkout = alertmanagerAlert('CheckoutErrorRate', {
    severity: 'page',
    team: 'payments',
    service: 'checkout',
  });
  const disk = alertmanagerAlert('DiskWillFillIn4Hours', {
    severity: 'warning',
    instance: 'db-1:9100',
    job: 'node',
  });
  const firing = [checkout(now, 'firing'), { status: 'firing', annotations: {} }, disk(now, 'firing')];
  const fired: ExpectedAlarm = {
    alarmName: 'CheckoutErrorRate',
    alarmStatus: 'alarm',
    alarmLevel: 'Critical',
  };
  return [
    alertmanagerCall('Alertmanager reports three alerts, one of them without labels', firing, [
      { ...fired, incident: true },
      { alarmName: 'DiskWillFillIn4Hours', alarmStatus: 'alarm', alarmLevel: 'Minor' },
    ]),
    alertmanagerCall('Alertmanager repeats the group, with its Watchdog', [
      checkout(now, 'firing'),
      disk(now, 'firing'),
      alertmanagerAlert('Watchdog', { severity: 'none' })(now, 'firing'),
    ]),
    grafanaCall(now),
    zabbixCall('Zabbix reports a problem', zabbixMessage(now, {}), [
      { alarmName: 'Load average is too high', alarmStatus: 'alarm', alarmLevel: 'Major' },
    ]),
    zabbixCall(
      'Zabbix raises the severity from High to Disaster',
      zabbixMessage(now, {
        event_update_status: '1',
        event_update_action: 'changed severity from High to Disaster',
        event_nseverity: '5',
        event_severity: 'Disaster',
      }),
      [
        {
          alarmName: 'Load average is too high',
          alarmStatus: 'alarm',
          alarmLevel: 'Critical',
          incident: true,
        },
      ],
    ),
    zabbixCall(
      'Zabbix reports that the problem is resolved',
      zabbixMessage(now, {
        event_value: '0',
        event_nseverity: '5',
        event_recovery_id: '8124',
        event_recovery_date: shanghai(now).date,
        event_recovery_time: shanghai(now).time,
      }),
      [{ alarmName: 'Load average is too high', alarmStatus: 'ok', alarmLevel: 'Critical' }],
    ),
    alertmanagerCall(
      'Alertmanager resolves both alerts',
      [checkout(now, 'resolved'), disk(now, 'resolved')],
      [
        { alarmName: 'CheckoutErrorRate', alarmStatus: 'ok', alarmLevel: 'Critical' },
        { alarmName: 'DiskWillFillIn4Hours', alarmStatus: 'ok', alarmLevel: 'Minor' },
      ],
    ),
  ];
}

function alertmanagerAlert(alertname: string, labels: Readonly<Record<string, string>>) {
  return (now: number, status: 'firing' | 'resolved') => ({
    status,
    labels: { alertname, namespace: 'shop', ...labels },
    annotations: {
      summary: `${alertname} needs attention`,
      description: `Seen by Prometheus for five minutes. Runbook: https://runbooks.example/${alertname}`,
    },
    startsAt: new Date(now - 6 * MINUTE_MS).toISOString(),
    endsAt: status === 'resolved' ? new Date(now).toISOString() : NEVER,
    generatorURL: `http://prometheus.example:9090/graph?g0.expr=${alertname}&g0.tab=1`,
  });
}

function alertmanagerCall(
  headline: string,
  alerts: readonly object[],
  expects: readonly ExpectedAlarm[] = [],
): DemoCall {
  const body = JSON.stringify({
    receiver: 'coc',
    status: 'firing',
    alerts,
    groupLabels: { namespace: 'shop' },
    commonLabels: { namespace: 'shop' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    version: '4',
    groupKey: '{}:{namespace="shop"}',
    truncatedAlerts: 0,
  });
  const headers = {
    authorization: `Bearer ${DEMO_SECRETS.alertmanagerToken}`,
    'content-type': 'application/json',
  };
  return { headline, source: 'alertmanager', headers, body, expects };
}

function grafanaCall(now: number): DemoCall {
  const labels = {
    alertname: 'Queue too long',
    grafana_folder: 'Orders',
    severity: 'critical',
    region: 'cn-east-3',
  };
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: 'More than 10000 orders wait' },
    startsAt: new Date(now - MINUTE_MS).toISOString(),
    endsAt: NEVER,
    generatorURL: 'https://grafana.example/alerting/grafana/dd2f0260/view?orgId=1',
    fingerprint: 'e6349a25f5ef0e9e',
    silenceURL: 'https://grafana.example/alerting/silence/new',
    dashboardURL: 'https://grafana.example/d/orders?orgId=1',
    panelURL: 'https://grafana.example/d/orders?orgId=1&viewPanel=2',
    values: { A: 12_034, C: 1 },
    valueString: "[ var='A' labels={} value=12034 ]",
  };
  const body = JSON.stringify({
    ...{ receiver: 'coc', status: 'firing', alerts: [alert], groupLabels: { alertname: labels.alertname } },
    ...{
      commonLabels: labels,
      commonAnnotations: alert.annotations,
      externalURL: 'https://grafana.example/',
    },
    ...{ version: '1', groupKey: '{}:{alertname="Queue too long"}', truncatedAlerts: 0, orgId: 1 },
    ...{ title: '[FIRING:1] Queue too long', state: 'alerting', message: '**Firing**' },
  });
  const timestamp = String(Math.floor(now / 1_000));
  const signature = createHmac('sha256', DEMO_SECRETS.grafanaSecret)
    .update(`${timestamp}:${body}`)
    .digest('hex');
  return {
    headline: 'Grafana reports an alert, signed with HMAC',
    source: 'grafana',
    headers: {
      'x-grafana-alerting-signature': signature,
      'x-grafana-alerting-timestamp': timestamp,
      'content-type': 'application/json',
    },
    body,
    expects: [{ alarmName: 'Queue too long', alarmStatus: 'alarm', alarmLevel: 'Critical', incident: true }],
  };
}

function zabbixCall(headline: string, message: object, expects: readonly ExpectedAlarm[]): DemoCall {
  const user = Buffer.from(`zabbix:${DEMO_SECRETS.zabbixPassword}`).toString('base64');
  return {
    headline,
    source: 'zabbix',
    headers: { authorization: `Basic ${user}` },
    body: JSON.stringify(message),
    expects,
  };
}

function zabbixMessage(now: number, changes: Readonly<Record<string, string>>) {
  const { date, time } = shanghai(now - 2 * MINUTE_MS);
  return {
    event_source: '0',
    event_id: '8123',
    event_value: '1',
    event_update_status: '0',
    event_update_action: '{EVENT.UPDATE.ACTION}',
    event_name: 'Load average is too high',
    event_nseverity: '4',
    event_severity: 'High',
    event_opdata: 'Load averages: 14.2 13.8 12.1',
    event_tags: '[{"tag":"scope","value":"performance"},{"tag":"service","value":"billing"}]',
    event_date: date,
    event_time: time,
    event_recovery_id: '{EVENT.RECOVERY.ID}',
    trigger_id: '23133',
    trigger_hostgroup: 'Linux servers',
    host_host: 'billing-1',
    host_name: 'Billing server 1',
    host_ip: '192.0.2.17',
    zabbix_url: 'https://zabbix.example',
    ...changes,
  };
}

/** Date and time as a Zabbix server in Shanghai writes them: local time without a zone. */
function shanghai(instant: number): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = new Date(instant + 8 * 60 * MINUTE_MS).toISOString().slice(0, 19).split('T');
  return { date: date.replaceAll('-', '.'), time };
}
