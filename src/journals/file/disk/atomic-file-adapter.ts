import type { Adapter } from 'lowdb';
import type { FileSystem } from './file-system.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { replaceFile } from './replace-file.ts';

/** A file whose content cannot be read. The content must be restored from somewhere else. */
export class DamagedFileError extends Error {}

/**
 * A lowdb adapter for small documents. The file is one frame with a checksum, and {@link replaceFile} writes
 * it: the file always holds the old or the new content, never a mixture and never nothing. A write resolves
 * when its content is durable. lowdb's own file adapters do none of this.
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

  /**
   * Reads the document; null when there is none.
   *
   * @throws {DamagedFileError} when its checksum does not match.
   */
  async read(): Promise<T | null> {
    const path = `${this.#directory}/${this.#name}`;
    const bytes = await this.#fs.readFile(path);
    if (bytes === undefined) return null;
    const framed = decodeFrame(bytes, 0);
    if (framed.kind !== 'frame')
      throw new DamagedFileError(`${path} is damaged: its length or checksum is wrong`);
    const document: T | null = JSON.parse(framed.json);
    if (document === null) throw new DamagedFileError(`${path} is damaged: it holds nothing`);
    return document;
  }

  write(document: T): Promise<void> {
    const name = this.#name;
    return replaceFile(this.#fs, this.#directory, { name, bytes: encodeFrame(JSON.stringify(document)) });
  }
}
