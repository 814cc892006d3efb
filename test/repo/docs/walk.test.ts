import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callsIn, reaches } from './calls-in.ts';

/** A function that the walk names: in backquotes, `file: name`. */
interface Place {
  readonly file: string;
  readonly name: string;
}

interface Hop {
  readonly word: string;
  readonly place: Place;
  /** The function that calls it. */
  readonly caller: Place | undefined;
}

const PLACE = '`(src/[^`:]+\\.ts): (\\w+)`';
const HOP = new RegExp(`^\\d+\\. \\*\\*(\\w+)\\*\\* ${PLACE}(?:, called by ${PLACE})?`, 'gm');
const WORDS = ['receive', 'read', 'route', 'accept', 'commit', 'take', 'deliver', 'settle'];

/** The hops that a page tells. */
function hopsIn(page: string): readonly Hop[] {
  return [...page.matchAll(HOP)].map(([, word = '', file = '', name = '', callerFile, callerName = '']) => ({
    word,
    place: { file, name },
    caller: callerFile === undefined ? undefined : { file: callerFile, name: callerName },
  }));
}

function isThere({ file, name }: Place): boolean {
  return existsSync(file) && callsIn(file).has(name);
}

/** The calls of a file in which each call of a name has another one; declarations and private names stay. */
function callsWithout(file: string, name: string) {
  const call = new RegExp(`(?<![#\\w]|function |async )${name}\\(`, 'g');
  const text = readFileSync(file, 'utf8');
  const renamed = text.replace(call, `x${name}(`);
  expect(renamed, `${file} calls ${name}`).not.toBe(text);
  return callsIn(file, renamed);
}

const hops = hopsIn(readFileSync('docs/architecture.md', 'utf8'));

describe('the walk of one alert in docs/architecture.md', () => {
  it('has its eight hops in their order', () => {
    expect(hops.map(({ word }) => word)).toEqual(WORDS);
  });

  it('names functions that are there', () => {
    const places = hops.flatMap(({ place, caller }) => (caller ? [place, caller] : [place]));
    expect(places.filter((place) => !isThere(place))).toEqual([]);
  });

  it('tells for each hop but the first who calls it, and that one does', () => {
    expect(hops.slice(1).filter(({ caller }) => !caller)).toEqual([]);
    const broken = hops.filter(
      ({ place, caller }) => caller && !reaches(callsIn(caller.file), caller.name, place.name),
    );
    expect(broken.map(({ word }) => word)).toEqual([]);
  });

  it('goes forward: a hop is called by an earlier one, or by what joins two rooms', () => {
    const told = new Set(hops.map(({ place }) => place.file));
    const joints = hops.flatMap(({ caller }) => (caller && !told.has(caller.file) ? [caller.file] : []));
    // The intake joins the edge to the core; the dispatcher joins the core to COC.
    expect(new Set(joints)).toEqual(
      new Set(['src/intake/take-in.ts', 'src/delivery/dispatcher.ts', 'src/delivery/settling.ts']),
    );
    expect(reaches(callsIn('src/webhooks/receive-webhook.ts'), 'receiveWebhook', 'takeIn')).toBe(true);
    expect(reaches(callsIn('src/delivery/dispatcher.ts'), 'start', 'begin')).toBe(true);
  });
});

describe('a call of the walk that gets another name', () => {
  const called = hops.flatMap(({ place, caller }) => (caller ? [{ caller, name: place.name }] : []));
  const joints = [
    { caller: { file: 'src/webhooks/receive-webhook.ts', name: 'receiveWebhook' }, name: 'takeIn' },
    { caller: { file: 'src/delivery/dispatcher.ts', name: 'start' }, name: 'begin' },
  ];

  it.each([...called, ...joints])('is missed: $name in $caller.file', ({ caller, name }) => {
    expect(reaches(callsWithout(caller.file, name), caller.name, name)).toBe(false);
  });
});

describe('the reader of calls', () => {
  it('takes no private method for a public one of that name', () => {
    const calls = callsIn('a.ts', 'class A { go() { this.#take(); } #take() { this.queue.wait(); } }');
    expect(reaches(calls, 'go', 'take')).toBe(false);
    expect(reaches(calls, 'go', '#take')).toBe(true);
    expect(reaches(calls, 'go', 'wait')).toBe(true);
  });

  it('finds no call where there is none', () => {
    const calls = callsIn('src/outbox/commit-loop.ts');
    expect(reaches(calls, 'submit', 'append')).toBe(true);
    expect(reaches(calls, 'submit', 'deliver')).toBe(false);
    expect(reaches(calls, 'nothing', 'append')).toBe(false);
  });
});
