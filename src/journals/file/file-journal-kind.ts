import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { JournalKind } from '../../outbox/ports/journal-kind.ts';
import { socketLock } from './disk/directory-lock.ts';
import { nodeFileSystem } from './disk/node-file-system.ts';
import { watchedFileSystem } from './disk/watched-file-system.ts';
import { readLastEpoch } from './epoch.ts';
import { FileDeadLetters } from './file-dead-letters.ts';
import { FileJournal } from './file-journal.ts';
import { fileNote } from './file-note.ts';
import { enterHome, findCopy } from './home/home.ts';
import { layoutOf, REFUSALS_FILE, TOLD_FILE, WAITS_FILE } from './layout.ts';

/** The journal that keeps its files in a directory of this machine. */
export const fileJournalKind: JournalKind = {
  type: 'file',
  place: 'in segments below `dataDir`',
  prepare: (dataDir) => nodeFileSystem.makeDirectory(dataDir),
  findCopy: (dataDir) => findCopy(resolve(dataDir), () => readLastEpoch(nodeFileSystem, dataDir)),
  create({ dataDir, partBytes, deadLetterBytes, onFailure, adopt, ...settings }) {
    const fs = watchedFileSystem(nodeFileSystem, onFailure);
    const journal = new FileJournal({
      ...settings,
      segmentBytes: partBytes,
      directory: dataDir,
      fs,
      lock: socketLock,
      enterHome: (last) =>
        enterHome({ directory: resolve(dataDir), host: hostname(), newInstance, adopt }, last),
    });
    const deadLetters = new FileDeadLetters(fs, layoutOf(dataDir).deadLetters, {
      maxBytes: deadLetterBytes,
      makeRoomFor: (work) => journal.makeRoomFor(work),
      hasList: () => journal.hasInventory,
      mustHaveList: () => journal.hasInventory && journal.hadRecords,
      now: () => settings.clock.now(),
    });
    const makeRoomFor = (work: () => Promise<void>) => journal.makeRoomFor(work);
    const noteIn = (name: string) => fileNote(fs, { directory: dataDir, name, makeRoomFor });
    return {
      ...{ journal, deadLetters, refusals: noteIn(REFUSALS_FILE) },
      ...{ waits: noteIn(WAITS_FILE), told: noteIn(TOLD_FILE) },
    };
  },
};

function newInstance(): string {
  return randomBytes(4).toString('hex');
}
