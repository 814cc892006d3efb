import { spawnSync } from 'node:child_process';
import { describe, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { firing, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const disk = { alertname: 'DiskFillsUp', severity: 'warning', instance: 'db-1:9100' };
const login = { alertname: 'LoginFails', severity: 'warning', instance: 'login-1:8080' };
const queue = { alertname: 'QueueTooLong', severity: 'warning', instance: 'orders-1:8080' };
const OTHER_APPLICATION = '6470681a31da2a47ed50a919';
const RELOADED = 'config_last_reload_successful';

async function terminate(agent: Agent): Promise<void> {
  agent.signal('SIGTERM');
  expect(await agent.exit()).toEqual({ code: 0, signal: null });
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

describe('SIGTERM', () => {
  test('ends the agent with 0 within ten seconds while COC hangs, and nothing pending is lost', async ({
    lab,
  }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url });
    await agent.receive(webhookBody([firing(login)]));
    await coc.waitForAlarms(1);
    await coc.useFaults({ fault: { type: 'hang' } });
    expect(await agent.receive(webhookBody([firing(disk), firing(queue)]))).toMatchObject({ status: 200 });
    await waitFor('calls that hang', coc.faultsApplied, (calls) => calls === 2);

    expect(await timeOf(() => terminate(agent))).toBeLessThan(10_000);

    await coc.endFaults();
    await agent.start();
    await coc.waitForAlarms(3);
    await agent.waitForMetric('outbox_entries', {}, 0);
    const names = (await coc.alarms()).map(({ alarmName }) => alarmName);
    expect(names.toSorted()).toEqual(['DiskFillsUp', 'LoginFails', 'QueueTooLong']);
  });

  test('ends an agent that has nothing to do at once', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url });
    expect(await timeOf(() => terminate(agent))).toBeLessThan(3_000);
  });
});

describe('SIGHUP', () => {
  test('keeps the current configuration when the file is faulty, and takes a good one over', async ({
    lab,
  }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url });
    const applicationId = agent.config.alarm.applicationId;
    await agent.waitForMetric(RELOADED, {}, 1);

    await agent.writeConfig({ ...agent.config, routs: [] });
    agent.signal('SIGHUP');
    await agent.waitForMetric(RELOADED, {}, 0);
    expect(agent.output()).toContain('routs');
    expect(await agent.readiness()).toBe(200);
    await agent.receive(webhookBody([firing(disk)]));
    await coc.waitForAlarms(1);

    const alarm = { ...agent.config.alarm, applicationId: OTHER_APPLICATION };
    await agent.writeConfig({ ...agent.config, alarm });
    agent.signal('SIGHUP');
    await agent.waitForMetric(RELOADED, {}, 1);
    await agent.receive(webhookBody([firing(queue)]));
    await coc.waitForAlarms(2);

    expect(await coc.alarms()).toMatchObject([
      { alarmName: 'DiskFillsUp', applicationId },
      { alarmName: 'QueueTooLong', applicationId: OTHER_APPLICATION },
    ]);
  });
});

describe('a second agent on the same data directory', () => {
  test('refuses to start and says why, and the first one goes on', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const first = await Agent.start(lab, { cocUrl: coc.url });
    const { dataDir } = first.config;
    const second = await Agent.prepare(lab, { cocUrl: coc.url, name: 'second agent', dataDir });

    const loading = await timeOf(async () => {
      spawnSync(process.execPath, programArguments('--version'));
    });
    const refusing = await timeOf(async () => {
      await second.launch();
      expect(await second.exit()).toEqual({ code: 1, signal: null });
    });
    expect(refusing - loading).toBeLessThan(2_000);
    expect(second.output()).toContain(`another process is using ${dataDir}`);

    expect(await first.readiness()).toBe(200);
    await first.receive(webhookBody([firing(disk)]));
    await coc.waitForAlarms(1);
  });
});
