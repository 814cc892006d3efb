import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needsRestart } from '../../../src/config/needs-restart.ts';

/** As much of a JSON Schema as names keys. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Sections that change as a whole: one row tells of all their keys. */
const WHOLE = [
  'admin.auth',
  'coc.auth',
  'coc.proxyAuth',
  'incidents[].assignee',
  'incidents[].fallbackAssignee',
  'incidents[].warRoom',
  'listen.tls',
  'sources.NAME.auth',
  'sources.NAME.reconcile.auth',
  'sources.NAME.reconcile.tls',
];

/** Every path of a configuration, with `NAME` for a name that the operator chooses; `xFile` counts as `x`. */
function pathsOf(schema: Schema, path: string): readonly string[] {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = schema;
  const below = (key: string, inner: Schema) => pathsOf(inner, path === '' ? key : `${path}.${key}`);
  const own = Object.entries(properties)
    .filter(([key]) => key !== '$schema' && !(key.replace(/File$/, '') in properties && key.endsWith('File')))
    .flatMap(([key, inner]) => below(key, inner));
  const names = typeof additionalProperties === 'object' ? below('NAME', additionalProperties) : [];
  const elements = items ? pathsOf(items, `${path}[]`) : [];
  const others = [...anyOf, ...oneOf].flatMap((one) => pathsOf(one, path));
  return [path, ...own, ...names, ...elements, ...others];
}

const schema = JSON.parse(readFileSync('config/coc-alarm-agent/config.schema.json', 'utf8')) as Schema;
const paths = new Set(pathsOf(schema, '').filter((path) => path !== ''));
const isWithin = (path: string, whole: string) =>
  path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[]`);
const wholeOf = (path: string) => WHOLE.find((whole) => isWithin(path, whole));
const isLeaf = (path: string) => ![...paths].some((other) => other !== path && isWithin(other, path));
/** Every value that somebody can write; lists of values and maps of names to values count as one. */
const leaves = [...paths].filter(isLeaf).map((path) => wholeOf(path) ?? path.replace(/(?:\[\]|\.NAME)$/, ''));
/** What the table must tell of: values, and names under which something can be open. */
const needed = new Set([...leaves, 'sources.NAME', 'coc.integrations.NAME']);

interface Row {
  readonly paths: readonly string[];
  readonly takes: string;
  readonly cells: readonly string[];
}

/** Rows of all tables of a section. The head of a table may hold the beginning of its keys. */
function rowsOf(text: string, from: string, to: string): readonly Row[] {
  const section = text.slice(text.indexOf(`\n## ${from}`), text.indexOf(`\n## ${to}`));
  return [...section.matchAll(/^\| (.*) \|.*\n\|---.*\n((?:\|.*\n)+)/gm)].flatMap(
    ([, head = '', body = '']) => {
      const beginning = codesIn(head.split(' | ')[0] ?? '')[0];
      return body
        .trim()
        .split('\n')
        .map((line) => {
          const [keys = '', takes = '', ...cells] = line.slice(2, -2).split(' | ');
          return {
            paths: codesIn(keys).map((key) => (beginning ? `${beginning}.${key}` : key)),
            takes,
            cells,
          };
        });
    },
  );
}

const codesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** True when the code says that a change of this key takes a restart. */
function takesRestart(path: string): boolean {
  const empty = { listen: {}, admin: {}, dataDir: '', outbox: {}, journal: {}, log: {} } as never;
  const keys = path.split('.').map((key) => key.replace('[]', ''));
  const changed = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'other');
  return needsRestart(empty, { ...(empty as object), ...(changed as object) } as never).length > 0;
}

describe.each([
  ['docs/configuration.md', 'What a change means', 'What senders are answered', 'restart', 'reload'],
  ['docs/zh-CN/configuration.md', '改动意味着什么', '对发送方的应答', '重启', '重新加载'],
])('the table of changes in %s', (file, from, to, restart, reload) => {
  const rows = rowsOf(readFileSync(file, 'utf8'), from, to);
  const told = rows.flatMap((row) => row.paths);

  it('has a row for each key', () => {
    expect(needed.size).toBeGreaterThan(100);
    expect([...needed].filter((path) => !told.includes(path))).toEqual([]);
  });

  it('has no row for what is no key', () => {
    expect(told.filter((path) => !paths.has(path))).toEqual([]);
  });

  it('has each key once', () => {
    expect(told.filter((path, at) => told.indexOf(path) !== at)).toEqual([]);
  });

  it('says restart exactly where the code does', () => {
    const wrong = rows.filter((row) =>
      row.paths.some((path) => row.takes !== (takesRestart(path) ? restart : reload)),
    );
    expect(rows.some(({ takes }) => takes === restart)).toBe(true);
    expect(wrong.map((row) => row.paths)).toEqual([]);
  });

  it('tells of each what becomes of what is open, and of what comes', () => {
    expect(
      rows.filter(({ cells }) => cells.length !== 2 || cells.some((cell) => cell.trim() === '')),
    ).toEqual([]);
  });
});
