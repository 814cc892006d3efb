import type { FileSystem } from '../../src/journals/file/disk/file-system.ts';
import { nodeFileSystem } from '../../src/journals/file/disk/node-file-system.ts';
import { enterHome, type HomeMoment } from '../../src/journals/file/home/home.ts';
import { FakeClock } from './fake-clock.ts';
import { openJournal } from './file-journal.ts';

let drawn = 0;

/** Draws a name for a data directory that no other has. */
export const newInstance = () => String(drawn++).padStart(8, '0');

/** Operations that change something on a disk. */
const CHANGES = new Set([
  'makeDirectory',
  'create',
  'openInPlace',
  'rewrite',
  'rename',
  'remove',
  'syncDirectory',
]);

/** A process that dies before one of its changes, and changes nothing any more. */
export class MortalProcess {
  /** Changes that it has made. */
  changes = 0;
  #mostChanges: number;

  constructor(mostChanges = Number.POSITIVE_INFINITY) {
    this.#mostChanges = mostChanges;
  }

  die(): void {
    this.#mostChanges = 0;
  }

  /** Throws once it is dead. */
  step(): void {
    if (this.changes >= this.#mostChanges) throw new Error('the process is dead');
    this.changes++;
  }

  get fileSystem(): FileSystem {
    return new Proxy(nodeFileSystem, {
      get: (fs, name) => {
        const method = Reflect.get(fs, name);
        if (!CHANGES.has(String(name))) return method;
        return async (...args: unknown[]) => {
          this.step();
          return Reflect.apply(method, fs, args);
        };
      },
    });
  }
}

interface Options {
  readonly adopt?: 'any';
  readonly host?: string;
  readonly clock?: FakeClock;
  /** Absent: it lives. */
  readonly process?: MortalProcess;
}

/** Opens the journal in a real directory as a start does. */
export function openHomed(directory: string, options: Options = {}) {
  const { adopt, host = 'db-1', clock = new FakeClock(), process } = options;
  return openJournal({
    ...{ fs: process?.fileSystem ?? nodeFileSystem, directory, clock },
    async enterHome(last) {
      const entered = await enterHome({ directory, host, newInstance, ...(adopt && { adopt }) }, last);
      const note = async (moment: HomeMoment) => {
        process?.step();
        await entered.note(moment);
      };
      return { ...entered, note };
    },
  });
}
