// Changes the code in small ways and counts which changes no unit test notices:
//
//   npm run test:mutation -- --changed [BASE]        the lines changed since BASE, or since the last recorded run of the core; 150 mutants at most
//   npm run test:mutation -- --folder src/outbox     everything in a folder; may be given more than once
//   npm run test:mutation -- --all                   the whole core
//   npm run test:mutation -- --sample 200 --seed 7   as many mutants, chosen by the seed, of the core or of --folder
//
// `--record`, with whole folders or files, puts the result in the place of the former one in test/mutation/record.json and
// on its page, record.md. So a long run can be made in parts. `--changed` begins at the last recorded run of the whole core.
// `--resume` keeps the result of each mutant in reports/mutation.json, and tries again only those of changed code or
// changed tests.
// `--page` runs nothing: it writes record.md again, with the reasons as they are in test/mutation/reasons.
// `--concurrency N` sets the processes that run tests; without it, one less than the machine has cores.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { changedLines } from './changed-lines.mjs';
import { readReasons } from './reasons.mjs';
import { addToRecord, recordPage } from './record.mjs';
import { describeReport } from './report.mjs';
import { faultsIn, LIMITS, resultOf } from './results.mjs';
import { CORE, runMutants, wholeFolder } from './run-mutants.mjs';

const RECORD = 'test/mutation/record.json';
const RECORD_PAGE = 'test/mutation/record.md';
const REASONS = 'test/mutation/reasons';
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
    page: { type: 'boolean' },
    resume: { type: 'boolean' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string' },
  },
});

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
}

/** What is recorded: the commit since which changed lines are checked, and the files that were tried as a whole. */
function readRecord() {
  return JSON.parse(readFileSync(RECORD, 'utf8'));
}

/** The places to mutate, as Stryker's patterns, with the limits that the result is held to. */
function plan() {
  if (values.changed) {
    if (values.record)
      throw new Error('--record takes whole folders and files only: name them with --folder');
    const base = positionals[0] ?? readRecord().changedSince;
    const places = ['src', ...JUDGED_END_TO_END.map((place) => `:!${place}`)];
    const lines = changedLines(git('diff', '-U0', '--no-color', '--no-ext-diff', base, '--', ...places));
    process.stdout.write(`${lines.length} changed places of src since ${base.slice(0, 12)}\n`);
    const seed = git('rev-parse', 'HEAD');
    return { mutate: lines, sample: { count: MOST_CHANGED, seed }, limits: LIMITS.changed };
  }
  const folders = values.folder ?? CORE;
  const mutate = folders.map(wholeFolder);
  if (values.record && (values.sample !== undefined || folders.some((folder) => folder.includes(':'))))
    throw new Error('--record takes whole folders and files only: not a sample, and not lines of a file');
  if (values.all) return { mutate, limits: LIMITS.all };
  if (values.sample === undefined) return { mutate, limits: LIMITS.none };
  return { mutate, sample: { count: Number(values.sample), seed: values.seed }, limits: LIMITS.none };
}

function writePage({ files }) {
  writeFileSync(RECORD_PAGE, recordPage(files, readReasons(REASONS)));
}

async function run() {
  const { mutate, sample, limits } = plan();
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  const mutants =
    mutate.length === 0 ? [] : await runMutants({ mutate, sample, concurrency, resume: values.resume });
  const result = resultOf(mutants, (file) => readFileSync(file, 'utf8'));
  process.stdout.write(describeReport(result, readReasons(REASONS)));
  if (values.record) keep(result);
  return faultsIn(result, limits);
}

function keep(result) {
  const { changedSince, files } = readRecord();
  const commit = git('rev-parse', '--short=8', 'HEAD');
  const record = {
    changedSince: values.all && !values.folder ? git('rev-parse', 'HEAD') : changedSince,
    files: addToRecord(files, result, { commit, exists: existsSync }),
  };
  writeFileSync(RECORD, `${JSON.stringify(record, undefined, 2)}\n`);
  writePage(record);
}

if (values.page) {
  writePage(readRecord());
} else {
  // Properties draw the same cases for each mutant, and in each run.
  process.env.FC_SEED ??= '1';
  const faults = await run();
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
