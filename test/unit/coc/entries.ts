import type { Alarm, IncidentRequest } from '../../../src/alerts/alarm.ts';
import { type AlarmId, type Alert, labelsFrom } from '../../../src/alerts/alert.ts';
import type {
  DueEntry,
  EpisodeId,
  IncidentKey,
  OpenIncident,
  RemarkIncident,
  ReportAlarm,
} from '../../../src/outbox/events/entry.ts';

const ALERT: Alert = {
  source: 'alertmanager',
  sourceType: 'alertmanager',
  fingerprint: '7f3a',
  alarmId: 'a1' as AlarmId,
  status: 'firing',
  level: 'Critical',
  severity: 'page',
  levelKnown: true,
  startsAt: 1_720_094_400_000,
  name: 'DiskFull',
  description: 'The disk is full.',
  links: [],
  labels: labelsFrom([['team', 'db']]),
  annotations: labelsFrom([['summary', 'full']]),
  details: { receiver: 'coc' },
  test: false,
  raw: {},
};

export const ALARM: Alarm = {
  alarmId: 'a1' as AlarmId,
  integration: 'default',
  alarmName: 'DiskFull',
  alarmLevel: 'Critical',
  time: 1_720_094_400_000,
  nameSpace: 'db',
  regionId: 'cn-north-4',
  applicationId: '65659ae2f42bf80e5f3f0635',
  resourceName: 'db-1',
  resourceId: 'i-1',
  alarmDesc: 'The disk is full.',
  urls: ['https://runbooks.example.com/disk'],
  alarmStatus: 'alarm',
  alarmSource: 'alertmanager',
};

export const REQUEST: IncidentRequest = {
  policy: 'critical',
  title: 'The disk of db-1 is full',
  description: 'Nothing can be written.',
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  serviceInterrupted: false,
  applicationId: '65659ae2f42bf80e5f3f0635',
  regionId: 'cn-north-4',
  creator: '7da46971b7e24eed90cf777cc2ff8b91',
  assignee: { user: '7da46971b7e24eed90cf777cc2ff8b91' },
};

export const KEY = 'ep-01j1ya' as IncidentKey;

export function report(change: { alarm?: Partial<Alarm>; alert?: Partial<Alert> } = {}): ReportAlarm {
  return {
    kind: 'report-alarm',
    alarm: { ...ALARM, ...change.alarm },
    alert: { ...ALERT, ...change.alert },
    route: 'db',
    episode: 'ep1' as EpisodeId,
  };
}

export function incident(): OpenIncident {
  return {
    kind: 'open-incident',
    key: KEY,
    request: REQUEST,
    alarmId: ALARM.alarmId,
    episode: 'ep1' as EpisodeId,
  };
}

export function due(body: DueEntry['body'] = report(), part: Partial<Omit<DueEntry, 'body'>> = {}): DueEntry {
  return { id: 1, body, attempts: 0, uncertain: false, ...part };
}

export function remark(): RemarkIncident {
  return {
    ...{ kind: 'remark-incident', key: 'k1' as IncidentKey, alarmId: 'a1' as AlarmId, policy: 'critical' },
    ...{ episode: 'e1' as EpisodeId, incidentNum: 'IM1' },
    remark: { note: 'Two alarms joined.', told: { fires: true, alarms: 3 } },
  };
}
