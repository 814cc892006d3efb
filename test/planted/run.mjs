import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from './list.mjs';

/** A bug that is not caught in this time is not caught. */
const PATIENCE_MS = 10 * 60_000;
const TITLE_WIDTH = 100;

const { values } = parseArgs({
  options: {
    all: { type: 'boolean' },
    some: { type: 'string' },
    seed: { type: 'string', default: '' },
    only: { type: 'string' },
    'no-baseline': { type: 'boolean' },
  },
});

/** The bugs to plant: all, or as many as asked for, chosen by the seed. */
function chosen() {
  const { only, some, seed } = values;
  if (only !== undefined) return BUGS.filter(({ name, bug }) => `${bug} ${name}`.includes(only));
  if (some === undefined) return BUGS;
  const rank = ({ bug }) => createHash('sha256').update(`${seed} ${bug}`).digest('hex');
  return BUGS.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, Number(some));
}

/** Runs tests, with a bug if one is given, until the first one fails. */
function runTests(directory, { tests, bug = '', built }) {
  const output = join(directory, 'result.json');
  const env = {
    ...process.env,
    PLANTED_BUG: bug,
    CRASH_STATES: '6000',
    FAILING_CASES: join(directory, 'failing-cases.jsonl'),
    // Most tests need no built program.
    ...(!built && { COC_ALARM_AGENT_MAIN: 'none' }),
  };
  const args = ['run', '--bail=1', '--reporter=json', `--outputFile=${output}`, ...tests];
  const child = spawn('node_modules/.bin/vitest', args, { env, stdio: 'ignore', detached: true });
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), PATIENCE_MS);
  return new Promise((resolveRun) => {
    child.once('exit', async (code) => {
      clearTimeout(timer);
      const result = await readFile(output, 'utf8').then(JSON.parse, () => ({ testResults: [] }));
      await rm(output, { force: true });
      await rm(env.FAILING_CASES, { force: true });
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
async function checkBaseline(directory, bugs) {
  const beganAt = performance.now();
  const tests = [...new Set(bugs.flatMap((bug) => bug.tests))];
  const { code, failed } = await runTests(directory, { tests, built: bugs.some(({ built }) => built) });
  if (code !== 0) throw new Error(`the tests fail without any bug: ${failed ?? `vitest ended with ${code}`}`);
  tell('(no bug)', 'all tests pass', beganAt);
}

async function check(directory, planted) {
  const beganAt = performance.now();
  const { failed } = await runTests(directory, planted);
  tell(planted.name, failed === undefined ? 'NOT CAUGHT' : failed.slice(0, TITLE_WIDTH), beganAt);
  return failed !== undefined;
}

const directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-planted-'));
try {
  const bugs = chosen();
  if (!values['no-baseline']) await checkBaseline(directory, bugs);
  let caught = 0;
  for (const bug of bugs) if (await check(directory, bug)) caught += 1;
  process.stdout.write(`${caught} of ${bugs.length} caught\n`);
  process.exitCode = caught === bugs.length ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
