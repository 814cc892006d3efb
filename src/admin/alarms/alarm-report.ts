import type { AlarmId } from '../../alerts/alert.ts';
import { httpLinks } from '../../alerts/links.ts';
import { runbookOf } from '../../alerts/runbook.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { whereaboutsOf } from './stored-alarms.ts';

/** Describes the last report of an alarm for the admin API: where it is, what it says, and where to read more. */
export function reportOf(stored: ReportAlarm) {
  const { alarm, alert, route } = stored;
  const runbook = runbookOf(alert) ?? null;
  const links = httpLinks([...alarm.urls, ...alert.links]).filter((link) => link !== runbook);
  return {
    ...whereaboutsOf(stored),
    applicationId: alarm.applicationId || null,
    integration: alarm.integration,
    route,
    severity: alert.severity ?? null,
    description: alarm.alarmDesc,
    labels: alert.labels,
    annotations: alert.annotations,
    runbook,
    links,
  };
}

/** The last report of an alarm in the records of its story; undefined when there is none. */
export function lastReportIn(records: readonly OutboxRecord[], alarmId: string): ReportAlarm | undefined {
  for (const { events } of records.toReversed())
    for (const event of events.toReversed())
      if (event.type === 'entry.queued' && event.body.kind === 'report-alarm')
        if (event.body.alarm.alarmId === (alarmId as AlarmId)) return event.body;
  return undefined;
}
