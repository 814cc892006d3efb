import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, numbersNotIn, testsIn, testsNotRun } from './named-tests.ts';

const page = readFileSync('docs/promises.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');
const promises = [...page.matchAll(/^> (.*)$/gm)].map(([, text = '']) => text);
const clauses = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| clause |'));

describe('the page of promises', () => {
  it('has the seven sentences of the README, in their order, each linked to its proof', () => {
    const said = [...readme.matchAll(/^(\d)\. (.*) \[Proof\]\(docs\/promises\.md#promise-(\d)\)$/gm)];
    expect(said.map(([, number]) => number)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(said.map(([, , , anchor]) => anchor)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(promises).toEqual(said.map(([, , text]) => text));
  });

  it('names a test for each clause', () => {
    expect(clauses.length).toBeGreaterThan(20);
    expect(clauses.filter((clause) => testsIn(clause).length === 0)).toEqual([]);
  });

  it('names tests with titles that are there', () => {
    expect(missingTests(page)).toEqual([]);
  });

  it('names tests that are run', () => {
    expect(testsNotRun(page)).toEqual([]);
  });

  it('says no number that a test of the clause does not have', () => {
    const wrong = clauses.map((clause) => [clause.slice(0, 80), numbersNotIn(clause)] as const);
    expect(wrong.filter(([, numbers]) => numbers.length > 0)).toEqual([]);
  });
});
