import { expect, it } from 'vitest';
import type { LastEpoch } from '../../../../../src/journals/file/epoch.ts';
import { copyAmong, copyFound } from '../../../../../src/journals/file/home/find-copy.ts';
import type { Home } from '../../../../../src/journals/file/home/home-file.ts';

const MARKS = { inode: '7', bornAt: '9' };
const HOME: Home = { instance: '5f0c21ab', host: 'db-1', directory: '/data', ...MARKS };
const LAST: LastEpoch = { epoch: 4, hasInventory: true, isKnown: true, ended: false };

const found = (noted: Partial<Home>, journal: Partial<LastEpoch>, marks = MARKS) =>
  copyAmong('/data', {
    home: { noted: { ...HOME, ...noted }, file: { ...marks, marksLast: true } },
    isHomeless: false,
    journal: { ...LAST, ...journal },
  });

it.each<[string, Partial<Home>, Partial<LastEpoch>, boolean]>([
  ['that was killed', { epoch: 4 }, {}, false],
  ['that knows no epoch', {}, { epoch: 0 }, false],
  ['that could not be noted in some starts', { epoch: 2 }, {}, false],
  ['that was killed between the notes of its end', { epoch: 4 }, { ended: true }, false],
  ['that stopped', { epoch: 4, ended: true }, { ended: true }, false],
  ['that an earlier version used after it stopped', { epoch: 3, ended: true }, {}, false],
  ['that lost its epoch', { epoch: 9 }, { isKnown: false, epoch: 0 }, false],
  ['with a journal of an earlier start', { epoch: 5 }, {}, true],
  ['with a journal of before the stop', { epoch: 4, ended: true }, {}, true],
])('a directory %s is a copy or not', (_, noted, journal, isCopy) => {
  const copy = found(noted, journal);
  expect(copy !== undefined).toBe(isCopy);
  if (copy)
    expect(copy).toEqual({
      instance: '5f0c21ab',
      words: expect.stringContaining('a backup was written over it'),
    });
});

it('other marks are those of a copy, of another place or of the same one', () => {
  const marks = { inode: '8', bornAt: '10' };
  expect(found({ directory: '/other' }, {}, marks)).toEqual({
    instance: '5f0c21ab',
    words: expect.stringMatching(
      /^\/data is a copy: it was made from \/other of the host db-1\. If an agent/,
    ),
  });
  expect(found({}, {}, marks)?.words).toMatch(
    /^\/data is a copy: it was made from what was in its place before/,
  );
});

it.each<[string, boolean, string | undefined, boolean]>([
  ['is gone, and the journal has one', true, '5f0c21ab', true],
  ['is gone, and the journal has none', true, undefined, false],
  ['is unreadable', false, '5f0c21ab', false],
])('a home that %s', (_, isHomeless, instance, isCopy) => {
  const copy = copyAmong('/data', { home: undefined, isHomeless, journal: { ...LAST, home: instance } });
  expect(copy !== undefined).toBe(isCopy);
  if (copy) {
    expect(copy.words).toContain(
      '/data is a copy without its home.json: it was made from the data directory 5f0c21ab',
    );
    expect(copyFound(copy).remedy).toContain('--adopt=5f0c21ab (or COC_ALARM_AGENT_ADOPT=5f0c21ab)');
  }
});
