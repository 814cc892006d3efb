import { Low } from 'lowdb';
import { JournalError, messageOf } from '../../errors.ts';
import type { DeadLetter, DeadLetters } from '../../outbox/ports/dead-letters.ts';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';
import { encodeFrame } from './frame.ts';
import { removeTemporaries } from './layout.ts';

/** Entries in the order in which they were queued: `entry-9` before `entry-10`. */
const BY_ID = new Intl.Collator('en', { numeric: true });

const LETTER_FILE = /^([A-Za-z0-9-]{1,100})\.json$/;

/** What is known of a letter without reading it. */
interface Kept {
  readonly bytes: number;
  /** When its file was written, epoch ms: their order, now and after a start. */
  readonly changedAt: number;
}

/**
 * Dead letters in a directory, one small database each, `<id>.json`: durable as soon as it is kept, whole, and
 * independent of the journal, so that a dead letter never holds a segment back. Bounded by bytes: at the cap nothing new
 * is kept, and nothing old is given up.
 */
export class FileDeadLetters implements DeadLetters {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  /** What is on its way to the disk: it has its room, and is shown when it is there. */
  #writingBytes = 0;

  constructor(fs: FileSystem, directory: string, maxBytes: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  /** Finds what is kept. To be called once, by the owner of the data directory. */
  async open(): Promise<void> {
    await this.#fs.makeDirectory(this.#directory);
    await removeTemporaries(this.#fs, this.#directory);
    for (const name of await this.#fs.list(this.#directory)) {
      const id = LETTER_FILE.exec(name)?.[1];
      const stat = id === undefined ? undefined : await this.#fs.stat(`${this.#directory}/${name}`);
      if (id !== undefined && stat) this.#note(id, stat);
    }
  }

  async keep(letter: DeadLetter): Promise<boolean> {
    const bytes = encodeFrame(JSON.stringify(letter)).length;
    const before = this.#kept.get(letter.id)?.bytes ?? 0;
    if (this.#bytes + this.#writingBytes - before + bytes > this.#maxBytes) return false;
    this.#writingBytes += bytes;
    let changedAt: number;
    try {
      await new Low<DeadLetter>(this.#adapter(letter.id), letter).write();
      changedAt = this.#fs.statNow(`${this.#directory}/${letter.id}.json`)?.changedAt ?? letter.at;
    } catch (cause) {
      throw new JournalError('journal.full', `cannot keep a dead letter: ${messageOf(cause)}`, { cause });
    } finally {
      this.#writingBytes -= bytes;
    }
    this.#note(letter.id, { bytes, changedAt });
    return true;
  }

  ids(): readonly string[] {
    return [...this.#kept]
      .sort(([a, first], [b, second]) => second.changedAt - first.changedAt || BY_ID.compare(b, a))
      .map(([id]) => id);
  }

  async list({ limit, offset }: { limit: number; offset: number }): Promise<readonly DeadLetter[]> {
    const ids = this.ids().slice(offset, offset + limit);
    const letters = await Promise.all(ids.map((id) => this.get(id)));
    return letters.filter((letter) => letter !== undefined);
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    if (!this.#kept.has(id)) return undefined;
    try {
      return (await this.#adapter(id).read()) ?? undefined;
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined;
      throw error;
    }
  }

  async discard(id: string): Promise<boolean> {
    if (!this.#kept.has(id)) return false;
    await this.#fs.remove(`${this.#directory}/${id}.json`);
    await this.#fs.syncDirectory(this.#directory);
    this.#forget(id);
    return true;
  }

  usage() {
    return { letters: this.#kept.size, bytes: this.#bytes, maxBytes: this.#maxBytes };
  }

  #note(id: string, { bytes, changedAt }: Kept): void {
    this.#forget(id);
    this.#kept.set(id, { bytes, changedAt });
    this.#bytes += bytes;
  }

  #forget(id: string): void {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0;
    this.#kept.delete(id);
  }

  #adapter(id: string): AtomicFileAdapter<DeadLetter> {
    return new AtomicFileAdapter(this.#fs, this.#directory, `${id}.json`);
  }
}
