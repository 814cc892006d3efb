import { describe, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { MortalAlertmanager } from './harness/mortal-alertmanager.ts';
import { firing } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const WITHIN_MS = 6_000;
const watchdog = { alertname: 'Watchdog', severity: 'none', instance: 'prometheus-0:9090' };

describe.concurrent('when monitoring falls silent', () => {
  test('COC is told within the configured time, once, and once when the Watchdog is back', async ({
    lab,
  }) => {
    const { coc, agent, start, alertmanager } = await startAll(lab);
    const silent = { source: 'alertmanager', heartbeat: 'watchdog' };
    const lastHeard = 'heartbeat_last_heard_timestamp_seconds';
    await agent.waitForMetric(lastHeard, silent, (at) => at > 0);

    await alertmanager.kill();
    const killedAt = performance.now();
    await coc.waitForAlarms(1);
    expect(performance.now() - killedAt).toBeLessThan(WITHIN_MS + 3_000);
    await agent.waitForMetric('heartbeat_silent', silent, 1);
    await waitFor('the incident', coc.incidents, ({ length }) => length > 0);

    await start();
    await coc.waitForAlarms(2);
    await agent.waitForMetric('heartbeat_silent', silent, 0);
    await aWhile();
    const alarms = await coc.alarms();
    expect(alarms.map(({ alarmName, alarmStatus }) => `${alarmName} ${alarmStatus}`)).toEqual([
      'MonitoringSilent alarm',
      'MonitoringSilent ok',
    ]);
    expect(alarms[0]?.alarmLevel).toBe('Critical');
    expect(alarms[0]?.alarmId).toBe(alarms[1]?.alarmId);
    expect(await coc.incidents()).toHaveLength(1);
  });

  test('restarts of the agent raise no false alarm, and tell a silence neither twice nor for ever', async ({
    lab,
  }) => {
    const { coc, agent, start, alertmanager } = await startAll(lab);
    await agent.waitForMetric('heartbeat_last_heard_timestamp_seconds', {}, (at) => at > 0);
    await agent.kill();
    await aWhile();
    await agent.start();
    await agent.waitForMetric('heartbeat_last_heard_timestamp_seconds', {}, (at) => at > 0);
    await aWhile();
    expect(await coc.alarms()).toEqual([]);

    await alertmanager.kill();
    await coc.waitForAlarms(1);
    await agent.waitForMetric('outbox_entries', {}, 0);
    await agent.kill();
    await agent.start();
    await agent.waitForMetric('heartbeat_silent', {}, 1);
    await aWhile();
    expect(await coc.alarms()).toHaveLength(1);

    await start();
    await coc.waitForAlarms(2);
    await aWhile();
    expect((await coc.alarms()).map(({ alarmStatus }) => alarmStatus)).toEqual(['alarm', 'ok']);
  });
});

/** Longer than a heartbeat may be missing. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, WITHIN_MS * 1.5));
}

/** An agent that waits for the Watchdog of an Alertmanager, which repeats it every second or two. */
async function startAll(lab: Lab) {
  const coc = await startEmulator(lab);
  const alertmanager = await MortalAlertmanager.prepare(lab);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  Object.assign(agent.config, { heartbeats: [{ source: 'alertmanager', within: `${WITHIN_MS}ms` }] });
  await agent.start();
  const start = async () => {
    const speaking = { webhookUrl: agent.webhookUrl, groupInterval: '1s', repeatInterval: '1s' };
    await alertmanager.start(speaking);
    await alertmanager.post([firing(watchdog)]);
  };
  await start();
  return { coc, agent, start, alertmanager };
}
