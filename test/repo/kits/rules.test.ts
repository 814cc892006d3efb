import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { knownMetrics, metricsIn } from './metrics-in.ts';

const IN_THE_CHART = '../../../helm/coc-alarm-agent/files/rules.yaml';
const text = readFileSync('config/prometheus/rules.yml', 'utf8');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly description?: string };
}

const rules = (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));

describe('the rules', () => {
  it('are those that the chart installs (npm run kits copies them)', async () => {
    await expect(text).toMatchFileSnapshot(IN_THE_CHART);
  });

  it.each(rules)('$alert$record reads only metrics that there are', ({ expr }) => {
    const known = new Set([...knownMetrics(), ...rules.flatMap(({ record }) => record ?? [])]);
    expect(metricsIn(expr).length).toBeGreaterThan(0);
    expect(metricsIn(expr).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(alerts)('$alert tells how urgent it is and what it means', ({ labels, annotations }) => {
    expect(labels?.severity).toMatch(/^(?:critical|warning)$/);
    expect(annotations?.summary).toContain('{{ $labels.instance }}');
    expect(annotations?.description).toMatch(/\.$/);
  });

  it.each(alerts)('$alert has a runbook', ({ alert }) => {
    const runbooks = readFileSync('config/prometheus/README.md', 'utf8');
    expect(runbooks).toContain(`\n## ${alert}\n`);
  });

  it.each(alerts)('$alert has a test of its own', ({ alert }) => {
    const tests = readFileSync('config/prometheus/rules.test.yml', 'utf8');
    expect(tests).toContain(`  - name: ${alert}\n`);
  });

  it('have no runbook without an alert', () => {
    const runbooks = readFileSync('config/prometheus/README.md', 'utf8').matchAll(/^## (\w+)$/gm);
    expect([...runbooks].map(([, name]) => name)).toEqual(alerts.map(({ alert }) => alert));
  });
});
