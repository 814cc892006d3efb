import { z } from 'zod';
import { LEDGER_SHARDS } from '../../outbox/events/hash.ts';
import type { Gap } from '../../outbox/ports/gap.ts';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import type { FileSystem } from './disk/file-system.ts';
import { largestOf } from './largest-of.ts';
import { shardFile } from './ledger-store.ts';
import { segmentFile, segmentOfFile } from './segments/segment-names.ts';

const INVENTORY_FILE = 'inventory.json';
/** All gaps that a start finds are counted, but only so many are remembered for the next one. */
const MAX_GAPS = 1_000;
/**
 * The numbers that are skipped when the end of a missing segment is not known, so that none of its numbers is
 * used again. No segment holds as many events.
 */
export const SKIPPED_NUMBERS = 2 ** 26;

/** A segment that must exist, in `segments` or in `history`. */
export interface ListedSegment {
  readonly segment: number;
  /** Absent when an older version released the segment. */
  readonly firstSeq?: number | undefined;
  /** Absent while the segment is written. */
  readonly lastSeq?: number | undefined;
  /** True when all its entries are settled: without it, only stories are incomplete. */
  readonly isHistory: boolean;
}

/** The files that must exist. */
export interface Listed {
  readonly segments: readonly ListedSegment[];
  readonly shards: readonly number[];
}

const gapSchema = z.object({
  kind: z.enum(['segment', 'records', 'history', 'ledger', 'inventory', 'dead-letter']),
  file: z.string(),
  firstSeq: z.number().optional(),
  lastSeq: z.number().optional(),
  events: z.number().optional(),
  foundAt: z.number(),
});

/** The form of remembered gaps on disk. */
export const storedGaps = z.array(gapSchema);

/** The gaps that the next start is told of, in the form on disk. */
export function toStoredGaps(gaps: readonly Gap[]): z.infer<typeof storedGaps> {
  return gaps.slice(0, MAX_GAPS).map(({ isNew: _, ...gap }) => gap);
}

const storedInventory = z.object({
  v: z.literal(1),
  segments: z.array(
    z.object({
      segment: z.int().positive(),
      firstSeq: z.int().positive().optional(),
      lastSeq: z.int().nonnegative().optional(),
      isHistory: z.boolean(),
    }),
  ),
  shards: z.array(
    z
      .int()
      .min(0)
      .max(LEDGER_SHARDS - 1),
  ),
  gaps: storedGaps,
});

type StoredInventory = z.infer<typeof storedInventory>;

/**
 * The worth of the list at a start. `required`: the last owner kept one. `outdated`: the last owner was a
 * version that keeps none, so nothing counts as missing. `optional`: nothing tells who the last owner was.
 */
export type InventoryWorth = 'required' | 'outdated' | 'optional';

/** The files that exist, as a start finds them. */
export interface Present {
  readonly segments: ReadonlySet<number>;
  /** Missing segments whose indexes are there: each of their entries is known, and counted by itself. */
  readonly indexed?: readonly number[];
  readonly shards: ReadonlySet<number>;
}

/**
 * The list of the files that must exist, `inventory.json`, so that a start notices when one has vanished. It is
 * written in the background after a file was made, and before a file is deleted on purpose. So a crash never
 * makes a gap, but a file that is less than a round of housekeeping old may vanish unnoticed.
 */
