import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, describeFinding } from '../../../.ci/tidy/check.mjs';
import { readRules, readTree } from '../../../.ci/tidy/read-tree.mjs';

const rules = readRules();
const tree = readTree('.');
/** Time for all files on a machine that runs other tests too. */
const WHOLE_TREE_MS = 120_000;

describe('the tree', () => {
  it('breaks no rule', { timeout: WHOLE_TREE_MS }, () => {
    expect(check(tree, rules).map(describeFinding)).toEqual([]);
  });

  it('has every room of the table', () => {
    const rooms = new Set([...tree.keys()].map((path) => path.split('/')[1]));
    expect(rules.rooms.map(({ room }) => room).filter((room) => !rooms.has(room))).toEqual([]);
  });

  it('still needs each exception', { timeout: WHOLE_TREE_MS }, () => {
    const { calls, wiring, alike, words } = rules;
    const found = check(tree, withoutExceptions()).map(
      ({ file, rule, message }) => `${file} ${rule}: ${message}`,
    );
    const isFound = (place: string, rule: string, ...texts: readonly string[]) =>
      found.some(
        (one) =>
          one.startsWith(place) && one.includes(`${rule}: `) && texts.some((text) => one.includes(text)),
      );
    const idle = [
      ...calls
        .flatMap(({ allowed = [] }) => allowed)
        .filter((one) => !isFound(one.in, 'call out of place', 'uses')),
      ...wiring.exports.filter(({ name }) => !isFound(wiring.in, 'wiring', `: ${name} is no function`)),
      ...alike.ignore.filter((one) => !isFound(one.in, 'exports alike', '')),
      ...words.allowed.filter(
        (one) => !isFound(one.in, 'wrong word', ` in ${one.name}: say`, ` the string "${one.name}": say`),
      ),
    ];
    expect(idle).toEqual([]);
  });
});

/** The rules as they are for a place that no exception is made for. */
function withoutExceptions(): typeof rules {
  const { calls, wiring, alike, words } = rules;
  return {
    ...rules,
    calls: calls.map((rule) => ({ ...rule, allowed: [] })),
    wiring: { ...wiring, exports: [] },
    alike: { ...alike, ignore: [] },
    words: { ...words, allowed: [] },
  };
}

describe('the reader of the tree', () => {
  it('reads TypeScript under each of its endings', () => {
    const root = mkdtempSync(join(tmpdir(), 'tidy-'));
    const names = ['a.ts', 'b.mts', 'c.cts', 'd.tsx', 'e.json', 'f.txt'];
    mkdirSync(join(root, 'src', 'time'), { recursive: true });
    for (const name of names) writeFileSync(join(root, 'src', 'time', name), '');
    const paths = [...readTree(root).keys()];
    rmSync(root, { recursive: true });
    expect(paths).toEqual(['src/time/a.ts', 'src/time/b.mts', 'src/time/c.cts', 'src/time/d.tsx']);
  });
});

describe('the table of rules', () => {
  it('gives a reason for each rule', () => {
    const { rooms, siblings, modules, unnamed, calls, knownOnlyIn, wiring, alike, words } = rules;
    const all = [...rooms, ...siblings, ...modules, unnamed, ...calls, ...knownOnlyIn, wiring, alike, words];
    const exceptions = [
      ...calls.flatMap(({ allowed = [] }) => allowed),
      ...wiring.exports,
      ...alike.ignore,
      ...alike.files,
      ...words.allowed,
    ];
    expect([...all, ...exceptions].filter(({ reason }) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });

  it('lists only rooms that are lower than the one that imports them', () => {
    const [first, ...others] = rules.rooms;
    const upside = { ...rules, rooms: [...others, { room: 'attic', imports: [], reason: 'It is the top.' }] };
    expect(first?.room).toBe('errors.ts');
    expect(check(new Map(), upside).map(({ rule, message }) => `${rule}: ${message}`)).toContain(
      'order of rooms: time may not list errors.ts, which is no lower room',
    );
  });
});
