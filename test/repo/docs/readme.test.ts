import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_PREFIX } from '../../../src/observability/metric-families/declare.ts';
import { createMetrics, metricNames } from '../../../src/observability/metrics.ts';

const MOST_LINES = 150;

describe.each(['README.md', 'README.zh-CN.md'])('%s', (page) => {
  const readme = readFileSync(page, 'utf8');

  it('names only scripts that the package has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    const told = [...readme.matchAll(/npm (?:run )?(test(?::[a-z]+)?|demo|build|check|bench)\b/g)].map(
      ([, name = '']) => name,
    );
    expect(told.length).toBeGreaterThan(2);
    expect(told.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('is short enough to be read', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES);
  });
});

it('the page of metrics names every metric, and none that does not exist', () => {
  const page = readFileSync('docs/metrics.md', 'utf8');
  const names = metricNames(createMetrics({ version: '0' })).map((name) => name.slice(METRIC_PREFIX.length));
  const table = page.slice(page.indexOf('| metric |'), page.indexOf('\n## '));
  const told = [...table.matchAll(/`([a-z_]+)(?:\{[a-z,]+\})?`/g)].map(([, name = '']) => name);
  expect(told.toSorted()).toEqual(names.toSorted());
});
