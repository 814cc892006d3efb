import { expect, it } from 'vitest';
import { watchedFileSystem } from '../../../../../src/journals/file/disk/watched-file-system.ts';
import type { StorageOperation } from '../../../../../src/outbox/ports/journal-kind.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

function watched() {
  const disk = new SimulatedFileSystem();
  const failures: StorageOperation[] = [];
  return { disk, failures, fs: watchedFileSystem(disk, (operation) => failures.push(operation)) };
}

it('reports the operation of each failure, and passes the error on', async () => {
  const { disk, fs, failures } = watched();
  await fs.makeDirectory('/d');
  const file = await fs.create('/d/a');
  file.append(Buffer.from('x'));
  await file.sync();
  expect(failures).toEqual([]);
  disk.inject({ operation: 'append', code: 'ENOSPC' });
  expect(() => file.append(Buffer.from('y'))).toThrow('ENOSPC');
  for (const [operation, call] of [
    ['sync', () => file.sync()],
    ['syncDirectory', () => fs.syncDirectory('/d')],
    ['truncate', () => file.truncate(0)],
    ['rename', () => fs.rename('/d/a', '/d/b')],
    ['readFile', () => fs.readFile('/d/a')],
  ] as const) {
    disk.inject({ operation, code: 'EIO' });
    await expect(call()).rejects.toThrow('EIO');
  }
  expect(failures).toEqual(['write', 'sync', 'sync', 'write', 'change', 'read']);
  expect(await fs.readFile('/d/a')).toEqual(Buffer.from('x'));
});

it('reports no failure when a name exists or is missing', async () => {
  const { fs, failures } = watched();
  await fs.makeDirectory('/d');
  await fs.create('/d/a');
  await expect(fs.create('/d/a')).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(fs.openToRead('/d/b')).rejects.toMatchObject({ code: 'ENOENT' });
  expect([await fs.readFile('/d/b'), failures]).toEqual([undefined, []]);
});
