import { afterEach, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { critical, isIdle, policyWith, resolved, send } from '../support/incident-setup.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const T0 = '2026-11-24T03:00:00Z';
const T1 = '2026-11-24T03:05:00Z';
const T2 = '2026-11-24T03:10:00Z';

function shown(agent: RunningAgent, ...args: readonly string[]) {
  return runCommand('incidents', ...args, '--admin', agent.adminUrl);
}

it('an incident is shown by its number, with its resources, and tells of each alarm by name, over a restart', async () => {
  const emulator = await runEmulator();
  const setup = {
    cocUrl: emulator.url,
    directory: await temporaryDirectory(),
    incidents: policyWith('correlateBy: [cluster]'),
  };
  const on = (node: string, startsAt = T0) => ({ startsAt, labels: { cluster: 'big', instance: node } });
  const first = await runAgent(setup);
  await send(first, critical('NodeDown', on('node-0')));
  await until('it is open', () => emulator.incidents().length === 1);
  const settled = (agent: RunningAgent) => until('nothing waits', () => isIdle(agent));
  await settled(first);
  await send(first, critical('NodeDown', on('node-1')), critical('DiskFull', on('node-2')));
  await settled(first);
  await send(first, resolved('NodeDown', { ...on('node-1'), endsAt: T1 }));
  await settled(first);
  await first.stop();

  const agent = await runAgent(setup);
  await send(agent, critical('NodeDown', on('node-1', T2)));
  await settled(agent);
  const number = emulator.incidents()[0]?.incidentNum ?? '';
  expect(emulator.incidents()).toHaveLength(1);
  const { code, out } = await shown(agent, 'show', number);
  expect(code).toBe(0);
  expect(out).toMatch(/^\w+ +Critical +firing +NodeDown +node-0$/m);
  expect(out).toMatch(/^\w+ +Critical +firing +NodeDown +node-1$/m);
  expect(out).toMatch(/^\w+ +Critical +firing +DiskFull +node-2$/m);
  const lines = out.split('\n').map((line) => line.slice('2026-11-24 03:00:00  '.length));
  const told = lines.filter((line) => /^(NodeDown|DiskFull) on |asks for it/.test(line));
  expect(told[0]).toMatch(/^Policy critical requests incident \S+ .* NodeDown on node-0 asks for it\.$/);
  // Both are delivered at the same time.
  expect(told.slice(1, 3).toSorted()).toEqual([
    'DiskFull on node-2 joins it.',
    'NodeDown on node-1 joins it.',
  ]);
  expect(told.slice(3)).toEqual(['NodeDown on node-1 is over.', 'NodeDown on node-1 is back.']);
  const begin = number.slice(0, -2).toLowerCase();
  expect((await shown(agent, 'show', begin)).out).toBe(out);
  const list = await shown(agent, 'list');
  expect(list.out).toMatch(/^IM\d+ .* 3 firing +\S.* node-\d, node-\d \+1 +\S+$/m);
});

it('an alarm that has an incident of its own is named with its resource too', async () => {
  const emulator = await runEmulator();
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory: await temporaryDirectory(),
    incidents: policyWith(`title: '${'long '.repeat(40)}'`),
  });
  await send(agent, critical('DiskFull', { startsAt: T0, labels: { instance: 'db-1' } }));
  await until('it is open', () => emulator.incidents().length === 1);
  await until('nothing waits', () => isIdle(agent));
  await send(agent, resolved('DiskFull', { startsAt: T0, endsAt: T1, labels: { instance: 'db-1' } }));
  await until('nothing waits', () => isIdle(agent));
  const number = emulator.incidents()[0]?.incidentNum ?? '';
  const list = await shown(agent, 'list');
  expect(list.out).toMatch(/ (long ){11}lon.?… +db-1 +\S+$/m);
  const { out } = await shown(agent, 'show', number);
  expect(out).toContain('DiskFull on db-1 asks for it.');
  expect(out).toContain('DiskFull on db-1 is over.');
  expect(out).toMatch(/^\w+ +Critical +resolved +DiskFull +db-1$/m);
  const page = await (await fetch(emulator.url)).text();
  expect(page).toMatch(/<strong><span title="(long ){20}[^"]*">(long ){20}[^<]*…<\/span><\/strong>/);
});
