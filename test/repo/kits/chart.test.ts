import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatChartReadme, unexplainedKeys } from '../../../.ci/kits/chart-readme.ts';
import { formatChartSchema } from '../../../.ci/kits/chart-schema.ts';
import { chartValuesSchema } from '../../../.ci/kits/chart-values.ts';
import { ALERT_VARIABLES } from '../../../src/routing/template-context.ts';

const CHART = 'helm/coc-alarm-agent';
const values = readFileSync(`${CHART}/values.yaml`, 'utf8');

describe('the chart', () => {
  it('has a schema of its values that holds the schema of the agent as it is now', async () => {
    await expect(formatChartSchema()).toMatchFileSnapshot(`../../../${CHART}/values.schema.json`);
  });

  it('has a README with every value as it is now', async () => {
    const readme = readFileSync(`${CHART}/README.md`, 'utf8');
    await expect(formatChartReadme(readme, values)).toMatchFileSnapshot(`../../../${CHART}/README.md`);
  });

  it('explains every value', () => {
    expect(unexplainedKeys(values)).toEqual([]);
  });

  it('has a default for everything that its schema knows, and no other', () => {
    expect(chartValuesSchema.parse(parse(values))).toEqual(parse(values));
    expect(Object.keys(parse(values)).sort()).toEqual(Object.keys(chartValuesSchema.shape).sort());
  });

  it('knows the variables of templates, for what Helm prints at the end', () => {
    const notices = readFileSync(`${CHART}/templates/_notices.tpl`, 'utf8');
    const [, known = ''] = /\$known := splitList " " "([^"]+)"/.exec(notices) ?? [];
    expect(known.split(' ').sort()).toEqual([...ALERT_VARIABLES].sort());
  });

  it('has the version of the package as that of the program', () => {
    const chart = parse(readFileSync(`${CHART}/Chart.yaml`, 'utf8')) as { appVersion: string };
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(chart.appVersion).toBe(version);
  });
});
