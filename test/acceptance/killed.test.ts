import { describe, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { type Alertmanager, startAlertmanager } from './harness/alertmanager.ts';
import { type CocEmulator, type FaultRule, startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { firing, resolved } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const checkout = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };

describe.concurrent.each([
  ['Alertmanager repeats itself', '2s'],
  ['Alertmanager says it only once', '1h'],
])('when the agent is killed between the answer and the delivery, and %s', (_title, repeatInterval) => {
  test('the alarm, its incident and its recovery arrive once and in order', async ({ lab }) => {
    const { coc, agent, alertmanager } = await startAll(lab, repeatInterval);
    await coc.useFaults({ fault: { type: 'status', status: 503 } });
    const alert = firing(checkout);
    await alertmanager.post([alert]);
    await agent.waitForMetric('webhook_requests_total', { code: '200' }, (answers) => answers >= 1);
    await agent.waitForMetric('attempts_total', { reason: 'server-error' }, (attempts) => attempts >= 2);
    await agent.kill();
    expect(await coc.alarms()).toEqual([]);

    await coc.endFaults();
    await agent.start();
    await coc.waitForAlarms(1);
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    await alertmanager.post([resolved(alert)]);
    await coc.waitForAlarms(2);
    await agent.waitForMetric('outbox_entries', {}, 0);

    const alarms = await coc.alarms();
    expect(alarms.map(({ alarmStatus }) => alarmStatus)).toEqual(['alarm', 'ok']);
    expect(alarms[1]?.alarmId).toBe(alarms[0]?.alarmId);
    expect(alarms[0]?.time).toBe(Date.parse(alert.startsAt));
    expect(await coc.incidents()).toHaveLength(1);
  });
});

interface Uncertainty {
  readonly fault: FaultRule['fault'];
  /** Resolves when it is the moment to kill. */
  readonly happened: (coc: CocEmulator, agent: Agent) => Promise<void>;
  /** How often COC is asked to open the incident, all in all. */
  readonly creations: number;
}

const UNCERTAINTIES: readonly (readonly [string, Uncertainty])[] = [
  [
    'COC has opened the incident and not answered',
    { fault: { type: 'hang', commit: true }, happened: hasIncident, creations: 1 },
  ],
  [
    'COC has opened the incident and the connection broke',
    { fault: { type: 'reset-after' }, happened: isUncertain, creations: 1 },
  ],
  [
    'the connection broke before COC opened the incident',
    { fault: { type: 'reset-before' }, happened: isUncertain, creations: 2 },
  ],
];

describe.concurrent.each(UNCERTAINTIES)('when the agent is killed while %s', (_title, uncertainty) => {
  const { fault, happened, creations } = uncertainty;
  test('it looks for the incident after its restart, and there is one in the end', async ({ lab }) => {
    const { coc, agent, alertmanager } = await startAll(lab, '1h');
    await coc.useFaults({ match: { operation: 'incident-create' }, fault });
    await alertmanager.post([firing(checkout)]);
    await happened(coc, agent);
    await agent.kill();

    await coc.endFaults();
    await agent.start();
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    await agent.waitForMetric('outbox_entries', {}, 0);

    expect(await coc.incidents()).toHaveLength(1);
    expect(await coc.alarms()).toHaveLength(1);
    const operations = await coc.operations();
    expect(operations.filter((operation) => operation === 'incident-create')).toHaveLength(creations);
    expect(operations.filter((operation) => operation === 'incident-list').length).toBeGreaterThan(0);
  });
});

async function hasIncident(coc: CocEmulator): Promise<void> {
  await waitFor('the incident', coc.incidents, ({ length }) => length === 1);
}

async function isUncertain(_coc: CocEmulator, agent: Agent): Promise<void> {
  await agent.waitForMetric('attempts_failed_total', { outcome: 'unknown' }, 1);
}

async function startAll(
  lab: Lab,
  repeatInterval: string,
): Promise<{ coc: CocEmulator; agent: Agent; alertmanager: Alertmanager }> {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  const groupBy = ['alertname'];
  const alertmanager = await startAlertmanager(lab, {
    webhookUrl: agent.webhookUrl,
    groupBy,
    repeatInterval,
  });
  return { coc, agent, alertmanager };
}
