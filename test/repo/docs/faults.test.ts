import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, numbersNotIn, testsIn, testsNotRun } from './named-tests.ts';

const text = readFileSync('test/crash/README.md', 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, faults = '', proof = ''] = /^\| ((?:F\d\d )+).*? \| (.*) \|$/.exec(line) ?? [];
  if (faults === '') return [];
  // The short names of the page, as the page says.
  const named = proof
    .replace(/(?<![-\w])sim(?![-.\w])/, '`simulation.test.ts`')
    .replace(/(?<![-\w])calls(?![-.\w])/, '`failing-calls.test.ts`');
  return [{ faults: faults.trim().split(' '), proof: named }];
});

const proofs = rows.map(({ proof }) => proof).join('\n');

describe('the table of faults', () => {
  it('has a row for each fault, once', () => {
    const all = Array.from({ length: 64 }, (_, i) => `F${String(i + 1).padStart(2, '0')}`);
    expect(rows.flatMap(({ faults }) => faults).toSorted()).toEqual(all);
  });

  it('names tests with titles that are there', () => {
    expect(testsIn(proofs).length).toBeGreaterThan(20);
    expect(missingTests(proofs)).toEqual([]);
  });

  it('names tests that are run', () => {
    expect(testsNotRun(proofs)).toEqual([]);
  });

  it('says no number that a test of the row does not have', () => {
    const wrong = rows.map(({ proof }) => [proof.slice(0, 80), numbersNotIn(proof)] as const);
    expect(wrong.filter(([, numbers]) => numbers.length > 0)).toEqual([]);
  });

  it('leaves none open', () => {
    expect(rows.filter(({ proof }) => proof.startsWith('open'))).toEqual([]);
  });
});

describe('the page of the crash tests', () => {
  const files = readdirSync('test/crash').filter((name) => name.endsWith('.test.ts'));
  const sources = readdirSync('test/crash', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(`test/crash/${name}`, 'utf8')] as const);
  const table = text.slice(text.indexOf('| file |'), text.indexOf('## Invariants'));

  it('has each file of tests in its table, and no other', () => {
    const named = [...table.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, name]) => name);
    expect([...new Set(named)].toSorted()).toEqual(files.toSorted());
  });

  it('is right that everything random has the same seed in each run', () => {
    const seeds = sources.filter(([, code]) => /CRASH_SEED \?\?|Math\.random|Date\.now\(\) %/.test(code));
    expect(seeds.map(([name]) => name)).toEqual(['simulation/budget.ts']);
  });

  it('names every program that the tests install', () => {
    const programs = sources.flatMap(([, code]) =>
      [...code.matchAll(/commands: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
        [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name),
      ),
    );
    expect(programs).toContain('iptables');
    const intro = text.slice(0, text.indexOf('| file |'));
    expect(programs.filter((name) => name !== 'umount' && !intro.includes(`\`${name}\``))).toEqual([]);
  });
});
