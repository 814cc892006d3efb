import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KNOWN_SEVERITIES, TRANSLATED } from '../../../src/alerts/known-severities.ts';
import { severityMap } from '../../../src/alerts/severity.ts';
import {
  LAST_NAMESPACE,
  LAST_RESOURCE,
  NAMESPACE,
  PLAIN_RESOURCE,
  type PlaceLabel,
  TARGET_NAMES,
  TARGET_RESOURCE,
} from '../../../src/sources/place-labels.ts';
import { reconcileFields } from '../../../src/sources/reconcile-config.ts';
import { OTHER_REPORTER, REPORTERS } from '../../../src/sources/reporters.ts';

const page = readFileSync('docs/configuration.md', 'utf8');

/** As much of a JSON Schema as names keys. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every key that a configuration can have; `xFile` is told once, for all secrets. */
function keysOf(schema: Schema, within: string): readonly string[] {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([key, inner]) => [key, ...keysOf(inner, key)]);
  const others = [items, additionalProperties, ...anyOf, ...oneOf].filter((one) => typeof one === 'object');
  return [...own, ...others.flatMap((one) => keysOf(one, within))];
}

describe('the page of the configuration', () => {
  const schema = JSON.parse(readFileSync('config/coc-alarm-agent/config.schema.json', 'utf8')) as Schema;
  const keys = [...new Set(keysOf(schema, ''))].filter((key) => key !== '$schema');

  it.each(Object.keys(schema.properties ?? {}))('has a section for %s', (key) => {
    expect(page).toMatch(new RegExp(`^###.*\`${key}\``, 'm'));
  });

  it('names every key', () => {
    const code = [...page.matchAll(/`[^`\n]+`|^```[\s\S]*?^```/gm)].join('\n');
    const secret = (key: string) => key.endsWith('File') && keys.includes(key.slice(0, -'File'.length));
    const named = (key: string) => new RegExp(`(?<!\\w)${key}(?!\\w)`).test(code);
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter((key) => !secret(key) && !named(key))).toEqual([]);
  });
});

describe('the table of reconcile', () => {
  const section = page.slice(page.indexOf('## Reconciliation'), page.indexOf('## Silence of'));

  it.each(Object.keys(reconcileFields))('names %s', (key) => {
    expect(section).toMatch(new RegExp(`^\\| .*\`${key}(?:\\.\\w+)?\`.* \\|`, 'm'));
  });

  it.each([
    ['every', '1m', 60_000],
    ['grace', '2m', 120_000],
    ['missedAfter', '6m', 360_000],
    ['suppressed', 'keep', 'keep'],
  ] as const)('names the default of %s', (key, words, value) => {
    expect(reconcileFields[key].parse(undefined)).toBe(value);
    expect(section).toContain(`| \`${key}\` | ${words} |`);
  });
});

describe.each(['docs/configuration.md', 'docs/zh-CN/configuration.md'])('the severities in %s', (file) => {
  const text = readFileSync(file, 'utf8');
  const rows = [...text.matchAll(/^\| (Critical|Major|Minor|Info) \| (.*) \|$/gm)];
  const told = rows.flatMap(([, level, names = '']) =>
    [...names.matchAll(/`([^`]+)`|([^\s`;；]+)/g)].map(([, code, word]) => [code ?? word, level] as const),
  );
  const map = severityMap({});

  it('have the level that the page says', () => {
    expect(told.length).toBeGreaterThan(70);
    expect(told.map(([name]) => [name, map(name).known && map(name).level])).toEqual(told);
  });

  it('are all there, but for translations and other spellings', () => {
    const names = new Set(told.map(([name]) => name));
    const translated = Object.values(TRANSLATED).flat();
    const english = KNOWN_SEVERITIES.map(([name]) => name).filter(
      (name) => /^(?:[a-z ]+|p\d)$/.test(name) && !translated.includes(name),
    );
    expect(english.length).toBeGreaterThan(40);
    expect(english.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the labels of resources and namespaces', () => {
  const sectionOf = (text: string, from: string, to: string) =>
    text.slice(text.indexOf(from), text.indexOf(to));
  const section = sectionOf(page, '\n## Resources and namespaces', '\n## Reload');
  const told = new Set([...section.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
  const named = (labels: readonly PlaceLabel[]) =>
    labels.flatMap((label) =>
      typeof label === 'string' ? [label] : [label.label, ...[label.beside].flat()],
    );
  const written = (label: string) =>
    told.has(label) || (told.has(label.replace('exported_', '')) && section.includes('those of objects'));

  it.each<readonly [string, readonly PlaceLabel[]]>([
    ['of targets', [...PLAIN_RESOURCE, ...TARGET_RESOURCE, ...LAST_RESOURCE, ...TARGET_NAMES]],
    ['of namespaces', [...NAMESPACE, ...LAST_NAMESPACE]],
    ...[...REPORTERS, OTHER_REPORTER].map(({ name, resource }) => [name, resource] as const),
  ])('are all there: %s', (_, labels) => {
    expect(named(labels).filter((label) => !written(label))).toEqual([]);
  });
});
