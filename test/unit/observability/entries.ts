import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey, OpenIncident, ReportAlarm } from '../../../src/outbox/events/entry.ts';
import { anAlert } from '../routing/an-alert.ts';

const request = {
  policy: 'critical',
  title: 't',
  description: 'd',
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  serviceInterrupted: false,
  applicationId: 'a',
  creator: 'c',
  assignee: { user: 'u' },
} as const;

/** An entry that reports a firing alarm. */
export function aReport(changes: Partial<ReportAlarm['alarm']> = {}): ReportAlarm {
  const alert = anAlert();
  return {
    kind: 'report-alarm',
    alert,
    route: 'db',
    episode: 'e1' as EpisodeId,
    incident: request,
    alarm: {
      alarmId: alert.alarmId,
      integration: 'default',
      alarmName: alert.name,
      alarmLevel: 'Critical',
      time: 0,
      nameSpace: '',
      regionId: '',
      applicationId: 'a',
      resourceName: '',
      resourceId: '',
      alarmDesc: '',
      urls: [],
      alarmStatus: 'alarm',
      alarmSource: 'Prometheus',
      ...changes,
    },
  };
}

/** An entry that opens an incident. */
export function anIncident(): OpenIncident {
  return {
    kind: 'open-incident',
    key: 'e1' as IncidentKey,
    request,
    alarmId: 'am1' as AlarmId,
    episode: 'e1' as EpisodeId,
  };
}
