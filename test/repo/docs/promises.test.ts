import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, testsIn } from './named-tests.ts';

const page = readFileSync('test/README.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');
const promises = [...page.matchAll(/^> (.*)$/gm)].map(([, text = '']) => text);
const clauses = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| clause |'));

describe('the page of promises', () => {
  it('has the sentences of the README, in their order', () => {
    const section = readme.slice(readme.indexOf('## What it promises'), readme.indexOf('## Limits'));
    const said = [...section.matchAll(/^\| (An? [^|]+|[A-Z][^|]+\.) \|/gm)].map(([, text = '']) => text);
    expect(said).toHaveLength(6);
    expect(promises).toEqual(said);
    expect(section).toContain('](test/README.md)');
  });

  it('names a test for each clause', () => {
    expect(clauses.length).toBeGreaterThan(20);
    expect(clauses.filter((clause) => testsIn(clause).length === 0)).toEqual([]);
  });

  it('names tests with titles that are there', () => {
    expect(missingTests(page)).toEqual([]);
  });
});
