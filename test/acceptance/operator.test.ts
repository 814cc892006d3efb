import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { runCommand } from './harness/run-command.ts';
import { firing, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const TOKEN = 'acceptance-admin-token';
const disk = { alertname: 'DiskFillsUp', severity: 'warning', instance: 'db-1:9100' };

test('an operator sees in an outage why an alarm waits, tries at once, and reloads; the commands know the token', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  await coc.useFaults({ fault: { type: 'status', status: 503, retryAfter: '900' } });
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  const config = { ...agent.config, admin: { auth: { bearer: { token: TOKEN } } }, log: { format: 'text' } };
  Object.assign(agent.config, config);
  await agent.start();
  const file = await agent.writeConfig(agent.config);
  const run = (...args: readonly string[]) =>
    runCommand(process.execPath, programArguments(...args, '--config', file));

  await agent.receive(webhookBody([firing(disk)]));
  await agent.waitForMetric('destination_paused', { destination: 'alarms/default' }, 1);
  const down = await run('status');
  expect(down.code).toBe(1);
  expect(down.stdout).toMatch(
    /^alarms\/default +paused; 1 waiting; COC answers HTTP 503 since .*; next try at /m,
  );
  expect((await run('alarms', 'list')).stdout).toContain('not sent yet');

  const stranger = await fetch(`http://${agent.config.listen.admin}/api/v1/status`);
  expect([stranger.status, (await stranger.text()).includes('DiskFillsUp')]).toEqual([401, false]);

  await coc.endFaults();
  expect(await run('deliver-now')).toMatchObject({
    code: 0,
    stdout: 'alarms/default: 1 waiting; its pause has ended\n',
  });
  await coc.waitForAlarms(1);
  await waitFor(
    'all is well',
    () => run('status'),
    ({ code }) => code === 0,
  );

  await agent.writeConfig({ ...config, log: { format: 'json' } });
  expect(await run('reload')).toMatchObject({
    code: 0,
    stdout: 'reloaded; the changes of these sections take effect after the next restart: log\n',
  });
  expect(agent.output()).toMatch(/INFO {2}trying at once what waits for COC actor=token/);
});
