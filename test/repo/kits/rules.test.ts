import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { linkRunbooks } from '../../../.ci/kits/runbook-links.ts';
import { readPage } from '../docs/markdown.ts';
import { knownMetrics, metricsIn } from './metrics-in.ts';

const RULES = 'config/prometheus/rules.yml';
const TESTS = 'config/prometheus/rules.test.yml';
const RUNBOOKS = 'config/prometheus/README.md';
const IN_THE_CHART = '../../../helm/coc-alarm-agent/files/rules.yaml';
const packageJson = readFileSync('package.json', 'utf8');
const linked = (file: string) => linkRunbooks(readFileSync(file, 'utf8'), packageJson);
const text = linked(RULES);

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: {
    readonly summary?: string;
    readonly description?: string;
    readonly runbook_url?: string;
  };
}

const rules = (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));

describe('the rules', () => {
  it.each([RULES, TESTS])('of %s link to the runbooks of this repository', async (file) => {
    await expect(linked(file)).toMatchFileSnapshot(`../../../${file}`);
  });

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

  it.each(alerts)('$alert links to its runbook', ({ alert, annotations }) => {
    const [page = '', anchor] = annotations?.runbook_url?.split('#') ?? [];
    expect(page).toMatch(new RegExp(`^https://.*/${RUNBOOKS}$`));
    const heading = readPage(RUNBOOKS).headings.find((one) => one.anchor === anchor);
    expect(heading).toMatchObject({ level: 2, text: alert });
  });

  it('have runbooks that say more than a line', () => {
    const [, ...runbooks] = readFileSync(RUNBOOKS, 'utf8').split(/^## .*$/m);
    expect(runbooks).toHaveLength(alerts.length);
    expect(runbooks.filter((runbook) => runbook.trim().length < 150)).toEqual([]);
  });

  it.each(alerts)('$alert has a test of its own', ({ alert }) => {
    const tests = readFileSync(TESTS, 'utf8');
    expect(tests).toContain(`  - name: ${alert}\n`);
  });

  it('have no runbook without an alert', () => {
    const runbooks = readFileSync(RUNBOOKS, 'utf8').matchAll(/^## (\w+)$/gm);
    expect([...runbooks].map(([, name]) => name)).toEqual(alerts.map(({ alert }) => alert));
  });
});
