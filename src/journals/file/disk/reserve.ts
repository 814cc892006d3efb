import { randomBytes } from 'node:crypto';
import { isNoRoom } from './disk-errors.ts';
import type { FileSystem } from './file-system.ts';
import { writeNewFile } from './write-file.ts';

/** One segment is rewritten at a start, and one more is begun there ... */
const SEGMENTS = 2;
/** ... beside an epoch, some indexes and some snapshots of the ledger. */
const SMALL_FILES_BYTES = 2 ** 18;
/** A start with larger segments than this one holds goes on without rewriting. */
const MAX_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
const RESERVE_FILE = 'reserve.bin';

/** Computes the size of the reserve. There is none when nothing must stay free. */
export function reserveBytes(segmentBytes: number, minFreeBytes: number): number {
  if (minFreeBytes === 0) return 0;
  return Math.min(MAX_BYTES, SEGMENTS * segmentBytes + SMALL_FILES_BYTES);
}

/**
 * A file that holds disk space in reserve. It is deleted when other programs have filled the disk to the last
 * byte. Then settles can still be stored, which makes room again, and a start can go ahead. New alerts are
 * refused meanwhile: what the reserve lacks does not count as free.
 */
export class Reserve {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #bytes: number;
  #isThere = false;

  constructor(fs: FileSystem, directory: string, bytes: number) {
    this.#fs = fs;
    this.#path = `${directory}/${RESERVE_FILE}`;
    this.#bytes = bytes;
  }

  /** The bytes that must be free before the reserve is complete again. */
  get missingBytes(): number {
    return this.#isThere ? 0 : this.#bytes;
  }

  /** Finds the reserve of the last owner. */
  async open(): Promise<void> {
    const found = await this.#fs.stat(this.#path);
    this.#isThere = this.#bytes > 0 && found?.bytes === this.#bytes;
    // An older version kept a smaller one.
    if (found && !this.#isThere) await this.#fs.remove(this.#path);
  }

  /** Deletes the reserve, so that its space can be used. Returns false when it is gone already. */
  async release(): Promise<boolean> {
    if (!this.#isThere) return false;
    this.#isThere = false;
    await this.#fs.remove(this.#path);
    return true;
  }

  /**
   * Creates the reserve again when it is missing, and returns the bytes that this took. On a full disk it stays
   * missing.
   */
  async refill(): Promise<number> {
    if (this.missingBytes === 0) return 0;
    // A refill that was interrupted left a part of it.
    await this.#fs.remove(this.#path);
    try {
      await writeNewFile(this.#fs, this.#path, ...chunksOf(this.#bytes));
      this.#isThere = true;
      return this.#bytes;
    } catch (error) {
      await this.#fs.remove(this.#path);
      if (!isNoRoom(error)) throw error;
      return 0;
    }
  }
}

function chunksOf(bytes: number): readonly Buffer[] {
  // A file system that compresses would give no room to zeros.
  const chunk = randomBytes(Math.min(bytes, CHUNK_BYTES));
  const count = Math.ceil(bytes / CHUNK_BYTES);
  return Array.from({ length: count }, (_, i) =>
    chunk.subarray(0, Math.min(CHUNK_BYTES, bytes - i * CHUNK_BYTES)),
  );
}
