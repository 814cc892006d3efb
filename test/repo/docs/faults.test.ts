import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, testsIn } from './named-tests.ts';

const text = readFileSync('test/crash/README.md', 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, faults = '', proof = ''] = /^\| ((?:F\d\d )+).*? \| (.*) \|$/.exec(line) ?? [];
  return faults === '' ? [] : [{ faults: faults.trim().split(' '), proof }];
});

describe('the table of faults', () => {
  it('has a row for each fault, once', () => {
    const all = Array.from({ length: 64 }, (_, i) => `F${String(i + 1).padStart(2, '0')}`);
    expect(rows.flatMap(({ faults }) => faults).toSorted()).toEqual(all);
  });

  it('names tests with titles that are there', () => {
    const proofs = rows.map(({ proof }) => proof).join('\n');
    expect(testsIn(proofs).length).toBeGreaterThan(20);
    expect(missingTests(proofs)).toEqual([]);
  });

  it('leaves none open', () => {
    expect(rows.filter(({ proof }) => proof.startsWith('open'))).toEqual([]);
  });
});
