import { createServer } from 'node:http';
import { describe, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { MortalAlertmanager } from './harness/mortal-alertmanager.ts';
import { firing, resolved } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const checkout = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };

describe.concurrent('when webhooks lose what Alertmanager knows', () => {
  test('an alert that resolves while it is silenced resolves in COC', async ({ lab }) => {
    const { coc, agent, alertmanager } = await startAll(lab);
    const alert = firing(checkout);
    await alertmanager.post([alert]);
    await coc.waitForAlarms(1);
    expect(await agent.doctor()).toMatch(
      /✓ source alertmanager: version [\d.]+, 1 active alert, of which 1 for the configured receivers/,
    );
    await alertmanager.silence(checkout.alertname);
    await alertmanager.post([resolved(alert)]);

    await expectRepair(coc, agent, 'lost-resolve');
    await agent.waitForMetric('outbox_entries', {}, 0);
    expect(await coc.incidents()).toHaveLength(1);
  });

  test('an alert that a killed Alertmanager takes with it resolves in COC', async ({ lab }) => {
    const { coc, agent, alertmanager } = await startAll(lab);
    await alertmanager.post([firing(checkout)]);
    await coc.waitForAlarms(1);
    await alertmanager.kill();
    await agent.waitForMetric('reconcile_failures_total', {}, (failures) => failures >= 3);
    expect(await coc.alarms()).toHaveLength(1);
    await alertmanager.start({ webhookUrl: agent.webhookUrl, groupInterval: '1s' });

    await expectRepair(coc, agent, 'lost-resolve');
  });

  test('an alert that fires while the agent is down is in COC soon after its start', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const alertmanager = await MortalAlertmanager.prepare(lab);
    const agent = await prepareAgent(lab, coc, alertmanager);
    const ingress = await ingressWithoutAgent(agent);
    await alertmanager.start({ webhookUrl: agent.webhookUrl, groupInterval: '12h' });
    await alertmanager.post([firing(checkout)]);
    await ingress.refused;
    await ingress.stop();

    await agent.start();
    const startedAt = performance.now();
    await coc.waitForAlarms(1);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await agent.waitForMetric('repairs_total', { reason: 'missed-fire' }, 1);
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    expect((await coc.alarms()).map(({ alarmStatus }) => alarmStatus)).toEqual(['alarm']);
  });
});

async function expectRepair(coc: CocEmulator, agent: Agent, reason: string): Promise<void> {
  await coc.waitForAlarms(2);
  const [fired, ended] = await coc.alarms();
  expect([fired?.alarmStatus, ended?.alarmStatus]).toEqual(['alarm', 'ok']);
  const { alarmId, alarmName, alarmLevel, applicationId } = fired ?? {};
  expect(ended).toMatchObject({ alarmId, alarmName, alarmLevel, applicationId });
  await agent.waitForMetric('repairs_total', { reason }, 1);
}

async function prepareAgent(lab: Lab, coc: CocEmulator, { address }: MortalAlertmanager): Promise<Agent> {
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  const impatient = { every: '1s', grace: '2s', missedAfter: '1s' };
  const reconcile = { url: `http://${address}`, receivers: ['coc'], ...impatient };
  Object.assign(agent.config.sources.alertmanager, { reconcile });
  return agent;
}

async function startAll(lab: Lab) {
  const coc = await startEmulator(lab);
  const alertmanager = await MortalAlertmanager.prepare(lab);
  const agent = await prepareAgent(lab, coc, alertmanager);
  await agent.start();
  await alertmanager.start({ webhookUrl: agent.webhookUrl, groupInterval: '1s' });
  return { coc, agent, alertmanager };
}

/** What stands before the agent and says 404 while there is none: Alertmanager does not try again soon then. */
async function ingressWithoutAgent(agent: Agent) {
  const server = createServer((_, response) => response.writeHead(404).end());
  let requests = 0;
  server.on('request', () => {
    requests += 1;
  });
  const { hostname, port } = new URL(agent.webhookUrl);
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const refused = waitFor(
    'Alertmanager to be refused',
    async () => requests,
    (count) => count > 0,
  );
  return { refused, stop };
}
