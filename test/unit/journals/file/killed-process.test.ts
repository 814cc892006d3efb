import { expect, it } from 'vitest';
import { socketLock } from '../../../../src/journals/file/disk/directory-lock.ts';
import { nodeFileSystem } from '../../../../src/journals/file/disk/node-file-system.ts';
import { compiled, startProcess } from '../../../support/compiled.ts';
import { aFileJournal, openJournal, pendingSeqs } from '../../../support/file-journal.ts';
import { tempDirectory } from '../../../support/temp-directory.ts';

const options = { fs: nodeFileSystem, lock: socketLock, segmentBytes: 20_000, snapshotBytes: 20_000 };

const LIVES = Number(process.env.TAKEOVERS ?? 4);

it(
  'loses nothing that it promised when it is killed while it appends, and is taken over at once',
  async () => {
    const script = compiled('test/support/append-forever.ts');
    const directory = tempDirectory();
    let promised = 0;
    for (let life = 0; life < LIVES; life++) {
      const { line, kill } = startProcess(script, directory);
      expect(await line()).toBe('open');
      for (let count = 0; count < 60 + (life % 4) * 37; count++) promised = Number(await line());
      const refused = aFileJournal({ ...options, directory }).open(() => undefined);
      await expect(refused).rejects.toMatchObject({ code: 'journal.locked' });
      await kill();
      for (let rest = await line(); rest !== undefined; rest = await line()) promised = Number(rest);
      // Nothing lets the time of its clock pass, so it waits for nothing.
      const { state, journal } = await openJournal({ ...options, directory });
      const seqs = pendingSeqs(state);
      expect(seqs.length).toBeGreaterThanOrEqual(promised);
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1));
      await journal.close();
    }
  },
  120_000 + LIVES * 15_000,
);
