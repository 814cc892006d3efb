import { JournalError } from '../../errors.ts';
import { isDiskFull } from './disk/disk-errors.ts';
import type { FreeSpace } from './disk/free-space.ts';
import type { Reserve } from './disk/reserve.ts';
import type { History } from './history.ts';
import { SpoiltSegmentError } from './segments/segment-adapter.ts';

/** The things that are given up for room, in order. A part of the reserve is kept for outcomes, unless all is named. */
export type Sacrifices = readonly ('history' | 'reserve' | 'whole reserve')[];

/** New alerts must not use the reserve: outcomes and the next start need it. */
export const FOR_INTAKE: Sacrifices = ['history'];
/** Outcomes make room in the end, so they get all there is. */
export const FOR_OUTCOMES: Sacrifices = ['history', 'reserve'];
/** A start may need the history to rebuild a snapshot. */
export const FOR_START: Sacrifices = ['reserve', 'history'];

interface Parts {
  readonly history: Pick<History, 'dropOldest'>;
  readonly reserve: Pick<Reserve, 'release'>;
  readonly freeSpace: Pick<FreeSpace, 'isShort' | 'ranOut' | 'measure'>;
}

/** Makes room on a full disk from things that can be spared. */
export class RoomMaker {
  readonly #parts: Parts;
  #droppedSegments = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Number of segments of the history that were deleted for room. */
  get droppedSegments(): number {
    return this.#droppedSegments;
  }

  /**
   * Runs `work`. When it finds the disk full, gives something up and runs it again, until it succeeds or
   * nothing is left to give up. A failed run must leave nothing behind.
   *
   * @throws the last error of `work`
   */
  async within<T>(sacrifices: Sacrifices, work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!meansFull(error)) throw error;
        this.#parts.freeSpace.ranOut();
        if (!(await this.#giveUp(sacrifices))) throw error;
      }
    }
  }

  /** Deletes history, oldest first, until there is room or none is left. */
  async dropHistoryWhileShort(): Promise<void> {
    const { freeSpace } = this.#parts;
    while (freeSpace.isShort && (await this.#dropOldest())) await freeSpace.measure();
  }

  async #giveUp(sacrifices: Sacrifices): Promise<boolean> {
    for (const sacrifice of sacrifices) {
      if (await this.#giveUpOne(sacrifice)) return true;
    }
    return false;
  }

  #giveUpOne(sacrifice: Sacrifices[number]): Promise<boolean> {
    const { reserve } = this.#parts;
    if (sacrifice === 'history') return this.#dropOldest();
    return sacrifice === 'reserve' ? reserve.release() : reserve.release(0);
  }

  async #dropOldest(): Promise<boolean> {
    const dropped = await this.#parts.history.dropOldest();
    if (dropped) this.#droppedSegments += 1;
    return dropped;
  }
}

function meansFull(error: unknown): boolean {
  const hasCause = error instanceof SpoiltSegmentError || error instanceof JournalError;
  return isDiskFull(hasCause ? error.cause : error);
}
