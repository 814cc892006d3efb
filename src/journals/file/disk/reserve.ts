import { isNoRoom } from './disk-errors.ts';
import type { FileSystem } from './file-system.ts';
import { writeNewFile } from './write-file.ts';

/** Enough for the settles that make room, and for a start to rewrite its last segment. */
const MAX_BYTES = 2 ** 20;
const RESERVE_FILE = 'reserve.bin';

/**
 * A file that holds disk space in reserve. It is deleted when other programs have filled the disk to the last
 * byte. Then settles can still be stored, which makes room again, and a start can go ahead. New alerts are
 * refused meanwhile.
 */
export class Reserve {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #bytes: number;

  /**
   * @param minFreeBytes upper limit of the reserve, so that releasing it never looks like free room for new
   * alerts
   */
  constructor(fs: FileSystem, directory: string, minFreeBytes: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.#bytes = Math.min(MAX_BYTES, minFreeBytes);
  }

  /** Deletes the reserve, so that its space can be used. */
  async release(): Promise<void> {
    if (this.#bytes > 0) await this.#fs.remove(this.#path);
  }

  /** Creates the reserve again when it is missing. On a full disk it stays missing. */
  async refill(): Promise<void> {
    if (this.#bytes === 0) return;
    const found = await this.#fs.stat(this.#path);
    if (found?.bytes === this.#bytes) return;
    await this.release();
    try {
      await writeNewFile(this.#fs, this.#path, Buffer.alloc(this.#bytes));
    } catch (error) {
      await this.release();
      if (!isNoRoom(error)) throw error;
    }
  }

  get #path(): string {
    return `${this.#directory}/${RESERVE_FILE}`;
  }
}
