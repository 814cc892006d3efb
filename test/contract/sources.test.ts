import type { Json } from '../../src/alerts/alert.ts';
import { createAlertmanagerSource } from '../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../src/sources/grafana/source.ts';
import { createZabbixSource } from '../../src/sources/zabbix/source.ts';
import { systemClock } from '../../src/time/clock.ts';
import { sourceContract } from './source-contract.ts';

const deps = { levels: {}, clock: systemClock };

const labels = { alertname: 'LabOne', severity: 'critical', instance: 'web-1' };
const labelled = {
  status: 'firing',
  labels,
  annotations: { summary: 'hello' },
  startsAt: '2026-11-24T03:08:50Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: '9bd19bcf613952b1',
};
const resolved = { ...labelled, status: 'resolved', endsAt: '2026-11-24T03:08:52Z' };
const repeated = { ...labelled, annotations: { summary: 'again' }, startsAt: '2026-11-24T03:08:40Z' };

function group(extra: Record<string, Json>, alert: Json): Json {
  return {
    receiver: 'bridge',
    status: 'firing',
    groupKey: '{}:{}',
    externalURL: 'http://am',
    ...extra,
    alerts: [alert],
  };
}

sourceContract('alertmanager', {
  create: (name) => createAlertmanagerSource(name, { type: 'alertmanager' }, deps),
  fire: group({ version: '4' }, labelled),
  repeat: group(
    { version: '4', notification_reason: 'repeat interval elapsed', groupKey: '{}/x:{}' },
    repeated,
  ),
  resolve: group({ version: '4' }, resolved),
});

sourceContract('grafana', {
  create: (name) => createGrafanaSource(name, { type: 'grafana', noDataLevel: 'Minor' }, deps),
  fire: group({ version: '1', orgId: 1, title: 't', state: 'alerting' }, { ...labelled, values: { A: 1 } }),
  repeat: group(
    { version: '1', orgId: 1 },
    { ...repeated, dashboardURL: 'https://g/d?from=1', values: null },
  ),
  resolve: group({ version: '1', orgId: 1, state: 'ok' }, { ...resolved, startsAt: resolved.endsAt }),
});

const legacy = {
  ruleId: 3,
  orgId: 1,
  ruleName: 'Battery',
  title: '[Alerting] Battery',
  evalMatches: [],
  tags: {},
};

sourceContract('grafana (legacy alerting)', {
  create: (name) => createGrafanaSource(name, { type: 'grafana', noDataLevel: 'Minor' }, deps),
  fire: { ...legacy, state: 'alerting', evalMatches: [{ metric: 'm', value: 1, tags: null }] },
  repeat: { ...legacy, state: 'no_data' },
  resolve: { ...legacy, state: 'ok', title: '[OK] Battery' },
});

const message = {
  event_source: '0',
  event_id: '1',
  event_value: '1',
  event_update_status: '0',
  event_nseverity: '5',
  event_name: 'Lab value is 42',
  event_tags: '[{"tag":"service","value":"checkout"}]',
  event_date: '2026.11.24',
  event_time: '03:02:19',
  event_recovery_id: '{EVENT.RECOVERY.ID}',
  trigger_id: '23133',
  host_name: 'lab-host-1',
  zabbix_url: 'http://127.0.0.1:18081',
};

for (const identity of ['event', 'trigger'] as const) {
  sourceContract(`zabbix (by ${identity})`, {
    create: (name) => createZabbixSource(name, { type: 'zabbix', identity, timezone: 'Asia/Shanghai' }, deps),
    fire: message,
    repeat: { ...message, event_update_status: '1', event_update_action: 'acknowledged' },
    resolve: {
      ...message,
      event_value: '0',
      event_recovery_id: '2',
      event_recovery_date: '2026.11.24',
      event_recovery_time: '03:02:32',
    },
  });
}
