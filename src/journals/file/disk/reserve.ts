import { randomBytes } from 'node:crypto';
import { isNoRoom } from './disk-errors.ts';
import type { FileSystem } from './file-system.ts';
import { writeNewFile } from './write-file.ts';

/** As much as two segments ... */
const SEGMENTS = 2;
/** ... beside an epoch, some indexes and some snapshots of the ledger. */
const SMALL_FILES_BYTES = 2 ** 18;
const MAX_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
/** The number of pieces. Each is an inode too, which may run out as well. */
const PIECES = 16;
/** So many pieces are never given back to the file system for small files: segments of outcomes are written in them. */
const FOR_SEGMENTS = 8;

/** Computes the size of the reserve. There is none when nothing must stay free. */
export function reserveBytes(segmentBytes: number, minFreeBytes: number): number {
  if (minFreeBytes === 0) return 0;
  return Math.min(MAX_BYTES, SEGMENTS * segmentBytes + SMALL_FILES_BYTES);
}

interface Piece {
  readonly path: string;
  /** `odd`: its size is another one, such as that of an older version. */
  state: 'whole' | 'odd' | 'none';
}

/**
 * Files that hold disk space in reserve, for a disk that other programs have filled to the last byte. A segment of
 * outcomes is written into the blocks of a piece, which never go back to the file system: another program that goes on
 * writing can't take them. Small files get room by the deletion of one piece after the other. New alerts are refused
 * meanwhile: what the reserve lacks does not count as free.
 */
export class Reserve {
  readonly #fs: FileSystem;
  readonly #pieces: readonly Piece[];
  readonly #pieceBytes: number;

  constructor(fs: FileSystem, directory: string, bytes: number) {
    this.#fs = fs;
    this.#pieceBytes = Math.ceil(bytes / PIECES);
    this.#pieces = [...Array(PIECES).keys()].map((i): Piece => {
      return { path: `${directory}/reserve${i === 0 ? '' : `-${i}`}.bin`, state: 'none' };
    });
  }

  /** The bytes that must be free before the reserve is complete again. */
  get missingBytes(): number {
    return this.#pieceBytes * this.#pieces.filter(({ state }) => state !== 'whole').length;
  }

  /** Finds the reserve of the last owner. Changes nothing. */
  async find(): Promise<void> {
    for (const piece of this.#pieces) {
      const found = await this.#fs.stat(piece.path);
      if (!found) piece.state = 'none';
      else piece.state = this.#pieceBytes > 0 && found.bytes === this.#pieceBytes ? 'whole' : 'odd';
    }
  }

  /** Takes a piece whose blocks are to be written into. It belongs to the caller, who gives it another name. */
  take(): string | undefined {
    const piece = this.#pieces.findLast(({ state }) => state === 'whole');
    if (piece) piece.state = 'none';
    return piece?.path;
  }

  /**
   * Deletes a piece, so that its space can be used for something else. Returns false when no more may be given.
   *
   * @param kept so many pieces stay
   */
  async release(kept = FOR_SEGMENTS): Promise<boolean> {
    const odd = this.#pieces.find(({ state }) => state === 'odd');
    const whole = this.#pieces.filter(({ state }) => state === 'whole');
    const piece = odd ?? (whole.length > kept ? whole.at(-1) : undefined);
    if (!piece) return false;
    piece.state = 'none';
    await this.#fs.remove(piece.path);
    return true;
  }

  /**
   * Makes the missing pieces again, and returns the bytes that this took. On a full disk some stay missing.
   */
  async refill(): Promise<number> {
    let made = 0;
    for (const piece of this.#pieces) {
      if (piece.state === 'whole') continue;
      await this.#fs.remove(piece.path);
      piece.state = 'none';
      if (this.#pieceBytes === 0) continue;
      if (!(await this.#make(piece))) break;
      made += this.#pieceBytes;
    }
    return made;
  }

  async #make(piece: Piece): Promise<boolean> {
    try {
      await writeNewFile(this.#fs, piece.path, ...chunksOf(this.#pieceBytes));
      piece.state = 'whole';
      return true;
    } catch (error) {
      await this.#fs.remove(piece.path);
      if (!isNoRoom(error)) throw error;
      return false;
    }
  }
}

function chunksOf(bytes: number): readonly Buffer[] {
  // A file system that compresses would give no room to zeros. No line of a segment looks like this.
  const chunk = randomBytes(Math.min(bytes, CHUNK_BYTES));
  const count = Math.ceil(bytes / CHUNK_BYTES);
  return Array.from({ length: count }, (_, i) =>
    chunk.subarray(0, Math.min(CHUNK_BYTES, bytes - i * CHUNK_BYTES)),
  );
}
