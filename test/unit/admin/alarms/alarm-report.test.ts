import { describe, expect, it } from 'vitest';
import { lastReportIn, reportOf } from '../../../../src/admin/alarms/alarm-report.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { labelsFrom } from '../../../../src/alerts/alert.ts';
import type { OutboxEvent, OutboxRecord } from '../../../../src/outbox/events/event.ts';
import { anIncident, aReport } from '../../observability/entries.ts';

const report = aReport({
  applicationId: 'app',
  integration: 'i1',
  alarmDesc: 'full',
  urls: ['https://u.example'],
});

/** The report with these annotations and links of its alert. */
function reportWith(annotations: readonly (readonly [string, string])[], links: readonly string[] = []) {
  const alert = { ...report.alert, annotations: labelsFrom(annotations), links };
  return reportOf({ ...report, alert });
}

describe('the report of an alarm', () => {
  it('says where the alarm is, where it goes, and what it says', () => {
    const { alert } = report;
    expect(reportOf({ ...report, alert: { ...alert, severity: 'page' } })).toMatchObject({
      ...{ applicationId: 'app', integration: 'i1', route: 'db', severity: 'page', description: 'full' },
      ...{ resource: null, labels: alert.labels, annotations: alert.annotations },
    });
  });

  it('has no application and no severity where there is none', () => {
    const { severity: _, ...alert } = report.alert;
    const alarm = { ...report.alarm, applicationId: '' };
    expect(reportOf({ ...report, alert, alarm })).toMatchObject({ applicationId: null, severity: null });
  });

  it.each(['runbook_url', 'runbook', 'runbookUrl', 'runbookURL'])('has the runbook from %s', (name) => {
    const found = reportWith(
      [[name, 'https://r.example/disk']],
      ['https://r.example/disk', 'https://l.example'],
    );
    expect(found).toMatchObject({
      runbook: 'https://r.example/disk',
      links: ['https://u.example', 'https://l.example'],
    });
  });

  it('has no runbook where the annotation is no link', () => {
    expect(reportWith([['runbook', 'see the wiki']])).toMatchObject({
      runbook: null,
      links: ['https://u.example'],
    });
  });
});

describe('the last report in a story', () => {
  const alarmId = 'am1' as AlarmId;
  const queued = (alarmName: string, id: string = alarmId): OutboxEvent => ({
    type: 'entry.queued',
    body: aReport({ alarmName, alarmId: id as AlarmId }),
  });
  const record = (...events: readonly OutboxEvent[]): OutboxRecord => ({ v: 1, seq: 1, at: 0, events });
  const found = (...records: readonly OutboxRecord[]) => lastReportIn(records, alarmId)?.alarm.alarmName;

  it('is the last one of the last record that has one', () => {
    expect(found(record(queued('a')), record(queued('b'), queued('c')))).toBe('c');
    const opening: OutboxEvent = { type: 'entry.queued', body: anIncident() };
    expect(found(record(queued('a')), record(opening, { type: 'alert.repeated', alarmId }))).toBe('a');
  });

  it('is none of another alarm, and none where there is none', () => {
    expect(found(record(queued('a'), queued('b', 'am2')))).toBe('a');
    expect(found(record(queued('b', 'am2')))).toBeUndefined();
    expect(found()).toBeUndefined();
  });
});
