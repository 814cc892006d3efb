import { expect, it } from 'vitest';
import { FileDeadLetters } from '../../../../src/journals/file/file-dead-letters.ts';
import type { DeadLetter } from '../../../../src/outbox/ports/dead-letters.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

const DIRECTORY = '/data/dead-letters';

function letter(id: string, detail = 'no'): DeadLetter {
  return { id, at: 1, source: 'prod', kind: 'refused', reason: 'bad-request', detail };
}

async function open(fs = new SimulatedFileSystem(), maxBytes = 10_000) {
  const letters = new FileDeadLetters(fs, DIRECTORY, { maxBytes });
  await letters.open();
  return { fs, letters };
}

const page = { limit: 10, offset: 0 };

it('keeps letters over a crash, and lists the newest first', async () => {
  const { fs, letters } = await open();
  fs.now = 1;
  await letters.keep(letter('a'));
  fs.now = 2;
  await letters.keep(letter('b'));
  const { letters: next } = await open(fs.reboot(() => 0));
  expect((await next.list(page)).map(({ id }) => id)).toEqual(['b', 'a']);
  expect(next.usage()).toEqual(letters.usage());
});

it('lists letters in one order before and after a restart, also those of the same time', async () => {
  const { fs, letters } = await open();
  fs.now = 1;
  const ids = ['entry-10', 'in-mwuqy0f8-0', 'entry-9'];
  await Promise.all(ids.map((id) => letters.keep(letter(id))));
  expect(letters.ids()).toEqual(['in-mwuqy0f8-0', 'entry-10', 'entry-9']);
  expect((await open(fs.reboot(() => 0))).letters.ids()).toEqual(letters.ids());
});

it('lists letters page by page', async () => {
  const { letters } = await open();
  for (const id of ['a', 'b', 'c']) await letters.keep(letter(id));
  expect((await letters.list({ limit: 1, offset: 1 })).map(({ id }) => id)).toEqual(['b']);
});

it('keeps no new letter beyond its limit, and drops no old one', async () => {
  const { letters } = await open(undefined, 170);
  expect(await letters.keep(letter('a'))).toBe(true);
  expect(await letters.keep(letter('b'))).toBe(false);
  expect(await letters.get('a')).toEqual(letter('a'));
  expect(await letters.keep(letter('a', 'again'))).toBe(true);
  await letters.discard('a');
  expect(await letters.keep(letter('b'))).toBe(true);
});

it('replaces a letter that is kept twice', async () => {
  const { letters } = await open();
  await letters.keep(letter('a'));
  await letters.keep(letter('a', 'other words'));
  expect(letters.usage().letters).toBe(1);
  expect(await letters.get('a')).toEqual(letter('a', 'other words'));
});

it('discards for good', async () => {
  const { fs, letters } = await open();
  await letters.keep(letter('a'));
  expect([await letters.discard('a'), await letters.discard('a')]).toEqual([true, false]);
  const { letters: next } = await open(fs.reboot(() => 0));
  expect(next.usage()).toEqual({ letters: 0, bytes: 0, maxBytes: 10_000 });
});

it('accepts only ids of its letters, so that an id is never a path', async () => {
  const { fs, letters } = await open();
  fs.put('/data/epoch.json', Buffer.from('x'));
  expect(await letters.get('../epoch')).toBeUndefined();
  expect(await letters.discard('../epoch')).toBe(false);
});

it('leaves out a damaged letter', async () => {
  const { fs, letters } = await open();
  await letters.keep(letter('a'));
  await letters.keep(letter('b'));
  fs.put(`${DIRECTORY}/a.json`, Buffer.from('garbage'));
  expect((await letters.list(page)).map(({ id }) => id)).toEqual(['b']);
  expect(await letters.get('a')).toBeUndefined();
});

it('still counts the old letter when its replacement cannot be written', async () => {
  const { fs, letters } = await open();
  await letters.keep(letter('a'));
  const before = letters.usage();
  fs.inject({ operation: 'sync', code: 'ENOSPC' });
  await expect(letters.keep(letter('a', 'longer words'))).rejects.toMatchObject({ code: 'journal.full' });
  expect(letters.usage()).toEqual(before);
  expect(await letters.get('a')).toEqual(letter('a'));
});

it('leaves foreign files alone, and removes temporary files that a crash left', async () => {
  const { fs } = await open();
  fs.put(`${DIRECTORY}/.DS_Store`, Buffer.from('x'));
  fs.put(`${DIRECTORY}/a.json.1-0.tmp`, Buffer.from('x'));
  const { letters } = await open(fs);
  expect(letters.usage().letters).toBe(0);
  expect(await fs.list(DIRECTORY)).toEqual(['.DS_Store', 'kept.list']);
});
