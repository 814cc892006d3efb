import type { Alarm, IncidentRequest, Routed } from '../../src/alerts/alarm.ts';
import type { AlarmId, AlarmLevel, Alert } from '../../src/alerts/alert.ts';
import { labelsFrom } from '../../src/alerts/alert.ts';
import type { Arrival } from '../../src/outbox/decide/decision.ts';
import type { Intake } from '../../src/outbox/intake.ts';

/** Begin of the problems in the tests. */
export const STARTED_AT = Date.UTC(2026, 9, 31);

/** Makes a firing alert of a series. The series decides its identity. */
export function anAlert(series: string, changes: Partial<Alert> = {}): Alert {
  return {
    source: 'prod',
    sourceType: 'alertmanager',
    fingerprint: series,
    alarmId: series as AlarmId,
    status: 'firing',
    level: 'Major',
    levelKnown: true,
    startsAt: STARTED_AT,
    name: `Alert ${series}`,
    description: 'Something is wrong.',
    links: [],
    labels: labelsFrom([['alertname', series]]),
    annotations: labelsFrom([]),
    details: {},
    test: false,
    raw: null,
    ...changes,
  };
}

/** Makes the alarm of an alert. */
export function anAlarm(alert: Alert, changes: Partial<Alarm> = {}): Alarm {
  return {
    alarmId: alert.alarmId,
    integration: 'default',
    alarmName: alert.name,
    alarmLevel: alert.level,
    time: STARTED_AT,
    nameSpace: 'db',
    regionId: 'cn-north-4',
    applicationId: '65659ae2f42bf80e5f3f0635',
    resourceName: 'db-1',
    resourceId: 'i-1',
    alarmDesc: alert.description,
    urls: [],
    alarmStatus: alert.status === 'firing' ? 'alarm' : 'ok',
    alarmSource: alert.source,
    ...changes,
  };
}

/** Incident that an alarm may ask for. */
export const INCIDENT: IncidentRequest = {
  policy: 'critical',
  title: 'The disk is full',
  description: 'Nothing can be written.',
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  serviceInterrupted: false,
  applicationId: '65659ae2f42bf80e5f3f0635',
  creator: '7da46971b7e24eed90cf777cc2ff8b91',
  assignee: { user: '7da46971b7e24eed90cf777cc2ff8b91' },
};

interface ArrivalChanges extends Partial<Alert> {
  readonly alarm?: Partial<Alarm>;
  readonly incident?: IncidentRequest;
  readonly routed?: Routed;
}

function arrival(series: string, changes: ArrivalChanges): Arrival {
  const { alarm, incident, routed, ...rest } = changes;
  const alert = anAlert(series, rest);
  const made = anAlarm(alert, alarm);
  return {
    alert,
    routed: routed ?? { kind: 'alarm', alarm: made, route: 'default', ...(incident && { incident }) },
  };
}

/** Fires a series. */
export function firing(series: string, changes: ArrivalChanges = {}): Arrival {
  return arrival(series, changes);
}

/** Resolves a series, an hour after it began. */
export function resolved(series: string, changes: ArrivalChanges = {}): Arrival {
  return arrival(series, { status: 'resolved', endsAt: STARTED_AT + 3_600_000, ...changes });
}

/** Fires a series at a level. */
export function firingAt(series: string, level: AlarmLevel, changes: ArrivalChanges = {}): Arrival {
  return arrival(series, { level, ...changes });
}

/** Makes one webhook request with these arrivals. */
export function intakeOf(...arrivals: readonly Arrival[]): Intake {
  return { source: 'prod', arrivals, unreadable: [] };
}
