import type { Clock } from '../../time/clock.ts';
import type { FileSystem } from './disk/file-system.ts';
import { FreeSpace } from './disk/free-space.ts';
import { meteredFileSystem } from './disk/metered-file-system.ts';
import { Reserve, reserveBytes } from './disk/reserve.ts';
import { History } from './history.ts';
import { Inventory } from './inventory.ts';
import { type Layout, layoutOf } from './layout.ts';
import { LedgerStore } from './ledger-store.ts';
import { RoomMaker } from './room-maker.ts';

interface Options {
  readonly directory: string;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly segmentBytes: number;
  readonly minFreeBytes: number;
  readonly snapshotBytes?: number;
}

/** The parts of a journal that exist before it is open. */
export interface Parts {
  /** Counts what is written through it against the free space. */
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly inventory: Inventory;
  readonly ledger: LedgerStore;
  readonly history: History;
  readonly reserve: Reserve;
  readonly freeSpace: FreeSpace;
  readonly room: RoomMaker;
}

/** Creates the parts, and connects them. */
export function createParts(options: Options): Parts {
  const { directory, clock, segmentBytes, minFreeBytes } = options;
  const layout = layoutOf(directory);
  const fs = meteredFileSystem(options.fs, (bytes) => freeSpace.wrote(bytes));
  // What it lacks is claimed already, so what it writes is not counted once more.
  const reserve = new Reserve(options.fs, directory, reserveBytes(segmentBytes, minFreeBytes));
  const claimedBytes = () => reserve.missingBytes;
  const freeSpace = new FreeSpace({ fs, clock, directory, claimedBytes }, minFreeBytes);
  const inventory = new Inventory(fs, directory);
  const ledger = new LedgerStore(fs, layout.ledger, options.snapshotBytes);
  const history = new History(fs, layout, inventory);
  const room = new RoomMaker({ history, reserve, freeSpace });
  return { fs, layout, inventory, ledger, history, reserve, freeSpace, room };
}
