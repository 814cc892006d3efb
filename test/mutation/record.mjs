import { explain } from './reasons.mjs';
import { summaryOf, survivorsOf, table } from './report.mjs';
import { groupBy } from './results.mjs';

/**
 * Adds a run to the record: what it found in a file replaces what was recorded of that file. Files that are gone leave
 * the record.
 */
export function addToRecord(record, { mutants }, { commit, exists }) {
  const found = groupBy(mutants, ({ file }) => file).map(([, group]) => ({ ...summaryOf(group), commit }));
  const tried = new Set(found.map(({ file }) => file));
  const kept = record.filter(({ file }) => !tried.has(file) && exists(file));
  return [...kept, ...found].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** The page that shows the record, with the reasons of the survivors. */
export function recordPage(record, reasons) {
  const files = explain(record, reasons);
  return [
    '# What the unit tests catch',
    '',
    'Written by `npm run test:mutation -- --folder FOLDER --record`, which tries every mutant of a folder or a file and puts the result in',
    'the place of the former one; with `--all`, of the whole core. Behind each score are the commits at which it was measured. Some unit',
    'tests are left out: see TIMED and OF_A_PROCESS in `test/mutation/vitest.config.ts`.',
    '',
    '```',
    table(files).trimEnd(),
    '```',
    '',
    '## Survivors',
    '',
    'Below each is the reason why it need not be killed, from the files in `test/mutation/reasons`. Those without a reason need a test.',
    '',
    '```',
    survivorsOf(files).trimEnd(),
    '```',
    '',
  ].join('\n');
}
