import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { MutantResult } from '@stryker-mutator/api/core';
import { describe, expect, it } from 'vitest';
import { changedLines } from '../mutation/changed-lines.mjs';
import { chooseMutants, NOT_CHOSEN } from '../mutation/choose-mutants.mjs';
import { explain, readReasons, staleReasons } from '../mutation/reasons.mjs';
import { addToRecord, recordPage } from '../mutation/record.mjs';
import { describeReport } from '../mutation/report.mjs';
import { faultsIn, LIMITS, resultOf } from '../mutation/results.mjs';

const SOURCE = 'const a = 1;\nif (a > 1 &&\n  b) stop();\n';
const REASONS = 'test/mutation/reasons';
let count = 0;

function mutant(changes: Partial<MutantResult> = {}): MutantResult {
  count += 1;
  return {
    id: String(count),
    fileName: 'src/outbox/decide/incidents/a.ts',
    mutatorName: 'ConditionalExpression',
    replacement: 'true',
    location: { start: { line: 2, column: 5 }, end: { line: 3, column: 4 } },
    status: 'Killed',
    coveredBy: ['1'],
    ...changes,
  };
}

const judge = (...mutants: readonly MutantResult[]) => resultOf(mutants, () => SOURCE);
const times = (number: number, changes: Partial<MutantResult>) =>
  Array.from({ length: number }, () => mutant(changes));

