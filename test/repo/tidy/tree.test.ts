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

  it('still needs each word that is allowed', () => {
    const strict = { ...rules, words: { ...rules.words, allowed: [] } };
    const messages = check(tree, strict).map(({ file, message }) => `${file} ${message}`);
    const idle = rules.words.allowed.filter(
      ({ name, in: place }) =>
        !messages.some((text) => text.startsWith(place) && text.includes(` in ${name}:`)),
    );
    expect(idle).toEqual([]);
  });
});

describe('the table of rules', () => {
  it('gives a reason for each rule', () => {
    const { rooms, siblings, modules, calls, knownOnlyIn, wiring, alike, words } = rules;
    const all = [...rooms, ...siblings, ...modules, ...calls, ...knownOnlyIn, wiring, alike, words];
    const exceptions = [...alike.files, ...words.allowed];
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
