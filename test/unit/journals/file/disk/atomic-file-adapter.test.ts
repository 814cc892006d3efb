import { expect, it } from 'vitest';
import {
  AtomicFileAdapter,
  DamagedFileError,
} from '../../../../../src/journals/file/disk/atomic-file-adapter.ts';
import { seededRandom } from '../../../../support/random.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

async function withDocument(document: unknown) {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  const adapter = new AtomicFileAdapter<unknown>(fs, '/d', 'x.json');
  await adapter.write(document);
  return { fs, adapter };
}

it('reads null when nothing was written', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  expect(await new AtomicFileAdapter(fs, '/d', 'x.json').read()).toBeNull();
});

it.each(['', 'null', '{}', '\0\0\0\0', '00000000 2 {}\n'])(
  'reads %j as damage, never as an empty document',
  async (text) => {
    const { fs, adapter } = await withDocument({ a: 1 });
    fs.put('/d/x.json', Buffer.from(text));
    await expect(adapter.read()).rejects.toBeInstanceOf(DamagedFileError);
  },
);

it('reads a stored null as damage, not as a missing document', async () => {
  const { adapter } = await withDocument(null);
  await expect(adapter.read()).rejects.toBeInstanceOf(DamagedFileError);
});

it('holds the old or the new document after a crash, and the new one after a finished write', async () => {
  for (let changes = 0; changes <= 5; changes++) {
    for (let seed = 0; seed < 40; seed++) {
      const { fs, adapter } = await withDocument('old');
      fs.powerOffAfter(changes);
      const written = await adapter.write('new').then(
        () => true,
        () => false,
      );
      const next = fs.reboot(seededRandom(seed));
      const found = await new AtomicFileAdapter(next, '/d', 'x.json').read();
      expect(written ? ['new'] : ['old', 'new']).toContain(found);
    }
  }
});

it.each(['create', 'append', 'sync', 'close', 'rename'] as const)(
  'leaves the old document and no temporary file when %s fails',
  async (operation) => {
    const { fs, adapter } = await withDocument('old');
    fs.inject({ operation, code: 'EIO' });
    await expect(adapter.write('new')).rejects.toThrow('EIO');
    expect(await adapter.read()).toBe('old');
    expect(await fs.list('/d')).toEqual(['x.json']);
  },
);
