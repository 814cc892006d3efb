import { describe, expect, it, vi } from 'vitest';
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

it('keeps a letter whose file can not be looked at, and sorts it by the time of the refusal', async () => {
  class Unseeing extends SimulatedFileSystem {
    override statNow(path: string) {
      return path.endsWith('/b.json') ? undefined : super.statNow(path);
    }
  }
  const fs = new Unseeing();
  const { letters } = await open(fs);
  for (const [id, at] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    fs.now = at;
    expect(await letters.keep({ ...letter(id), at })).toBe(true);
  }
  expect(letters.ids()).toEqual(['c', 'b', 'a']);
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

it('discards for good also while its list is not due', async () => {
  const { fs, letters } = await open(undefined, 1_000_000);
  for (let n = 0; n < 100; n++) await letters.keep(letter(`n${n}`));
  await letters.discard('n50');
  const { letters: next } = await open(
    fs.reboot(() => 0),
    1_000_000,
  );
  expect([next.usage().letters, next.ids().includes('n50')]).toEqual([99, false]);
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

describe('a dead letter that is missing', () => {
  const files = (letters: FileDeadLetters) => letters.gaps().map(({ file, isNew }) => [file, isNew]);

  it('is a gap, counted once, and no gap any more when it is back', async () => {
    const { fs, letters } = await open();
    for (const id of ['a', 'b', 'c']) await letters.keep(letter(id));
    const bytes = (await fs.readFile(`${DIRECTORY}/b.json`)) ?? Buffer.alloc(0);
    await fs.remove(`${DIRECTORY}/b.json`);
    expect(files((await open(fs)).letters)).toEqual([['dead-letters/b.json', true]]);
    expect(files((await open(fs)).letters)).toEqual([['dead-letters/b.json', false]]);
    fs.put(`${DIRECTORY}/b.json`, bytes);
    expect(files((await open(fs)).letters)).toEqual([]);
  });

  it('together with the list of all is a gap too, when there must be a list', async () => {
    const fs = new SimulatedFileSystem();
    const start = async (mustHaveList: boolean) => {
      const letters = new FileDeadLetters(fs, DIRECTORY, {
        maxBytes: 10_000,
        mustHaveList: () => mustHaveList,
      });
      await letters.open();
      return letters;
    };
    expect(files(await start(false))).toEqual([]);
    expect(files(await start(true))).toEqual([]);
    await fs.remove(`${DIRECTORY}/kept.list`);
    const letters = await start(true);
    expect(letters.gaps()).toMatchObject([
      { kind: 'inventory', file: 'dead-letters/kept.list', isNew: true },
    ]);
    expect(files(await start(true))).toEqual([['dead-letters/kept.list', false]]);
  });

  it('is none when it was discarded, at any moment of a crash', async () => {
    for (let changes = 0; changes < 12; changes++) {
      const { fs, letters } = await open();
      for (const id of ['a', 'b', 'c']) await letters.keep(letter(id));
      fs.powerOffAfter(changes);
      await letters.discard('b').catch(() => undefined);
      const { letters: next } = await open(fs.reboot(() => 1 - 2 ** -32));
      expect(next.gaps()).toEqual([]);
    }
  });

  it('is none when it was discarded, though the next start cannot store the list', async () => {
    const { fs, letters } = await open(undefined, 1_000_000);
    for (let n = 0; n < 100; n++) await letters.keep(letter(`n${n}`));
    await letters.discard('n50');
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    fs.inject({ operation: 'create', code: 'ENOSPC', path: /kept/ });
    const { letters: next } = await open(fs);
    fs.heal();
    expect(files((await open(fs)).letters)).toEqual([]);
    await next.discard('n51');
    expect((await fs.list(DIRECTORY)).filter((name) => name.endsWith('.gone'))).toEqual([]);
  });

  it('is none when it was discarded on a disk where even its new name finds no room', async () => {
    const { fs, letters } = await open(undefined, 1_000_000);
    for (let n = 0; n < 100; n++) await letters.keep(letter(`n${n}`));
    fs.inject({ operation: 'rename', code: 'ENOSPC', path: /n50.json$/ });
    expect(await letters.discard('n50')).toBe(true);
    expect(letters.usage().letters).toBe(99);
    const { letters: next } = await open(fs.killProcess());
    expect([next.usage().letters, files(next)]).toEqual([99, []]);
  });

  it('is none in a directory that a version without the list has changed since', async () => {
    const { fs, letters } = await open();
    await letters.keep(letter('a'));
    await fs.remove(`${DIRECTORY}/a.json`);
    const old = new FileDeadLetters(fs, DIRECTORY, { maxBytes: 10_000, hasList: () => false });
    await old.open();
    expect(old.gaps()).toEqual([]);
    expect((await open(fs)).letters.gaps()).toEqual([]);
  });

  it('is found in a long list too, which is not written at every change', async () => {
    const { fs, letters } = await open(undefined, 1_000_000);
    let lists = 0;
    fs.onCall = (operation) => {
      if (operation === 'rename') lists += 1;
    };
    for (let n = 0; n < 200; n++) await letters.keep(letter(`n${n}`));
    // Each letter is renamed into place once; the rest are lists.
    expect(lists - 200).toBeLessThan(80);
    for (let n = 0; n < 100; n++) await letters.discard(`n${n}`);
    expect((await fs.list(DIRECTORY)).filter((name) => name.endsWith('.gone')).length).toBeLessThan(15);
    await fs.remove(`${DIRECTORY}/n150.json`);
    const { letters: next } = await open(fs.killProcess());
    expect(files(next)).toEqual([['dead-letters/n150.json', true]]);
    expect(next.usage().letters).toBe(99);
  });

  it('is found also when its list can be stored only later', async () => {
    const { fs, letters } = await open();
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    fs.inject({ operation: 'create', code: 'ENOSPC', path: /kept/ });
    expect(await letters.keep(letter('a'))).toBe(true);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('trying again later'));
    await letters.keep(letter('b'));
    await fs.remove(`${DIRECTORY}/a.json`);
    expect(files((await open(fs)).letters)).toEqual([['dead-letters/a.json', true]]);
  });
});

it('makes room on a full disk for a refused entry, and not for input that its sender keeps', async () => {
  const fs = new SimulatedFileSystem();
  let made = 0;
  const makeRoomFor = (work: () => Promise<void>) => {
    made += 1;
    return work();
  };
  const letters = new FileDeadLetters(fs, DIRECTORY, { maxBytes: 10_000, makeRoomFor });
  await letters.open();
  await letters.keep({ ...letter('in-1'), kind: 'unreadable-body' });
  expect(made).toBe(0);
  await letters.keep(letter('entry-1'));
  expect(made).toBe(1);
});