export class Inventory {
  readonly #adapter: AtomicFileAdapter<unknown>;
  #listed: Listed = { segments: [], shards: [] };
  #gaps: readonly Gap[] = [];
  #saved = '';
  #isLost = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(fs: FileSystem, directory: string) {
    this.#adapter = new AtomicFileAdapter(fs, directory, INVENTORY_FILE);
  }

  /** The gaps that are known, those of this start first. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** The largest number of a segment that is or was listed; 0 when there is none. */
  get lastSegment(): number {
    const listed = this.#listed.segments.map(({ segment }) => segment);
    return largestOf([...listed, ...this.#gaps.map(({ file }) => segmentOfFile(file) ?? 0)]);
  }

  /** All numbers of events up to this one are taken by missing segments; 0 when none is missing. */
  get takenSeq(): number {
    const ends = this.#gaps.map(
      ({ firstSeq = 1, lastSeq, kind }) =>
        lastSeq ?? (kind === 'segment' ? firstSeq - 1 + SKIPPED_NUMBERS : 0),
    );
    return largestOf(ends);
  }

  /** The shards that must exist. */
  get shards(): ReadonlySet<number> {
    return new Set(this.#listed.shards);
  }

  /** Reads the list, and returns whether there is one. */
  async open(worth: InventoryWorth, now: number): Promise<boolean> {
    const stored = await this.#read();
    // The list itself is no gap any more when it could be read.
    const gaps = (stored?.gaps ?? []).filter(({ file }) => file !== INVENTORY_FILE);
    this.#gaps = gaps.map((gap) => ({ ...gap, isNew: false }) as Gap);
    if (stored && worth !== 'outdated') this.#listed = stored;
    this.#isLost = !stored && worth !== 'outdated';
    if (!stored && worth === 'required')
      this.#add([{ kind: 'inventory', file: INVENTORY_FILE, foundAt: now, isNew: true }]);
    return stored !== undefined;
  }

  /** True when there is no list, though there should be one. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Facts about a segment that is listed; undefined when it is not. */
  segment(number: number): ListedSegment | undefined {
    return this.#listed.segments.find(({ segment }) => segment === number);
  }

  /** Takes a segment off the list, before it is deleted on purpose. It is durable when the promise resolves. */
  async forget(number: number): Promise<void> {
    if (!this.segment(number)) return;
    await this.save(() => {
      const { segments, shards } = this.#listed;
      return { segments: segments.filter(({ segment }) => segment !== number), shards };
    });
  }

  /** Compares the list with what is there. What is missing becomes a gap, once; what is back is none any more. */
  check(present: Present, now: number): void {
    const shardFiles = new Set([...present.shards].map(shardPath));
    this.#gaps = this.#gaps.filter(({ kind, file }) => {
      const isThere = present.segments.has(segmentOfFile(file) ?? 0);
      // Records stay missing for as long as the rest of their segment is there.
      return kind === 'records' ? isThere : !isThere && !shardFiles.has(file);
    });
    const known = new Set(this.#gaps.map(({ file }) => file));
    const missing = this.#listed.segments.filter(
      ({ segment }) => !present.segments.has(segment) && !known.has(segmentFile(segment)),
    );
    const found = (kind: Gap['kind'], file: string, of: Partial<Gap> = {}): Gap => {
      return { kind, file, ...of, foundAt: now, isNew: true };
    };
    const segments = missing.map(({ segment, firstSeq, lastSeq, isHistory }) =>
      found(isHistory ? 'history' : 'segment', segmentFile(segment), {
        ...(firstSeq !== undefined && { firstSeq }),
        ...(lastSeq !== undefined && { lastSeq }),
        ...(!isHistory && !present.indexed?.includes(segment) && { events: eventsIn(firstSeq, lastSeq) }),
      }),
    );
    const shards = this.#listed.shards
      .filter((shard) => !present.shards.has(shard))
      .map(shardPath)
      .filter((file) => !known.has(file));
    this.#add([...segments, ...shards.map((file) => found('ledger', file))]);
  }

  /** Adds a gap that was found in another way. */
  note(gap: Gap): void {
    // The rest of a segment with missing records may be missing later.
    const known = this.#gaps.find(
      ({ kind, file }) => file === gap.file && (kind === 'records') === (gap.kind === 'records'),
    );
    if (known && (known.events ?? 0) >= (gap.events ?? 0)) return;
    this.#gaps = this.#gaps.filter((one) => one !== known);
    this.#add([gap]);
  }

  /** Stores the list when it has changed. It is durable when the promise resolves. One write at a time. */
  save(listed: () => Listed): Promise<void> {
    const saving = this.#saving.then(() => this.#write(listed()));
    this.#saving = saving.catch(() => undefined);
    return saving;
  }

  async #write(listed: Listed): Promise<void> {
    const stored: StoredInventory = {
      v: 1,
      segments: listed.segments.map((one) => ({ ...one })),
      shards: [...listed.shards],
      gaps: toStoredGaps(this.#gaps),
    };
    const text = JSON.stringify(stored);
    if (text === this.#saved) return;
    await this.#adapter.write(stored);
    this.#saved = text;
    this.#listed = listed;
  }

  async #read(): Promise<StoredInventory | undefined> {
    try {
      return storedInventory.safeParse(await this.#adapter.read()).data;
    } catch (error) {
      if (error instanceof DamagedFileError) return undefined;
      throw error;
    }
  }

  #add(gaps: readonly Gap[]): void {
    this.#gaps = [...gaps, ...this.#gaps];
  }
}

/** The number of events in a segment; 1 when its end is not known. */
function eventsIn(firstSeq = 1, lastSeq = firstSeq): number {
  return Math.max(1, lastSeq - firstSeq + 1);
}

function shardPath(shard: number): string {
  return `ledger/${shardFile(shard)}`;
}
