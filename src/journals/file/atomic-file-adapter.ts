import type { Adapter } from 'lowdb';
import { appendAll, type FileSystem } from './file-system.ts';
import { decodeFrame, encodeFrame } from './frame.ts';

/** A file that is there but does not hold what was written: its content must come from somewhere else. */
export class DamagedFileError extends Error {}

let temporaries = 0;

/** Gives a file new content, durably: at any moment its name stands for all of the old bytes, or all of the new ones. */
export async function replaceFile(
  fs: FileSystem,
  directory: string,
  { name, bytes }: { readonly name: string; readonly bytes: Buffer },
): Promise<void> {
  const temporary = `${directory}/${name}.${process.pid}-${temporaries++}.tmp`;
  try {
    await writeNew(fs, temporary, bytes);
    await fs.rename(temporary, `${directory}/${name}`);
  } catch (error) {
    await fs.remove(temporary);
    throw error;
  }
  await fs.syncDirectory(directory);
}

async function writeNew(fs: FileSystem, path: string, bytes: Buffer): Promise<void> {
  const file = await fs.create(path);
  try {
    appendAll(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

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
    const document: T | null = JSON.parse(framed.json);
    if (document === null) throw new DamagedFileError(`${this.#name} holds nothing`);
    return document;
  }

  write(document: T): Promise<void> {
    const name = this.#name;
    return replaceFile(this.#fs, this.#directory, { name, bytes: encodeFrame(JSON.stringify(document)) });
  }
}
