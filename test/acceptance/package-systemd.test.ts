import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { ensureDebianPackages } from './harness/debian-packages.ts';
import { test } from './harness/lab.ts';
import { programArguments } from './harness/program.ts';
import { mustRun, runCommand } from './harness/run-command.ts';

const UNIT = 'config/systemd/coc-alarm-agent.service';
const MOST_EXPOSED = '20';

beforeAll(() =>
  ensureDebianPackages([
    { name: 'systemd', commands: ['systemd-analyze'] },
    { name: 'strace', commands: ['strace'] },
  ]),
);

describe('the systemd unit', () => {
  test('has no fault that systemd finds', async ({ lab }) => {
    const unit = await mustRun('sed', [`s,^ExecStart=/usr/bin/node,ExecStart=${process.execPath},`, UNIT]);
    const file = await lab.writeFile('coc-alarm-agent.service', unit);
    const { code, stdout, stderr } = await runCommand('systemd-analyze', ['verify', file]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('leaves little open, as systemd rates it', async () => {
    const args = ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`, UNIT];
    expect(await runCommand('systemd-analyze', args)).toMatchObject({ code: 0 });
  });

  test('allows every system call that the agent makes', async ({ lab }) => {
    const trace = join(lab.directory, 'calls');
    await mustRun('strace', [
      '-f',
      '-c',
      '-o',
      trace,
      process.execPath,
      ...programArguments('demo', '--once'),
    ]);
    const made = (await mustRun('awk', ['NR > 2 && $NF != "total" && !/---/ { print $NF }', trace])).split(
      '\n',
    );
    const allowed = await callsOf('@system-service', '@pkey');
    const denied = await callsOf('@privileged', '@resources');
    const refused = made.filter((call) => call !== '' && (!allowed.has(call) || denied.has(call)));
    expect(refused).toEqual([]);
  });
});

/** The system calls of groups, and of the groups in them. */
async function callsOf(...groups: readonly string[]): Promise<ReadonlySet<string>> {
  const calls = new Set<string>();
  for (const group of groups) {
    const lines = (await mustRun('systemd-analyze', ['syscall-filter', group])).split('\n').slice(1);
    for (const name of lines.map((line) => line.trim())) {
      if (name.startsWith('@')) for (const call of await callsOf(name)) calls.add(call);
      else if (name !== '' && !name.startsWith('#')) calls.add(name);
    }
  }
  return calls;
}
