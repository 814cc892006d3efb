import { messageOf } from '../../../errors.ts';
import type { Recovery } from '../../../outbox/ports/journal.ts';
import type { Clock } from '../../../time/clock.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { noteInEpoch } from '../epoch.ts';
import { FOR_START, type RoomMaker } from '../room-maker.ts';
import type { Entered } from './home.ts';
import { HOME_FILE } from './home-file.ts';

interface Options {
  /** Absent for a journal that does not tell copies. */
  readonly entered: Entered | undefined;
  readonly fs: FileSystem;
  readonly directory: string;
  /** Epoch of this start. */
  readonly epoch: number;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** A hot copy is noticed when it is put back, if it is older than this. */
const NOTED_EVERY_MS = 10 * 60_000;

/**
 * Keeps the home of a data directory apart from all copies of it that were made before: it replaces the file at the start, now and
 * then while something happens, and at the end.
 *
 * States: entered -> settled -> left. `epoch.json` is always written first where the two tell of the same moment, so that at any moment
 * the journal is as new as the home, or newer.
 */
export class HomeKeeper {
  readonly #options: Options;
  #notedAt: number | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Notes the place for the next start, and adds to a recovery what this start has found out. It never fails a start. On a full disk,
   * something is given up only for what no earlier start has noted.
   */
  async settle(recovery: Recovery, room: Pick<RoomMaker, 'within'>): Promise<Recovery> {
    const { entered, epoch } = this.#options;
    if (!entered) return recovery;
    const { movedFrom } = entered;
    const notices = [...(recovery.notices ?? []), ...entered.notices];
    try {
      await room.within(entered.isNoted ? [] : FOR_START, () => entered.note({ epoch }));
      await this.#noteInJournal({ home: entered.instance });
      this.#notedAt = this.#options.clock.monotonic();
    } catch (error) {
      notices.push(
        `could not store ${HOME_FILE}: ${messageOf(error)}; the next start tries again. ${CONSEQUENCE}`,
      );
    }
    return { ...recovery, notices, ...(movedFrom && { movedFrom }) };
  }

  /** Replaces the home when that is due and the epoch holds. Call it after a change. */
  async keep(holds: () => Promise<boolean>): Promise<void> {
    const { entered, epoch, clock } = this.#options;
    const now = clock.monotonic();
    if (this.#notedAt === undefined || now - this.#notedAt < NOTED_EVERY_MS) return;
    this.#notedAt = now;
    if (await holds()) await entered?.note({ epoch });
  }

  /** Notes that the owner stops in order. */
  async leave(): Promise<void> {
    const { entered, epoch } = this.#options;
    if (this.#notedAt === undefined || !(await this.#noteInJournal({ ended: true }))) return;
    await entered?.note({ epoch, ended: true });
  }

  #noteInJournal(more: { readonly home: string } | { readonly ended: true }): Promise<boolean> {
    const { fs, directory, epoch } = this.#options;
    return noteInEpoch(fs, directory, { epoch, ...more });
  }
}

const CONSEQUENCE = 'Until then, an agent on a copy of the data directory may not notice that it is one';
