import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { Gap } from '../../outbox/ports/gap.ts';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import type { FileSystem } from './disk/file-system.ts';
import { storedGaps, toStoredGaps } from './inventory.ts';

const LIST_FILE = 'kept.list';
/** A long list is written again only after this part of it has changed, so that it costs little. */
const PART = 16;

const storedList = z.object({ v: z.literal(1), ids: z.array(z.string()), gaps: storedGaps });
type StoredList = z.infer<typeof storedList>;

/** The list of the dead letters that must exist, so that a start notices when one has vanished. */
export class KeptList {
  readonly #adapter: AtomicFileAdapter<unknown>;
  #gaps: readonly Gap[] = [];
  #length = 0;
  #changes = 0;
  #saving: Promise<boolean> = Promise.resolve(true);

  constructor(fs: FileSystem, directory: string) {
    this.#adapter = new AtomicFileAdapter(fs, directory, LIST_FILE);
  }

  /** The dead letters that are missing, those of this start first. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /**
   * Compares the list with the dead letters that are there, and begins a new one. Returns whether that is on disk.
   *
   * @param found `discarded` are those that were discarded on purpose; `isCurrent` is false when a version that
   * keeps no list was here last
   */
  async open(found: {
    readonly present: ReadonlySet<string>;
    readonly discarded: ReadonlySet<string>;
    readonly isCurrent: boolean;
    /** True when a list must be there. */
    readonly isRequired: boolean;
    /** Epoch ms. */
    readonly now: number;
  }): Promise<boolean> {
    const { present, discarded, isCurrent, isRequired, now } = found;
    const stored = await this.#read();
    const { ids = [], gaps = [] } = stored ?? {};
    const list: Gap = { kind: 'inventory', file: `dead-letters/${LIST_FILE}`, foundAt: now, isNew: true };
    const missing = isCurrent ? ids.filter((id) => !present.has(id) && !discarded.has(id)) : [];
    const files = new Set(missing.map(fileOf));
    const before = gaps.filter(({ file }) => !files.has(file) && !present.has(idOf(file)));
    this.#gaps = [
      ...(isRequired && !stored ? [list] : []),
      ...missing.map((id): Gap => ({ kind: 'dead-letter', file: fileOf(id), foundAt: now, isNew: true })),
      ...before.map((gap) => ({ ...gap, isNew: false }) as Gap),
    ];
    return await this.#save(() => present);
  }

  /** Makes the next changes be stored at once, until one is. */
  mustBeStored(): void {
    this.#length = 0;
  }

  /**
   * Notes a change of the dead letters. Returns whether the list on disk is up to date now. Never throws.
   *
   * @param ids lists them when it is asked
   */
  async changed(ids: () => Iterable<string>): Promise<boolean> {
    this.#changes += 1;
    if (this.#changes * PART < this.#length) return false;
    // One write at a time, so that an older list never replaces a newer one.
    this.#saving = this.#saving.then(() => this.#save(ids));
    return await this.#saving;
  }

  async #save(ids: () => Iterable<string>): Promise<boolean> {
    const changes = this.#changes;
    const list = [...ids()];
    const gaps = toStoredGaps(this.#gaps);
    try {
      await this.#adapter.write({ v: 1, ids: list, gaps } satisfies StoredList);
    } catch (error) {
      process.emitWarning(
        `could not store the list of dead letters; trying again later: ${messageOf(error)}`,
      );
      return false;
    }
    this.#length = list.length;
    this.#changes -= changes;
    return true;
  }

  async #read(): Promise<StoredList | undefined> {
    try {
      return storedList.safeParse(await this.#adapter.read()).data;
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined;
      throw error;
    }
  }
}

function fileOf(id: string): string {
  return `dead-letters/${id}.json`;
}

function idOf(file: string): string {
  return file.slice('dead-letters/'.length, -'.json'.length);
}
