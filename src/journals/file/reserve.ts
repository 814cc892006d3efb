import { appendAll, type FileSystem, isNoRoom } from './file-system.ts';

/** Enough for the settles that make room, and for a start to write its last segment anew. */
const MOST_BYTES = 2 ** 20;
const RESERVE_FILE = 'reserve.bin';

/**
 * Room that is taken while there is some, and given back when the disk is full to the last byte, by whomever: then
 * settles can still be stored, which is what makes room again, and a start can go ahead. What is new is refused meanwhile.
 */
export class Reserve {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #bytes: number;

  /** No larger than what must stay free anyway, so that giving it back makes nobody believe that there is room. */
  constructor(fs: FileSystem, directory: string, minFreeBytes: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.#bytes = Math.min(MOST_BYTES, minFreeBytes);
  }

  /** Gives the room back. */
  async release(): Promise<void> {
    if (this.#bytes > 0) await this.#fs.remove(this.#path);
  }

  /** Takes the room again, unless it is taken; a disk that refuses has none to spare. */
  async refill(): Promise<void> {
    if (this.#bytes === 0) return;
    const found = await this.#fs.stat(this.#path);
    if (found?.bytes === this.#bytes) return;
    await this.release();
    try {
      await this.#write();
    } catch (error) {
      await this.release();
      if (!isNoRoom(error)) throw error;
    }
  }

  async #write(): Promise<void> {
    const file = await this.#fs.create(this.#path);
    try {
      appendAll(file, Buffer.alloc(this.#bytes));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  get #path(): string {
    return `${this.#directory}/${RESERVE_FILE}`;
  }
}
