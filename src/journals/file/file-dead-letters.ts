import { Low } from 'lowdb';
import { JournalError, messageOf } from '../../errors.ts';
import type { DeadLetter, DeadLetters } from '../../outbox/ports/dead-letters.ts';
import type { Gap } from '../../outbox/ports/gap.ts';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import { isDiskFull } from './disk/disk-errors.ts';
import type { FileSystem } from './disk/file-system.ts';
import { encodeFrame } from './disk/frame.ts';
import { removeTemporaries } from './disk/replace-file.ts';
import { KeptList } from './kept-list.ts';

/** Compares ids by their numbers, which is the order of queueing: `entry-9` before `entry-10`. */
const BY_ID = new Intl.Collator('en', { numeric: true });

const DEAD_LETTER_FILE = /^([A-Za-z0-9-]{1,100})\.json$/;
/** A dead letter that was discarded, until the list on disk says so too. */
const DISCARDED_FILE = /^([A-Za-z0-9-]{1,100})\.json\.gone$/;

/** The facts about a dead letter that are known without reading it. */
interface DeadLetterFile {
  readonly bytes: number;
  /** Epoch ms when its file was written. It decides the order of the list, also after a restart. */
  readonly changedAt: number;
}

/** Runs work that stores an outcome. On a full disk, makes room for it. */
type MakeRoomFor = (work: () => Promise<void>) => Promise<void>;

interface Options {
  readonly maxBytes: number;
  readonly makeRoomFor?: MakeRoomFor;
  /** Tells whether the last owner kept the list of dead letters; true by default. */
  readonly hasList?: () => boolean;
  /** Tells whether the list must be there; false by default. */
  readonly mustHaveList?: () => boolean;
  /** Epoch ms. */
  readonly now?: () => number;
}

/**
 * Dead letters in a directory, one small database each, `<id>.json`. Each is durable as soon as it is kept.
 * They are independent of the journal, so that a dead letter never prevents the release of a segment. Their
 * total size is limited: at the limit no new one is kept, and no old one is dropped.
 */
export class FileDeadLetters implements DeadLetters {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #options: Options;
  readonly #list: KeptList;
  /** Dead letters that were discarded since the list was stored. */
  readonly #discarded = new Set<string>();
  readonly #kept = new Map<string, DeadLetterFile>();
  #bytes = 0;
  /** The size of dead letters in the making. They count against the limit, but are not listed yet. */
  #writingBytes = 0;

  constructor(fs: FileSystem, directory: string, options: Options) {
    this.#fs = fs;
    this.#directory = directory;
    this.#options = options;
    this.#list = new KeptList(fs, directory);
  }

  /** Lists the dead letters on disk. Called once, by the owner of the data directory. */
  async open(): Promise<void> {
    await this.#fs.makeDirectory(this.#directory);
    await removeTemporaries(this.#fs, this.#directory);
    const discarded = this.#discarded;
    for (const name of await this.#fs.list(this.#directory)) {
      const gone = DISCARDED_FILE.exec(name)?.[1];
      if (gone !== undefined) discarded.add(gone);
      const id = DEAD_LETTER_FILE.exec(name)?.[1];
      const stat = id === undefined ? undefined : await this.#fs.stat(`${this.#directory}/${name}`);
      if (id !== undefined && stat) this.#note(id, stat);
    }
    const { hasList = () => true, mustHaveList = () => false, now = () => 0 } = this.#options;
    const present = new Set(this.#kept.keys());
    const found = { present, discarded, isCurrent: hasList(), isRequired: mustHaveList(), now: now() };
    const isSaved = await this.#list.open(found);
    // Without their new names, the list that is still on disk would say that they vanished.
    if (!isSaved) return;
    for (const id of discarded) await this.#fs.remove(this.#pathOfDiscarded(id));
    discarded.clear();
  }

  gaps(): readonly Gap[] {
    return this.#list.gaps;
  }

  async keep(deadLetter: DeadLetter): Promise<boolean> {
    const bytes = encodeFrame(JSON.stringify(deadLetter)).length;
    const before = this.#kept.get(deadLetter.id)?.bytes ?? 0;
    if (this.#bytes + this.#writingBytes - before + bytes > this.#options.maxBytes) return false;
    this.#writingBytes += bytes;
    let changedAt: number;
    try {
      const write = () => new Low<DeadLetter>(this.#adapter(deadLetter.id), deadLetter).write();
      // A refused entry is an outcome of a delivery. Input can wait at its sender.
      const { makeRoomFor } = this.#options;
      await (makeRoomFor && deadLetter.kind === 'refused' ? makeRoomFor(write) : write());
      changedAt = this.#fs.statNow(`${this.#directory}/${deadLetter.id}.json`)?.changedAt ?? deadLetter.at;
    } catch (cause) {
      throw new JournalError('journal.full', `cannot keep a dead letter: ${messageOf(cause)}`, { cause });
    } finally {
      this.#writingBytes -= bytes;
    }
    const isNew = !this.#kept.has(deadLetter.id);
    this.#note(deadLetter.id, { bytes, changedAt });
    if (isNew) await this.#updateList();
    return true;
  }

  ids(): readonly string[] {
    return [...this.#kept]
      .sort(([a, first], [b, second]) => second.changedAt - first.changedAt || BY_ID.compare(b, a))
      .map(([id]) => id);
  }

  async list({ limit, offset }: { limit: number; offset: number }): Promise<readonly DeadLetter[]> {
    const ids = this.ids().slice(offset, offset + limit);
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return found.filter((deadLetter) => deadLetter !== undefined);
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
    const path = `${this.#directory}/${id}.json`;
    if (await this.#fs.stat(path)) await this.#takeAway(path, this.#pathOfDiscarded(id));
    await this.#fs.syncDirectory(this.#directory);
    this.#forget(id);
    this.#discarded.add(id);
    await this.#updateList();
    return true;
  }

  usage() {
    return { letters: this.#kept.size, bytes: this.#bytes, maxBytes: this.#options.maxBytes };
  }

  /** Gives a discarded dead letter a new name, which tells a start that it did not vanish by itself. */
  async #takeAway(path: string, discarded: string): Promise<void> {
    try {
      await this.#fs.rename(path, discarded);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      // Even a name may need room. Discarding makes some, so it must not wait for it.
      await this.#fs.remove(path);
      this.#list.mustBeStored();
    }
  }

  #note(id: string, { bytes, changedAt }: DeadLetterFile): void {
    this.#forget(id);
    this.#kept.set(id, { bytes, changedAt });
    this.#bytes += bytes;
  }

  #forget(id: string): void {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0;
    this.#kept.delete(id);
  }

  /** Stores the list when that is due, and then deletes what was discarded before. */
  async #updateList(): Promise<void> {
    let discarded: readonly string[] = [];
    const isSaved = await this.#list.changed(() => {
      discarded = [...this.#discarded];
      return this.#kept.keys();
    });
    if (!isSaved) return;
    for (const id of discarded) {
      this.#discarded.delete(id);
      await this.#fs.remove(this.#pathOfDiscarded(id));
    }
  }

  #pathOfDiscarded(id: string): string {
    return `${this.#directory}/${id}.json.gone`;
  }

  #adapter(id: string): AtomicFileAdapter<DeadLetter> {
    return new AtomicFileAdapter(this.#fs, this.#directory, `${id}.json`);
  }
}
