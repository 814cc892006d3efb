import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { beginAtZero } from '../../../src/observability/begin-at-zero.ts';
import { createMetrics, metricNames } from '../../../src/observability/metrics.ts';
import { observeAttempt } from '../../../src/observability/observe-attempt.ts';
import { observeCall } from '../../../src/observability/observe-call.ts';
import { observeRecord } from '../../../src/observability/observe-record.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { anIncident, aReport } from './entries.ts';

const alarmId = 'am1' as AlarmId;
const key = 'e1' as IncidentKey;
const episode = 'e1' as EpisodeId;

async function changed(change: (metrics: ReturnType<typeof createMetrics>) => void) {
  const metrics = createMetrics({ version: '1.2.3' });
  beginAtZero(metrics, ['prod']);
  const read = async () => new Set((await metrics.registry.metrics()).split('\n'));
  const before = await read();
  change(metrics);
  const lines = [...(await read())].filter(
    (line) => !before.has(line) && line.startsWith('coc_alarm_agent_'),
  );
  return lines.map((line) => line.replace('coc_alarm_agent_', '')).sort();
}

describe('the metrics', () => {
  it('have these names, which dashboards and rules go by', () => {
    expect(metricNames(createMetrics({ version: '1' }))).toMatchSnapshot();
  });

  it('tell what runs, beside the metrics of Node itself', async () => {
    const { registry } = createMetrics({ version: '1.2.3' });
    const text = await registry.metrics();
    expect(text).toContain(`build_info{version="1.2.3",node="${process.version}"} 1`);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('end as Prometheus wants: counters, and they alone, in _total', () => {
    const { registry } = createMetrics({ version: '1' });
    const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('coc_alarm_agent_'));
    for (const { name, type } of ours as unknown as { name: string; type: string }[])
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
  });

  it('begin at 0, and stay as they are when the configuration is loaded again', async () => {
    const lines = await changed((metrics) => {
      metrics.alerts.inc({ source: 'prod', outcome: 'queued' });
      beginAtZero(metrics, ['prod', 'new']);
    });
    expect(lines).toContain('alerts_total{source="prod",outcome="queued"} 1');
    expect(lines).toContain('alerts_total{source="new",outcome="queued"} 0');
  });
});

describe('a stored record', () => {
  const about = { entry: 7, alarmId };
  const failed = { outcome: 'retry', reason: 'timeout', scope: 'entry', detail: '' } as const;

  it.each<[OutboxEvent, readonly string[]]>([
    [
      { type: 'entry.queued', body: aReport() },
      ['alerts_total{source="prod",outcome="queued"} 1', 'entries_queued_total{kind="report-alarm"} 1'],
    ],
    [
      { type: 'entry.queued', body: { ...aReport(), reassertion: true } },
      ['alarms_reasserted_total{source="prod"} 1', 'entries_queued_total{kind="report-alarm"} 1'],
    ],
    [{ type: 'episode.reopened', alarmId, episode, flaps: 1 }, ['alarm_flaps_total{source="prod"} 1']],
    [{ type: 'entry.collapsed', ...about, into: 9 }, ['entries_collapsed_total 1']],
    [{ type: 'entry.collapsed', ...about, into: 9, anew: true }, []],
    [{ type: 'entry.queued', body: aReport(), anew: true }, []],
    [{ type: 'entry.queued', body: anIncident() }, ['entries_queued_total{kind="open-incident"} 1']],
    [{ type: 'alert.repeated', alarmId }, ['alerts_total{source="prod",outcome="repeated"} 1']],
    [
      { type: 'alert.dropped', alarmId, source: 'prod', name: 'n', reason: 'late' },
      [
        'alerts_dropped_total{source="prod",reason="late"} 1',
        'alerts_total{source="prod",outcome="dropped"} 1',
      ],
    ],
    [
      { type: 'alert.unreadable', source: 'prod', index: 0, reason: '', deadLetter: 'in-1' },
      ['alerts_total{source="prod",outcome="unreadable"} 1'],
    ],
    [
      { type: 'alert.unreadable', source: 'prod', index: 0, reason: '', count: 7 },
      [
        'alerts_total{source="prod",outcome="unreadable"} 7',
        'dead_letters_lost_total{kind="unreadable-alert"} 7',
      ],
    ],
    [
      { type: 'alert.unreadable', source: 'prod', index: 0, reason: '', deadLetter: '' },
      [
        'alerts_total{source="prod",outcome="unreadable"} 1',
        'dead_letters_lost_total{kind="unreadable-alert"} 1',
      ],
    ],
    [
      { type: 'attempt.failed', ...about, ...failed, attempts: 1, dueAt: 0, uncertain: false },
      ['attempts_failed_total{outcome="retry",reason="timeout"} 1'],
    ],
    [{ type: 'entry.delivered', ...about, attempts: 1 }, ['entries_delivered_total{kind="report-alarm"} 1']],
    [
      { type: 'entry.delivered', ...about, key, attempts: 1 },
      ['entries_delivered_total{kind="open-incident"} 1'],
    ],
    [
      { type: 'entry.dead-lettered', ...about, reason: 'bad-request', detail: '', deadLetter: 'entry-7' },
      ['entries_dead_lettered_total{kind="report-alarm",reason="bad-request"} 1'],
    ],
    [{ type: 'entry.lost', entry: 7, lane: 1 }, ['entries_lost_total 1']],
    [{ type: 'incident.requested', key, alarmId, episode, policy: 'p' }, ['incidents_requested_total 1']],
    [{ type: 'incident.opened', key, alarmId, incidentNum: '1' }, ['incidents_opened_total 1']],
    [{ type: 'incident.failed', key, alarmId, detail: '' }, ['incidents_failed_total 1']],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'resolved' },
      ['incidents_skipped_total{reason="resolved"} 1'],
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'lost-resolve' },
      ['repairs_total{source="prod",reason="lost-resolve"} 1'],
    ],
    [{ type: 'alarm.stale', alarmId, source: 'prod' }, ['alarms_marked_stale_total{source="prod"} 1']],
    [{ type: 'attempt.started', ...about, key }, []],
    [{ type: 'episode.changed', alarmId, level: 'Major' }, []],
  ])('of %j counts %j', async (event, lines) => {
    const record = { v: 1, seq: 1, at: 0, events: [event] } as const;
    expect(await changed((metrics) => observeRecord(metrics, record, () => 'prod'))).toEqual(lines);
  });

  it('counts a repeat of a forgotten series under "unknown"', async () => {
    const record = { v: 1, seq: 1, at: 0, events: [{ type: 'alert.repeated', alarmId }] } as const;
    expect(await changed((metrics) => observeRecord(metrics, record, () => undefined))).toEqual([
      'alerts_total{source="unknown",outcome="repeated"} 1',
    ]);
  });
});

