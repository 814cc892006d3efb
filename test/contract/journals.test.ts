import { socketLock } from '../../src/journals/file/disk/directory-lock.ts';
import { nodeFileSystem } from '../../src/journals/file/disk/node-file-system.ts';
import { MemoryJournal } from '../../src/journals/memory/memory-journal.ts';
import { aFileJournal } from '../support/file-journal.ts';
import { SimulatedFileSystem } from '../support/simulated-file-system.ts';
import { tempDirectory } from '../support/temp-directory.ts';
import { journalContract } from './journal-contract.ts';

journalContract('memory', async () => {
  const journal = new MemoryJournal();
  return () => journal;
});

journalContract('file (simulated disk)', async () => {
  const fs = new SimulatedFileSystem();
  return () => aFileJournal({ fs });
});

journalContract('file (real disk)', async () => {
  const directory = tempDirectory();
  return () => aFileJournal({ fs: nodeFileSystem, lock: socketLock, directory });
});
