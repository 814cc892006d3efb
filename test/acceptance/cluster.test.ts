import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { AlertmanagerCluster } from './harness/alertmanager-cluster.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { firing, resolved } from './harness/series.ts';

const checkout = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };
const disk = { alertname: 'DiskFull', severity: 'warning', instance: 'db-1:9100' };

/** Longer than the members of the cluster wait for each other before they send. */
const ALL_SENT_MS = 6_000;

test('two Alertmanagers that lost sight of each other tell everything twice, and COC hears it once', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  const cluster = await AlertmanagerCluster.start(lab, agent.webhookUrl);
  try {
    const outage = firing(checkout);
    const full = firing(disk);
    await cluster.post([outage]);
    await coc.waitForAlarms(1);
    await cluster.partition();
    await cluster.post([full]);
    await coc.waitForAlarms(2);
    await agent.waitForMetric('alerts_received_total', { status: 'firing' }, (count) => count >= 3);
    await allSent();
    expect(await told()).toEqual(['CheckoutDown alarm', 'DiskFull alarm']);

    await cluster.post([resolved(full)]);
    await agent.waitForMetric('alerts_received_total', { status: 'resolved' }, (count) => count >= 2);
    await cluster.heal();
    await cluster.post([resolved(outage)]);
    await coc.waitForAlarms(4);
    await allSent();
    expect(await told()).toEqual(['CheckoutDown alarm', 'DiskFull alarm', 'DiskFull ok', 'CheckoutDown ok']);
    expect((await agent.metrics()).value('alerts_total', { outcome: 'repeated' })).toBeGreaterThanOrEqual(2);
    expect(await coc.incidents()).toHaveLength(1);
  } finally {
    await cluster.stop();
  }

  async function told(): Promise<readonly string[]> {
    return (await coc.alarms()).map(({ alarmName, alarmStatus }) => `${alarmName} ${alarmStatus}`);
  }

  function allSent(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ALL_SENT_MS));
  }
});
