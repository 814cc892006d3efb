import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingTests, testsIn } from './named-tests.ts';

const page = readFileSync('docs/threat-model.md', 'utf8');
const [, boundaries = ''] = page.split('## Trust boundaries');
const threats = boundaries
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat |'));

describe('the threat model', () => {
  it('has assets, actors, boundaries, and what remains', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Assets', 'Actors', 'Trust boundaries', 'What remains']);
    expect(boundaries.match(/^### \d\. /gm)).toHaveLength(6);
  });

  it('names a test for each threat', () => {
    expect(threats.length).toBeGreaterThan(30);
    expect(threats.filter((threat) => testsIn(threat).length === 0)).toEqual([]);
  });

  it('names tests with titles that are there', () => {
    expect(missingTests(page)).toEqual([]);
  });

  it.each(['README.md', 'README.zh-CN.md', 'SECURITY.md'])('is linked to by %s', (file) => {
    expect(readFileSync(file, 'utf8')).toContain('(docs/threat-model.md)');
  });
});
