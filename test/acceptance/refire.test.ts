import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { MortalAlertmanager } from './harness/mortal-alertmanager.ts';
import { firing, resolved } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const disk = { alertname: 'DiskFillsUp', severity: 'critical', instance: 'db-1:9100' };
/** Alertmanager tells of an end, and then of the fire after it, one group_interval later each. */
const PATIENCE_MS = 120_000;
/** Longer than a group_interval, so that the fire comes within it. The default of 5m only takes longer. */
const WINDOW_MS = 80_000;

// Prometheus is reloaded, or misses an evaluation: it says that an alert is over, and then that it fires on.
test('an alert that fires on with the begin that it had fires in COC again, once the window is over', {
  timeout: 3 * PATIENCE_MS,
}, async ({ lab }) => {
  const coc = await startEmulator(lab);
  const alertmanager = await MortalAlertmanager.prepare(lab);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  Object.assign(agent.config.alarm, { lateFireWindow: `${WINDOW_MS}ms` });
  await agent.start();
  await alertmanager.start({ webhookUrl: agent.webhookUrl, groupInterval: '1m' });
  const statuses = async () => (await coc.alarms()).map(({ alarmStatus }) => alarmStatus);
  const waitForStatuses = (count: number) =>
    waitFor(`${count} alarms in COC`, statuses, ({ length }) => length >= count, PATIENCE_MS);

  const alert = firing(disk);
  await alertmanager.post([alert]);
  await waitForStatuses(1);
  await alertmanager.post([resolved(alert)]);
  await waitForStatuses(2);
  const overAt = performance.now();

  await alertmanager.post([alert]);
  await waitFor(
    'the fire to be parked',
    async () => (await agent.metrics()).value('outbox_entries') ?? 0,
    (waiting) => waiting === 1,
    PATIENCE_MS,
  );
  expect(performance.now() - overAt).toBeLessThan(WINDOW_MS);
  expect(await statuses()).toEqual(['alarm', 'ok']);
  expect(await waitForStatuses(3)).toEqual(['alarm', 'ok', 'alarm']);
  expect(performance.now() - overAt).toBeGreaterThan(WINDOW_MS - 10_000);
  await agent.waitForMetric('incidents', { state: 'opened' }, 2);
});
