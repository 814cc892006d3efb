import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { type Alertmanager, type PostedAlert, startAlertmanager } from './harness/alertmanager.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { ReadinessProbes } from './harness/readiness-probes.ts';
import { firing, resolved, type Series } from './harness/series.ts';

const OUTAGE_MS = 8_000;
const QUEUED = { source: 'alertmanager', outcome: 'queued' };
const SERVER_ERROR = { outcome: 'retry', reason: 'server-error' };

const SERIES: readonly Series[] = Array.from({ length: 6 }, (_, i) => ({
  alertname: `QueueTooLong${i}`,
  severity: i === 0 ? 'critical' : 'warning',
  instance: `orders-${i}:8080`,
}));

test('COC answers 503 for a while: all transitions arrive afterwards, in order and once, and the agent stays ready', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  const alertmanager = await startAlertmanager(lab, {
    webhookUrl: agent.webhookUrl,
    groupBy: ['alertname'],
    repeatInterval: '2s',
  });
  const probes = new ReadinessProbes(agent);
  await coc.useFaults({ fault: { type: 'status', status: 503 } });
  const outageEnds = sleep(OUTAGE_MS);

  const expected = await reportTransitions(agent, alertmanager);
  await outageEnds;
  await expectBacklogInMetrics(agent, expected.length);
  expect(await coc.alarms()).toEqual([]);
  await coc.endFaults();
  await coc.waitForAlarms(expected.length);
  await agent.waitForMetric('incidents', { state: 'opened' }, 1);
  await agent.waitForMetric('outbox_entries', {}, 0);

  await expectTransitions(coc, expected);
  expect(await coc.incidents()).toHaveLength(1);
  await expectQuietMetrics(agent);
  expect(await probes.end()).toEqual([200]);
});

/** Each series fires; the first half is resolved then; and the very first one, the critical one, fires again. */
async function reportTransitions(
  agent: Agent,
  alertmanager: Alertmanager,
): Promise<readonly (readonly [string, string])[]> {
  const alerts = SERIES.map((series) => firing(series));
  const ended = alerts.slice(0, 3);
  await alertmanager.post(alerts);
  await agent.waitForMetric('alerts_total', QUEUED, 6);
  await alertmanager.post(ended.map(resolved));
  await agent.waitForMetric('alerts_total', QUEUED, 9);
  await alertmanager.post(SERIES.slice(0, 1).map((series) => firing(series)));
  await agent.waitForMetric('alerts_total', QUEUED, 10);
  await agent.waitForMetric('alerts_total', { outcome: 'repeated' }, (repeats) => repeats >= 3);
  const named = (status: string) => (alert: PostedAlert) => [alert.labels.alertname ?? '', status] as const;
  return [
    ...alerts.map(named('alarm')),
    ...ended.map(named('ok')),
    ...alerts.slice(0, 1).map(named('alarm')),
  ];
}

async function expectBacklogInMetrics(agent: Agent, waiting: number): Promise<void> {
  const metrics = await agent.metrics();
  expect(metrics.value('outbox_entries')).toBe(waiting);
  expect(metrics.value('outbox_oldest_entry_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000 - 300);
  expect(metrics.value('destination_paused')).toBe(1);
  expect(metrics.value('attempts_total', SERVER_ERROR)).toBeGreaterThanOrEqual(3);
  expect(metrics.value('entries_delivered_total')).toBe(0);
}

async function expectQuietMetrics(agent: Agent): Promise<void> {
  const metrics = await agent.metrics();
  expect(metrics.value('outbox_oldest_entry_timestamp_seconds')).toBe(0);
  expect(metrics.value('destination_paused')).toBe(0);
  expect(metrics.value('entries_delivered_total', { kind: 'report-alarm' })).toBe(10);
  expect(metrics.value('entries_dead_lettered_total')).toBe(0);
  expect(metrics.value('incidents_skipped_total', { reason: 'resolved' })).toBe(1);
}

async function expectTransitions(
  coc: CocEmulator,
  expected: readonly (readonly [string, string])[],
): Promise<void> {
  const alarms = await coc.alarms();
  expect(alarms).toHaveLength(expected.length);
  for (const { alertname } of SERIES) {
    const arrived = alarms.filter(({ alarmName }) => alarmName === alertname);
    const statuses = expected.filter(([name]) => name === alertname).map(([, status]) => status);
    expect(arrived.map(({ alarmStatus }) => alarmStatus)).toEqual(statuses);
    expect(new Set(arrived.map(({ alarmId }) => alarmId)).size).toBe(1);
    const times = arrived.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
}
