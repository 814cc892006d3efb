import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, describeFinding } from '../../../.ci/tidy/check.mjs';
import { readRules, readTree } from '../../../.ci/tidy/read-tree.mjs';

const rules = readRules();
const tree = readTree('.');

describe('the tree', () => {
  it('breaks no rule', () => {
    expect(check(tree, rules).map(describeFinding)).toEqual([]);
  });

  it('has every room of the table', () => {
    const rooms = new Set([...tree.keys()].map((path) => path.split('/')[1]));
    expect(rules.rooms.map(({ room }) => room).filter((room) => !rooms.has(room))).toEqual([]);
  });

  it('still needs each call that is allowed', () => {
    const strict = { ...rules, calls: rules.calls.map((rule) => ({ ...rule, allowed: [] })) };
    const files = check(tree, strict).map(({ file }) => file);
    const allowed = rules.calls.flatMap(({ allowed = [] }) => allowed.map((one) => one.in));
    expect(allowed.filter((place) => !files.includes(place))).toEqual([]);
  });

  it('still needs each export of the wiring that is listed', () => {
    const strict = { ...rules, wiring: { ...rules.wiring, exports: [] } };
    const messages = check(tree, strict).map(({ message }) => message);
    const names = rules.wiring.exports.map(({ name }) => name);
    expect(names.filter((name) => !messages.some((text) => text.startsWith(`${name} `)))).toEqual([]);
  });

  it('still needs each place that is out of the rule about names alike', () => {
    const strict = { ...rules, alike: { ...rules.alike, ignore: [] } };
    const files = check(tree, strict).map(({ file }) => file);
    expect(rules.alike.ignore.filter((one) => !files.some((file) => file.startsWith(one.in)))).toEqual([]);
  });

  it('still needs each word that is allowed', () => {
    const strict = { ...rules, words: { ...rules.words, allowed: [] } };
    const messages = check(tree, strict).map(({ file, message }) => `${file} ${message}`);
    const idle = rules.words.allowed.filter(({ name, in: place }) => {
      const ends = [` in ${name}: say`, ` the string "${name}": say`];
      return !messages.some((text) => text.startsWith(place) && ends.some((end) => text.includes(end)));
    });
    expect(idle).toEqual([]);
  });
});

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
