import type { Adapter } from 'lowdb';
import type { FileSystem } from './file-system.ts';
import { decodeFrame, encodeFrame } from './frame.ts';

/** A file that is there but does not hold what was written: its content must come from somewhere else. */
export class DamagedFileError extends Error {}

let temporaries = 0;

/**
 * A lowdb adapter for small documents: the file always holds the old or the new content, never a mixture and never
 * nothing. Written to a temporary of its own name, synced, renamed, and the directory synced; one frame with a checksum.
 * A write resolves when its content is durable. lowdb's own file adapters do none of this.
 */
export class AtomicFileAdapter<T> implements Adapter<T> {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #name: string;

  constructor(fs: FileSystem, directory: string, name: string) {
    this.#fs = fs;
    this.#directory = directory;
    this.#name = name;
  }

  /** The document; null when there is none. @throws {DamagedFileError} when its checksum does not hold. */
  async read(): Promise<T | null> {
    const bytes = await this.#fs.readFile(`${this.#directory}/${this.#name}`);
    if (bytes === undefined) return null;
    const framed = decodeFrame(bytes, 0);
    if (framed.kind !== 'frame') throw new DamagedFileError(`${this.#name} is damaged`);
    return JSON.parse(framed.json);
  }

  async write(document: T): Promise<void> {
    const temporary = `${this.#directory}/${this.#name}.${process.pid}-${temporaries++}.tmp`;
    const bytes = encodeFrame(JSON.stringify(document));
    const file = await this.#fs.create(temporary);
    try {
      for (let done = 0; done < bytes.length; ) done += file.append(bytes.subarray(done));
      await file.sync();
    } catch (error) {
      await file.close();
      await this.#fs.remove(temporary);
      throw error;
    }
    await file.close();
    await this.#fs.rename(temporary, `${this.#directory}/${this.#name}`);
    await this.#fs.syncDirectory(this.#directory);
  }
}
