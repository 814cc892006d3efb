import { describe, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { type AgentAuth, APPLICATION } from './harness/agent-config.ts';
import { type Alertmanager, startAlertmanager } from './harness/alertmanager.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { type AlertingRule, startPrometheus } from './harness/prometheus.ts';
import { waitFor } from './harness/wait-for.ts';

const FIRING = 'vector(1)';
const SILENT = 'vector(1) == 2';

const watchdog: AlertingRule = { alert: 'Watchdog', expr: FIRING, labels: { severity: 'none' } };

function rules(expr: string): readonly AlertingRule[] {
  return [
    {
      alert: 'CheckoutDown',
      expr,
      labels: { severity: 'critical', service: 'checkout', instance: 'checkout-1:8080' },
      annotations: { summary: 'Checkout is down in {{ $externalLabels.cluster }}' },
    },
    {
      alert: 'DiskFillsUp',
      expr,
      labels: { severity: 'warning', instance: 'db-1:9100' },
      annotations: { summary: 'The disk of db-1 is full in four hours' },
    },
    watchdog,
  ];
}

describe.concurrent.each<readonly [string, AgentAuth, number]>([
  ['an access key', 'aksk', 0],
  ['an IAM token', 'token', 1],
])('with %s', (_title, auth, tokensAsked) => {
  test('a Prometheus rule becomes an alarm when it fires, an incident when critical, and a recovery when it resolves', async ({
    lab,
  }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url, auth });
    const alertmanager = await startAlertmanager(lab, {
      webhookUrl: agent.webhookUrl,
      groupBy: ['cluster'],
      repeatInterval: '2s',
    });
    const prometheus = await startPrometheus(lab, {
      alertmanager: alertmanager.address,
      rules: rules(FIRING),
    });

    await coc.waitForAlarms(2);
    const startsAt = await startsOf(alertmanager, 'CheckoutDown');
    await waitFor('the incident', coc.incidents, ({ length }) => length > 0);
    await agent.waitForMetric('alerts_total', { outcome: 'repeated' }, (repeats) => repeats >= 4);
    await prometheus.useRules(rules(SILENT));
    await coc.waitForAlarms(4);
    await untilAlertmanagerSpeaksAgain(agent);

    await expectBothTransitions(coc, startsAt);
    await expectIncidentOfTheCriticalOne(coc);
    const tokens = (await coc.operations()).filter((operation) => operation === 'token');
    expect(tokens).toHaveLength(tokensAsked);
  });
});

/** The Watchdog is in every notification, so that it tells when another one has come. */
async function untilAlertmanagerSpeaksAgain(agent: Agent): Promise<void> {
  const heartbeats = { source: 'alertmanager', reason: 'heartbeat' };
  const before = (await agent.metrics()).value('alerts_dropped_total', heartbeats) ?? 0;
  await agent.waitForMetric('alerts_dropped_total', heartbeats, (now) => now > before + 1);
}

async function startsOf(alertmanager: Alertmanager, alertname: string): Promise<number> {
  const found = (await alertmanager.alerts()).find(({ labels }) => labels.alertname === alertname);
  return Date.parse(found?.startsAt ?? '');
}

async function expectBothTransitions(coc: CocEmulator, startsAt: number): Promise<void> {
  const alarms = await coc.alarms();
  const about = (name: string) => alarms.filter(({ alarmName }) => alarmName === name);
  expect(alarms).toHaveLength(4);
  expect(about('CheckoutDown')).toMatchObject([
    { alarmStatus: 'alarm', alarmLevel: 'Critical', time: startsAt, applicationId: APPLICATION },
    { alarmStatus: 'ok', alarmLevel: 'Critical', applicationId: APPLICATION },
  ]);
  expect(about('DiskFillsUp')).toMatchObject([
    { alarmStatus: 'alarm', alarmLevel: 'Minor' },
    { alarmStatus: 'ok', alarmLevel: 'Minor' },
  ]);
  for (const name of ['CheckoutDown', 'DiskFillsUp']) {
    const [fired, resolved] = about(name);
    expect(resolved?.alarmId).toBe(fired?.alarmId);
    expect(resolved?.time).toBeGreaterThan(fired?.time ?? Number.POSITIVE_INFINITY);
    expect(resolved?.time).toBeLessThanOrEqual(Date.now());
  }
  expect(about('CheckoutDown')[0]?.alarmId).not.toBe(about('DiskFillsUp')[0]?.alarmId);
}

async function expectIncidentOfTheCriticalOne(coc: CocEmulator): Promise<void> {
  expect(await coc.incidents()).toMatchObject([
    {
      title: expect.stringContaining('CheckoutDown'),
      level: 'level_20',
      currentCloudService: [APPLICATION],
    },
  ]);
}
