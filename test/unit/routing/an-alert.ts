import { type AlarmId, type Alert, labelsFrom } from '../../../src/alerts/alert.ts';

/** A firing Alertmanager alert with what most of them have; the argument changes what a test is about. */
export function anAlert(changes: Partial<Alert> = {}): Alert {
  return {
    source: 'prod',
    sourceType: 'alertmanager',
    fingerprint: 'ab12',
    alarmId: 'am0123456789abcdef' as AlarmId,
    status: 'firing',
    level: 'Critical',
    severity: 'critical',
    levelKnown: true,
    startsAt: Date.UTC(2025, 0, 2, 3, 4, 5),
    name: 'DiskFull',
    description: 'The disk is full.',
    namespace: 'payments',
    region: 'cn-north-4',
    application: 'checkout',
    resourceName: 'db-1',
    resourceId: 'i-1',
    links: ['https://prometheus.example/graph'],
    labels: labelsFrom([
      ['alertname', 'DiskFull'],
      ['team', 'db'],
      ['severity', 'critical'],
    ]),
    annotations: labelsFrom([['summary', 'Disk']]),
    details: {},
    test: false,
    raw: null,
    ...changes,
  };
}