describe('an attempt', () => {
  it('counts by kind, outcome and reason, with its duration in seconds', async () => {
    const entry = { id: 1, body: aReport(), attempts: 0, uncertain: false };
    const lines = await changed((metrics) => {
      observeAttempt(metrics, {
        entry,
        outcome: { kind: 'delivered', result: 'alarm-reported' },
        durationMs: 250,
      });
      const outcome = { kind: 'rejected', reason: 'bad-request', detail: 'x' } as const;
      observeAttempt(metrics, { entry, outcome, durationMs: 250 });
    });
    expect(lines).toContain('attempts_total{kind="report-alarm",outcome="delivered",reason=""} 1');
    expect(lines).toContain('attempts_total{kind="report-alarm",outcome="rejected",reason="bad-request"} 1');
    expect(lines).toContain('attempt_duration_seconds_sum{kind="report-alarm"} 0.5');
  });
});

describe('a call', () => {
  it.each([
    [{ status: 200 }, '200'],
    [{ status: 503 }, '503'],
    [{ status: 999 }, 'unknown'],
    [{ error: 'timeout' as const }, 'timeout'],
  ])('that ended with %j counts under %s', async (end, code) => {
    const call = { operation: 'report-alarm', durationMs: 100, ...end } as const;
    const lines = await changed((metrics) => observeCall(metrics, call));
    expect(lines).toContain(`coc_requests_total{operation="report-alarm",code="${code}"} 1`);
    expect(lines).toContain('coc_request_duration_seconds_sum{operation="report-alarm"} 0.1');
  });
});
