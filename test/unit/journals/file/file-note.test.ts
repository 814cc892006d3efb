import { expect, it } from 'vitest';
import { fileNote } from '../../../../src/journals/file/file-note.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

async function aNote(makeRoomFor: (work: () => Promise<void>) => Promise<void> = (work) => work()) {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/data');
  return { fs, note: fileNote(fs, { directory: '/data', name: 'note.json', makeRoomFor }) };
}

it('is undefined until it is written, and then what was written last, also after a power failure', async () => {
  const { fs, note } = await aNote();
  expect(await note.read()).toBeUndefined();
  await note.write({ a: 1 });
  await note.write({ a: 2 });
  const later = fileNote(
    fs.reboot(() => 0.9),
    { directory: '/data', name: 'note.json', makeRoomFor: (work) => work() },
  );
  expect([await note.read().catch(() => 'off'), await later.read()]).toEqual([undefined, { a: 2 }]);
});

it('is undefined when it is damaged, and can be written again', async () => {
  const { fs, note } = await aNote();
  fs.put('/data/note.json', Buffer.from('00000000 3 {}\n'));
  expect(await note.read()).toBeUndefined();
  await note.write({ a: 1 });
  expect(await note.read()).toEqual({ a: 1 });
});

it('gets room on a full disk, and throws when there is none', async () => {
  let asked = 0;
  const { fs, note } = await aNote((work) => {
    asked += 1;
    return work();
  });
  fs.capacity = 0;
  await expect(note.write({ a: 1 })).rejects.toMatchObject({ code: 'ENOSPC' });
  expect([asked, await note.read()]).toEqual([1, undefined]);
});
