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
/** How an alert comes back. */
interface Return {
  /** Window for late fires, ms, when it is not the default one. */
  readonly windowMs?: number;
  /** How much earlier it says that it began. */
  readonly earlierMs: number;
}

/** What `alarm.lateFireWindow` is by default. */
const DEFAULT_WINDOW_MS = 300_000;

// Prometheus is reloaded, or misses an evaluation: it says that an alert is over, and then that it fires on. The other one of two
// replicas saw it begin a little earlier.
test.for<[string, Return]>([
  // Longer than a group_interval, so that the fire comes within it.
  ['with the begin that it had', { windowMs: 80_000, earlierMs: 0 }],
  ['with an earlier begin, within the default window', { earlierMs: 30_000 }],
])(
  'an alert that fires on %s fires in COC again, once the window is over',
  {
    timeout: 3 * PATIENCE_MS + DEFAULT_WINDOW_MS,
  },
  async ([, { windowMs, earlierMs }], { lab }) => {
    const coc = await startEmulator(lab);
    const alertmanager = await MortalAlertmanager.prepare(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    if (windowMs !== undefined) Object.assign(agent.config.alarm, { lateFireWindow: `${windowMs}ms` });
    const window = windowMs ?? DEFAULT_WINDOW_MS;
    await agent.start();
    await alertmanager.start({ webhookUrl: agent.webhookUrl, groupInterval: '1m' });
    const statuses = async () => (await coc.alarms()).map(({ alarmStatus }) => alarmStatus);
    const waitForStatuses = (count: number, patienceMs = PATIENCE_MS) =>
      waitFor(`${count} alarms in COC`, statuses, ({ length }) => length >= count, patienceMs);

    const beganAt = Date.now();
    const alert = firing(disk, beganAt);
    await alertmanager.post([alert]);
    await waitForStatuses(1);
    await alertmanager.post([resolved(alert)]);
    await waitForStatuses(2);
    const overAt = performance.now();

    await alertmanager.post([firing(disk, beganAt - earlierMs)]);
    await waitFor(
      'the fire to be parked',
      async () => (await agent.metrics()).value('outbox_entries') ?? 0,
      (waiting) => waiting === 1,
      PATIENCE_MS,
    );
    expect(performance.now() - overAt).toBeLessThan(window);
    expect(await statuses()).toEqual(['alarm', 'ok']);
    expect(await waitForStatuses(3, window + PATIENCE_MS)).toEqual(['alarm', 'ok', 'alarm']);
    expect(performance.now() - overAt).toBeGreaterThan(window - 10_000);
    await agent.waitForMetric('incidents', { state: 'opened' }, 2);
  },
);
