import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createMetrics, METRIC_PREFIX, metricNames } from '../../../src/observability/metrics.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('names every metric, and none that does not exist', () => {
    const names = metricNames(createMetrics({ version: '0' })).map((name) =>
      name.slice(METRIC_PREFIX.length),
    );
    const table = readme.slice(readme.indexOf('| metric |'), readme.indexOf('## What it promises'));
    const told = [...table.matchAll(/`([a-z_]+)(?:\{[a-z,]+\})?`/g)].map(([, name = '']) => name);
    expect(told.toSorted()).toEqual(names.toSorted());
  });

  it('links only to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names the scripts that the package has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const told = [...readme.matchAll(/npm (?:run )?(test(?::[a-z]+)?|demo|build|check|bench)\b/g)].map(
      ([, name = '']) => name,
    );
    expect(told.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('is short enough to be read', () => {
    expect(readme.split('\n').length).toBeLessThan(300);
  });
});
