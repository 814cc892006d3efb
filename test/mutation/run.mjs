// Changes the code in small ways and counts which changes no unit test notices:
//
//   npm run test:mutation -- --changed [BASE]        the lines changed since BASE, or since the last recorded run; 150 mutants at most
//   npm run test:mutation -- --folder src/outbox     everything in a folder; may be given more than once
//   npm run test:mutation -- --all                   the whole core
//   npm run test:mutation -- --sample 200 --seed 7   as many mutants, chosen by the seed, of the core or of --folder
//
// `--record` writes the result to test/mutation/last-run.md, and the next `--changed` begins at the commit of that page.
// `--resume` keeps the result of each mutant in reports/mutation.json, and tries again only those of changed code or
// changed tests. So a long run can be made in parts: folder by folder, and then `--all --resume --record`.
// `--concurrency N` sets the processes that run tests; without it, one less than the machine has cores.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { changedLines } from './changed-lines.mjs';
import { describeReport, recordPage } from './report.mjs';
import { faultsIn, LIMITS, resultOf } from './results.mjs';
import { CORE, runMutants, wholeFolder } from './run-mutants.mjs';

const RECORD = 'test/mutation/last-run.md';
/** As many mutants as are run in about five minutes. */
const MOST_CHANGED = 150;
/** Rooms that put others together, and the emulator: end-to-end tests judge them, which no mutant is run against. */
const JUDGED_END_TO_END = ['src/main.ts', 'src/app', 'src/cli', 'src/emulator'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: 'boolean' },
    all: { type: 'boolean' },
    folder: { type: 'string', multiple: true },
    record: { type: 'boolean' },
    resume: { type: 'boolean' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string' },
  },
});

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
}

/** The commit of the last recorded run, a sample or a whole one: what changed since then is not in the record. */
function lastRecorded() {
  const commit = git('log', '-1', '--format=%H', '--', RECORD);
  if (commit === '') throw new Error(`no commit has changed ${RECORD}; name a commit to compare with`);
  return commit;
}

/** The places to mutate, as Stryker's patterns, with the limits that the result is held to. */
function plan() {
  if (values.changed) {
    const base = positionals[0] ?? lastRecorded();
    const places = ['src', ...JUDGED_END_TO_END.map((place) => `:!${place}`)];
    const lines = changedLines(git('diff', '-U0', '--no-color', '--no-ext-diff', base, '--', ...places));
    process.stdout.write(`${lines.length} changed places of src since ${base.slice(0, 12)}\n`);
    const seed = git('rev-parse', 'HEAD');
    return { mutate: lines, sample: { count: MOST_CHANGED, seed }, limits: LIMITS.changed };
  }
  const folders = values.folder ?? CORE;
  const mutate = folders.map(wholeFolder);
  if (values.all) return { mutate, limits: LIMITS.all };
  if (values.sample === undefined) return { mutate, limits: LIMITS.none };
  return { mutate, sample: { count: Number(values.sample), seed: values.seed }, limits: LIMITS.none };
}

// Properties draw the same cases for each mutant, and in each run.
process.env.FC_SEED ??= '1';
const { mutate, sample, limits } = plan();
const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
const mutants =
  mutate.length === 0 ? [] : await runMutants({ mutate, sample, concurrency, resume: values.resume });
const result = resultOf(mutants, (file) => readFileSync(file, 'utf8'));
process.stdout.write(describeReport(result));
const faults = faultsIn(result, limits);
if (values.record) writeFileSync(RECORD, recordPage(result, process.argv.slice(2).join(' ')));
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