describe('the changed lines', () => {
  it('are the new lines of each source file, without those that are only gone', () => {
    const diff = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -3 +3,2 @@ function a() {
-old
+new
+new
@@ -9,2 +10,0 @@
-gone
@@ -20,0 +20 @@
+one
diff --git a/src/b.ts b/src/b.ts
--- a/src/b.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-gone
diff --git a/src/README.md b/src/README.md
+++ b/src/README.md
@@ -1 +1 @@
+a page
`;
    expect(changedLines(diff)).toEqual(['src/a.ts:3-4', 'src/a.ts:20-20']);
  });
});

describe('a sample', () => {
  const mutants = Array.from({ length: 50 }, (_, line) =>
    mutant({
      fileName: '/anywhere/src/a.ts',
      location: { start: { line, column: 1 }, end: { line, column: 9 } },
    }),
  );

  it('is the same for the same seed, in whatever order and folder the mutants are', () => {
    const moved = mutants.map((one) => ({ ...one, fileName: '/elsewhere/src/a.ts' })).reverse();
    const ids = chooseMutants(mutants, { count: 10, seed: '1' }).map(({ id }) => id);
    expect(chooseMutants(moved, { count: 10, seed: '1' }).map(({ id }) => id)).toEqual(ids);
    expect(chooseMutants(mutants, { count: 10, seed: '2' }).map(({ id }) => id)).not.toEqual(ids);
    expect(chooseMutants(mutants, { count: 20, seed: '1' }).map(({ id }) => id)).toEqual(
      expect.arrayContaining(ids),
    );
  });
});

describe('the judgement about a run', () => {
  it('counts killed ones and endless loops, but neither ignored nor those that were not chosen', () => {
    const others = [
      mutant({ status: 'Ignored' }),
      mutant({ status: 'CompileError', statusReason: NOT_CHOSEN }),
    ];
    const result = judge(
      ...times(15, {}),
      mutant({ status: 'Timeout' }),
      mutant({ status: 'RuntimeError', statusReason: 'Test runner crashed. Tried twice to restart it.' }),
      ...times(2, { status: 'Survived' }),
      mutant({ status: 'RuntimeError', statusReason: 'no such file' }),
      ...others,
    );
    expect(result.mutants).toHaveLength(20);
    expect(faultsIn(result, LIMITS.changed)).toEqual([]);
    expect(faultsIn({ ...result, isSample: false }, LIMITS.all)).toEqual([
      expect.stringContaining('85.0 % of 20 mutants'),
    ]);
    expect(faultsIn(result, LIMITS.none)).toEqual([]);
  });

  it('holds changed lines to 85 percent', () => {
    const result = judge(...times(16, {}), ...times(3, { status: 'Survived' }));
    expect(faultsIn(result, LIMITS.changed)).toEqual([expect.stringContaining('84.2 % of 19 mutants')]);
  });

  it('allows a sample of them two standard errors less', () => {
    const skipped = mutant({ status: 'CompileError', statusReason: NOT_CHOSEN });
    const sample = (killed: number) =>
      judge(...times(killed, {}), ...times(150 - killed, { status: 'Survived' }), skipped);
    expect(faultsIn(sample(119), LIMITS.changed)).toEqual([]);
    expect(faultsIn(sample(118), LIMITS.changed)).toEqual([
      expect.stringContaining('78.7 % of 150 mutants are killed; 79.2 % must be'),
    ]);
  });

  it('refuses code that no test runs in the rooms that must not lose anything, chosen or not', () => {
    const open: Partial<MutantResult> = { status: 'NoCoverage', coveredBy: [] };
    const skipped: Partial<MutantResult> = { ...open, status: 'CompileError', statusReason: NOT_CHOSEN };
    const elsewhere = judge(...times(20, {}), mutant({ ...open, fileName: 'src/cli/a.ts' }));
    expect(faultsIn(elsewhere, LIMITS.changed)).toEqual([]);
    for (const changes of [open, skipped]) {
      const faults = faultsIn(judge(...times(20, {}), mutant(changes)), LIMITS.changed);
      expect(faults).toEqual([expect.stringContaining('src/outbox/decide/incidents/a.ts:2')]);
    }
  });

  it('does not count a case that the compiler proves to be never run', () => {
    const source = 'switch (a) {\n  default:\n    a.b satisfies never;\n}';
    const location = { start: { line: 2, column: 3 }, end: { line: 3, column: 25 } };
    const never = mutant({ status: 'NoCoverage', coveredBy: [], location });
    const result = resultOf([never], () => source);
    expect(result).toEqual({ mutants: [], uncovered: [], isSample: false });
  });

  it('has nothing against a change without any mutant', () => {
    expect(faultsIn(judge(), LIMITS.changed)).toEqual([]);
  });
});

it('the report has a score for each folder, and each survivor with its place, change and reason', () => {
  const survivor = mutant({ status: 'Survived', fileName: 'src/coc/a.ts' });
  const open = mutant({ status: 'NoCoverage', coveredBy: [], fileName: 'src/coc/a.ts' });
  const report = describeReport(judge(...times(3, {}), survivor, open), {
    'src/coc/a.ts': [{ reason: 'It only saves time.', changes: ['a > 1 && b -> true'] }],
  });
  expect(report.replace(/ +/g, ' ')).toBe(`folder mutants killed survived uncovered no reason score
src/coc 2 0 1 1 1 0.0 %
src/outbox/decide 3 3 0 0 0 100.0 %
all 5 3 1 1 1 60.0 %

src/coc/a.ts:2 ConditionalExpression
 a > 1 && b
 -> true
 It only saves time.
src/coc/a.ts:2 ConditionalExpression (no test runs it)
 a > 1 && b
 -> true
 (no reason)
`);
});

describe('the record', () => {
  const survivor: Partial<MutantResult> = { status: 'Survived' };
  const inFile = (fileName: string, ...changes: readonly Partial<MutantResult>[]) =>
    judge(...changes.map((change) => mutant({ fileName, ...change })));
  const all = () => true;

  it('takes the result of a file in the place of the former one, and forgets files that are gone', () => {
    const first = addToRecord(
      addToRecord([], inFile('src/coc/a.ts', survivor, {}), { commit: 'c1', exists: all }),
      inFile('src/coc/b.ts', {}),
      { commit: 'c2', exists: all },
    );
    const second = addToRecord(first, inFile('src/coc/a.ts', {}), { commit: 'c3', exists: all });
    const third = addToRecord(second, inFile('src/journals/c.ts', survivor), {
      commit: 'c4',
      exists: (file) => file !== 'src/coc/b.ts',
    });
    const counts = (record: typeof first) =>
      record.map(({ file, mutants, survivors, commit }) => [file, mutants, survivors.length, commit]);
    expect(counts(first)).toEqual([
      ['src/coc/a.ts', 2, 1, 'c1'],
      ['src/coc/b.ts', 1, 0, 'c2'],
    ]);
    expect(counts(second)).toEqual([
      ['src/coc/a.ts', 1, 0, 'c3'],
      ['src/coc/b.ts', 1, 0, 'c2'],
    ]);
    expect(counts(third)).toEqual([
      ['src/coc/a.ts', 1, 0, 'c3'],
      ['src/journals/c.ts', 1, 1, 'c4'],
    ]);
  });

  it('is shown with the commits at which each folder was tried, and with the survivors', () => {
    const record = addToRecord(
      addToRecord([], inFile('src/coc/a.ts', survivor, {}), { commit: 'c1', exists: all }),
      inFile('src/journals/b.ts', {}),
      { commit: 'c2', exists: all },
    );
    const page = recordPage(record, {}).replace(/ +/g, ' ');
    expect(page).toContain(
      'src/coc 2 1 1 0 1 50.0 % c1\nsrc/journals 1 1 0 0 0 100.0 % c2\nall 3 2 1 0 1 66.7 %\n',
    );
    expect(page).toContain('src/coc/a.ts:2 ConditionalExpression\n a > 1 && b\n -> true\n (no reason)\n');
  });

  it('that is kept is the one that its page shows, with the reasons (npm run test:mutation -- --page)', () => {
    const { files } = JSON.parse(readFileSync('test/mutation/record.json', 'utf8'));
    expect(readFileSync('test/mutation/record.md', 'utf8')).toBe(recordPage(files, readReasons(REASONS)));
  });
});

describe('the reasons of survivors', () => {
  const survivor: Partial<MutantResult> = { status: 'Survived', fileName: 'src/coc/a.ts' };
  const record = (...mutants: readonly MutantResult[]) =>
    addToRecord([], judge(...mutants), { commit: 'c1', exists: () => true });
  const because = (reason: string, ...changes: readonly string[]) => [{ reason, changes }];
  const change = 'a > 1 && b -> true';

  it('are each for one survivor: the same change at another place is not explained by it', () => {
    const files = record(mutant(survivor), mutant(survivor));
    const reasonsOf = (changes: readonly string[]) =>
      explain(files, { 'src/coc/a.ts': because('Why.', ...changes) })[0]?.survivors.map(
        ({ reason }) => reason,
      );
    expect(reasonsOf([change])).toEqual(['Why.', undefined]);
    expect(reasonsOf([change, change])).toEqual(['Why.', 'Why.']);
  });

  it('are stale when no such survivor is recorded, or when their file is gone', () => {
    const files = record(mutant(survivor));
    const stale = (file: string, ...changes: readonly string[]) =>
      staleReasons(files, { [file]: because('Why.', ...changes) }, (name) => name !== 'src/coc/gone.ts');
    expect(stale('src/coc/a.ts', change)).toEqual([]);
    expect(stale('src/coc/a.ts', change, change)).toEqual([`src/coc/a.ts: ${change}`]);
    expect(stale('src/coc/a.ts', 'a > 1 && b -> false')).toEqual(['src/coc/a.ts: a > 1 && b -> false']);
    expect(stale('src/coc/gone.ts', change)).toEqual([`src/coc/gone.ts: ${change}`]);
    expect(stale('src/coc/not-tried-yet.ts', change)).toEqual([]);
  });

  it('that are kept are not stale', () => {
    const { files } = JSON.parse(readFileSync('test/mutation/record.json', 'utf8'));
    expect(staleReasons(files, readReasons(REASONS), existsSync)).toEqual([]);
  });
});

describe('mutants that are left out', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const comments = files.flatMap((file) =>
    [...readFileSync(`src/${file}`, 'utf8').matchAll(/^.*\bStryker (?:disable|restore).*$/gm)].map(
      ([line]) => `${file}: ${line.trim()}`,
    ),
  );

  it('are found', () => expect(comments.length).toBeGreaterThan(3));

  it('are named for one line, by the kind of change, each with its reason', () => {
    const form = /: \/\/ Stryker disable next-line (?:all|[A-Z]\w+(?:,[A-Z]\w+)*): \w.{20,}\.$/;
    expect(comments.filter((comment) => !form.test(comment))).toEqual([]);
  });
});
