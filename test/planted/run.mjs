import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs.mjs';

/** A bug that is not caught in this time is not caught. */
const PATIENCE_MS = 5 * 60_000;
/** What a copy of the repository needs for its tests. */
const COPIED = [
  'src',
  'test',
  'config',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'vitest.config.ts',
];
const TITLE_WIDTH = 100;

const { values } = parseArgs({
  options: {
    some: { type: 'string' },
    seed: { type: 'string', default: '' },
    only: { type: 'string' },
  },
});

/** The bugs to plant: all, or as many as asked for, chosen by the seed. */
function chosen() {
  if (values.only !== undefined) return BUGS.filter(({ name }) => name.includes(values.only));
  if (values.some === undefined) return BUGS;
  const rank = ({ name }) => createHash('sha256').update(`${values.seed} ${name}`).digest('hex');
  return BUGS.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, Number(values.some));
}

async function copyRepository() {
  const copy = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-planted-'));
  for (const name of COPIED) await cp(name, join(copy, name), { recursive: true });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Replaces the text of a bug. Answers the whole file as it was. */
async function plant(copy, { name, file, find, put }) {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`"${name}" does not fit ${file}: its text stands there ${times} times`);
  await writeFile(
    path,
    text.replace(find, () => put),
  );
  return text;
}

/** Runs tests of the copy until the first one fails. */
function runTests(copy, tests) {
  const output = join(copy, 'result.json');
  const args = ['run', '--bail=1', '--reporter=json', `--outputFile=${output}`, ...tests];
  // The simulation needs no built program.
  const env = { ...process.env, CRASH_STATES: '6000', COC_ALARM_AGENT_MAIN: 'none' };
  const child = spawn(join(copy, 'node_modules/.bin/vitest'), args, { cwd: copy, env, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise((resolveRun) => {
    child.once('exit', async (code) => {
      clearTimeout(timer);
      const result = await readFile(output, 'utf8').then(JSON.parse, () => ({ testResults: [] }));
      await rm(output, { force: true });
      const failed = result.testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .find(({ status }) => status === 'failed');
      resolveRun({ code, failed: failed?.fullName });
    });
  });
}

function tell(name, verdict, beganAt) {
  const seconds = ((performance.now() - beganAt) / 1_000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${name.padEnd(62)}  ${verdict}\n`);
}

/** Without a bug all tests pass, or catching one would mean nothing. */
async function checkBaseline(copy, bugs) {
  const beganAt = performance.now();
  const { code, failed } = await runTests(copy, [...new Set(bugs.flatMap(({ tests }) => tests))]);
  if (code !== 0) throw new Error(`the tests fail without any bug: ${failed ?? `vitest ended with ${code}`}`);
  tell('(no bug)', 'all tests pass', beganAt);
}

async function check(copy, bug) {
  const beganAt = performance.now();
  const before = await plant(copy, bug);
  try {
    const { failed } = await runTests(copy, bug.tests);
    tell(bug.name, failed === undefined ? 'NOT CAUGHT' : failed.slice(0, TITLE_WIDTH), beganAt);
    return failed !== undefined;
  } finally {
    await writeFile(join(copy, bug.file), before);
    await rm(join(copy, 'test/crash/failing-cases.jsonl'), { force: true });
  }
}

const copy = await copyRepository();
try {
  const bugs = chosen();
  await checkBaseline(copy, bugs);
  let caught = 0;
  for (const bug of bugs) if (await check(copy, bug)) caught += 1;
  process.stdout.write(`${caught} of ${bugs.length} caught\n`);
  process.exitCode = caught === bugs.length ? 0 : 1;
} finally {
  await rm(copy, { recursive: true, force: true });
}
