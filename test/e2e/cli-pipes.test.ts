import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { type BuiltProgram, buildProgram, type Ended, runProcess } from '../support/built-program.ts';
import {
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

/** Bytes that a pipe holds while nobody reads it. What is longer can be lost at the end of a process. */
const PIPE_BYTES = 64 * 1_024;
/** A shell reports a program that SIGPIPE ended, because its reader had gone, with this code. */
const READER_GONE = 141;

let program: BuiltProgram;
let agent: RunningAgent;
let directory: string;
let payload: string;

beforeAll(async () => {
  program = buildProgram();
  const emulator = await runEmulator();
  directory = await temporaryDirectory();
  agent = await runAgent({ cocUrl: emulator.url, directory });
  const alarms = Array.from({ length: 520 }, (_, i) => ({ name: `Disk ${i}`, severity: 'major' }));
  const incident = { name: 'Database', severity: 'critical' };
  await agent.post('alertmanager', alertmanagerBody(...alarms, incident));
  for (let body = 0; body < 3; body++) {
    // Of one body, no more than these are kept one by one.
    const unreadable = Array.from({ length: 100 }, (_, i) => ({ nonsense: `${body}.${i}`.padEnd(300, '.') }));
    await agent.post('alertmanager', { version: '4', alerts: unreadable });
  }
  await until('all is settled', async () => (await agent.metric('outbox_entries')) === 0);
  payload = join(directory, 'payload.json');
  await writeFile(payload, JSON.stringify(alertmanagerBody(...alarms.slice(0, 60))));
}, 120_000);

afterAll(async () => {
  await stopEverything();
  program.remove();
});

/** A command line as words; `--admin` and `--config` are added where they belong. */
function argsOf(line: string): string[] {
  const args = line.split(' ').map((word) => (word === 'PAYLOAD' ? payload : word));
  const calls = /^(status|deliver-now|reload|(alarms|incidents|dead-letters) \w)/.test(line);
  return calls
    ? [...args, '--admin', agent.adminUrl]
    : args.map((word) => (word === 'CONFIG' ? agent.configFile : word));
}

/** Runs a command in a shell, with something behind a pipe. Answers the exit code of the command. */
async function piped(line: string, reader: string): Promise<Ended> {
  const words = ['node', program.script, ...argsOf(line)].map((word) => `'${word}'`).join(' ');
  return runProcess('bash', ['-c', `${words} | ${reader}; exit "\${PIPESTATUS[0]}"`]);
}

const LARGE = [
  'alarms list --limit 500 --json',
  'alarms list --limit 500 --color always',
  'dead-letters list --limit 500 --json',
  'dead-letters export',
  'explain --config CONFIG --source alertmanager PAYLOAD',
  'schema',
];
const SMALL = [
  'alarms list --group-by level',
  'alarms show Database',
  'incidents list',
  'incidents show Database --json',
  'dead-letters list',
  'dead-letters redrive --all',
  'status',
  'status --json',
  'deliver-now',
  'reload',
  'check-config CONFIG',
  '--help',
  '--version',
  'alarms list --help',
  'completion fish',
  'man',
];

/** Runs a command whose output goes to a file. */
async function toFile(line: string): Promise<Ended & { readonly text: string }> {
  const file = join(directory, `${argsOf(line).join('-').replaceAll(/\W+/g, '-').slice(0, 100)}.txt`);
  const words = ['node', program.script, ...argsOf(line)].map((word) => `'${word}'`).join(' ');
  const ended = await runProcess('bash', ['-c', `${words} > '${file}'`]);
  return { ...ended, text: await readFile(file, 'utf8') };
}

describe('what a command prints', () => {
  it.concurrent.each(LARGE)(
    'reaches a slow reader whole, and a reader that goes is no fault: %s',
    async (line) => {
      const [slow, whole, first, none] = await Promise.all([
        piped(line, '(sleep 3; cat)'),
        toFile(line),
        piped(line, 'head -1'),
        piped(line, 'true'),
      ]);
      expect(slow.out.split('\n')).toHaveLength(whole.text.split('\n').length);
      expect(Buffer.byteLength(slow.out)).toBeGreaterThan(PIPE_BYTES);
      expect([slow.code, slow.err, whole.code]).toEqual([0, '', 0]);
      if (line.includes('--json')) JSON.parse(slow.out);
      expect(first).toEqual({ code: READER_GONE, out: `${whole.text.split('\n')[0]}\n`, err: '' });
      expect(none).toEqual({ code: READER_GONE, out: '', err: '' });
    },
  );

  it.each(SMALL)('is no fault of a reader that goes at once: %s', async (line) => {
    expect(await piped(line, 'true')).toEqual({ code: READER_GONE, out: '', err: '' });
  });

  it('is every alarm, for grep and wc, unless less is asked for', async () => {
    const count = async (line: string) => Number((await piped(line, 'grep -c "Disk "')).out);
    expect(await count('alarms list')).toBe(520);
    expect(await count('alarms list --group-by none')).toBe(520);
    expect(await count('alarms list --limit 7')).toBe(7);
  });

  it('is a failure when it cannot be written', async () => {
    const words = ['node', program.script, ...argsOf('schema')].map((word) => `'${word}'`).join(' ');
    const { code, err } = await runProcess('bash', ['-c', `${words} > /dev/full`]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^coc-alarm-agent: cannot write the output: ENOSPC/),
    ]);
  });

  it('ends the emulator and the demo in good order when nobody reads it any more', async () => {
    const leftovers = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('coc-alarm-agent-demo-'));
    const before = await leftovers();
    const ended = await Promise.all(
      ['emulator --listen 127.0.0.1:0', 'demo --once'].map((line) => piped(line, 'true')),
    );
    expect(ended.map(({ code, err }) => [code, err])).toEqual([
      [READER_GONE, ''],
      [READER_GONE, expect.not.stringContaining('EPIPE')],
    ]);
    expect((await leftovers()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('stops a watch when its reader goes, and shows the list again until then', async () => {
    const { code, out, err } = await piped('alarms list --limit 1 --watch 1', 'head -8');
    expect([code, err]).toEqual([READER_GONE, '']);
    expect(out.match(/^1 of 521 alarms/gm)?.length).toBeGreaterThan(1);
  });
});

it('serves as before while nobody reads its output or its errors', async () => {
  const config = join(directory, 'serve.yaml');
  await writeFile(config, agentConfig({ cocUrl: 'http://127.0.0.1:9', directory: join(directory, 'serve') }));
  const stop = `node '${program.script}' serve --config '${config}' 2>&1 & agent=$!; sleep 8; kill -0 $agent && kill $agent; wait $agent; echo "ended with $?" >&3`;
  const { err } = await runProcess('bash', ['-c', `exec 3>&2; (${stop}) | true`]);
  expect(err).toBe('ended with 0\n');
});
