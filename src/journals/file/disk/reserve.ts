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
/** The first one holds the bytes. The others are empty: starts and segments take inodes, which may run out too. */
const RESERVE_FILES = ['reserve.bin', ...Array.from({ length: 7 }, (_, i) => `reserve-${i + 1}.bin`)];

/** Computes the size of the reserve. There is none when nothing must stay free. */
export function reserveBytes(segmentBytes: number, minFreeBytes: number): number {
  if (minFreeBytes === 0) return 0;
  return Math.min(MAX_BYTES, SEGMENTS * segmentBytes + SMALL_FILES_BYTES);
}

/**
 * Files that hold disk space in reserve. They are deleted when other programs have filled the disk to the last
 * byte. Then settles can still be stored, which makes room again, and a start can go ahead. New alerts are
 * refused meanwhile: what the reserve lacks does not count as free.
 */
export class Reserve {
  readonly #fs: FileSystem;
  readonly #paths: readonly string[];
  readonly #bytes: number;
  #isThere = false;
  /** True when there is only a part of it, or the smaller one of an older version. */
  #isPart = false;

  constructor(fs: FileSystem, directory: string, bytes: number) {
    this.#fs = fs;
    this.#paths = RESERVE_FILES.map((name) => `${directory}/${name}`);
    this.#bytes = bytes;
  }

  /** The bytes that must be free before the reserve is complete again. */
  get missingBytes(): number {
    return this.#isThere ? 0 : this.#bytes;
  }

  /** Finds the reserve of the last owner. Changes nothing. */
  async find(): Promise<void> {
    const found = await Promise.all(this.#paths.map((path) => this.#fs.stat(path)));
    const isWhole = found.every((one, i) => one?.bytes === this.#bytesOf(i));
    this.#isThere = this.#bytes > 0 && isWhole;
    this.#isPart = !this.#isThere && found.some((one) => one !== undefined);
  }

  /** Deletes the reserve, so that its space can be used. Returns false when it is gone already. */
  async release(): Promise<boolean> {
    if (!this.#isThere && !this.#isPart) return false;
    this.#isThere = false;
    this.#isPart = false;
    await this.#remove();
    return true;
  }

  /**
   * Creates the reserve again when it is missing, and returns the bytes that this took. On a full disk it stays
   * missing.
   */
  async refill(): Promise<number> {
    if (this.#isPart) await this.release();
    if (this.missingBytes === 0) return 0;
    try {
      const [first = '', ...empty] = this.#paths;
      await writeNewFile(this.#fs, first, ...chunksOf(this.#bytes));
      for (const path of empty) await (await this.#fs.create(path)).close();
      this.#isThere = true;
      return this.#bytes;
    } catch (error) {
      await this.#remove();
      if (!isNoRoom(error)) throw error;
      return 0;
    }
  }

  #bytesOf(file: number): number {
    return file === 0 ? this.#bytes : 0;
  }

  async #remove(): Promise<void> {
    for (const path of this.#paths) await this.#fs.remove(path);
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
