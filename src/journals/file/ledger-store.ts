import { Low } from 'lowdb';
import { z } from 'zod';
import { LEDGER_SHARDS } from '../../outbox/hash.ts';
import type { Ledger, LedgerShard } from '../../outbox/ledger.ts';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';

const shardSchema = z.object({
  position: z.int(),
  episodes: z.array(z.looseObject({ alarmId: z.string(), state: z.enum(['firing', 'resolved']) })),
  incidents: z.array(z.looseObject({ key: z.string(), state: z.string() })),
});

/** Tombstones are kept this long: a straggler of an older episode is recognised for as long. */
const FORGET_AFTER_MS = 48 * 3_600_000;
/** A shard is stored again when the journal grew by this much since it changed, so that a start replays little ... */
const LEAST_BYTES_BETWEEN = 16 * 2 ** 20;
/** ... and by this many times the size of the whole ledger, so that snapshots cost a fraction of the journal. */
const LEDGER_FACTOR = 5;

/** The alarm ledger on disk, `shard-<n>.json`: one database a shard, each whole or as it was before. */
export class LedgerStore {
  readonly #fs: FileSystem;
  readonly #directory: string;
  /** Journal bytes written when a shard first changed since it was stored; absent when it did not change. */
  readonly #changedAt = new Map<number, number>();
  readonly #shardBytes = new Float64Array(LEDGER_SHARDS);
  #journalBytes = 0;

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs;
    this.#directory = directory;
  }

  /** Restores every stored shard. A damaged one is left out: the events since the oldest kept segment make it again. */
  async load(ledger: Ledger): Promise<{ readonly damaged: number }> {
    await this.#fs.makeDirectory(this.#directory);
    let damaged = 0;
    for (let shard = 0; shard < LEDGER_SHARDS; shard++) {
      try {
        const stored = await this.#adapter(shard).read();
        if (stored === null) continue;
        shardSchema.parse(stored);
        ledger.restore(shard, stored);
      } catch (error) {
        if (!(error instanceof DamagedFileError || error instanceof z.ZodError)) throw error;
        damaged += 1;
      }
    }
    return { damaged };
  }

  /** Notes what a commit wrote and which shards it changed. */
  committed(bytes: number, shards: Iterable<number>): void {
    this.#journalBytes += bytes;
    for (const shard of shards)
      if (!this.#changedAt.has(shard)) this.#changedAt.set(shard, this.#journalBytes);
  }

  /** The shards that are due to be stored, the longest changed first. */
  due(): readonly number[] {
    const ledgerBytes = this.#shardBytes.reduce((sum, bytes) => sum + bytes, 0);
    const between = Math.max(LEAST_BYTES_BETWEEN, LEDGER_FACTOR * ledgerBytes);
    const due: number[] = [];
    for (const [shard, changedAt] of this.#changedAt) {
      if (this.#journalBytes - changedAt < between) break;
      due.push(shard);
    }
    return due;
  }

  /** Stores one shard as it is now: durable when it resolves. */
  async store(
    ledger: Ledger,
    shard: number,
    at: { readonly position: number; readonly now: number },
  ): Promise<void> {
    const { position, now } = at;
    this.#changedAt.delete(shard);
    const snapshot = ledger.snapshot(shard, { position, forgetBefore: now - FORGET_AFTER_MS });
    try {
      await new Low<LedgerShard>(this.#adapter(shard), snapshot).write();
    } catch (error) {
      this.#changedAt.set(shard, this.#journalBytes);
      throw error;
    }
    ledger.stored(shard, position);
    this.#shardBytes[shard] = (snapshot.episodes.length + snapshot.incidents.length) * 400;
  }

  #adapter(shard: number): AtomicFileAdapter<LedgerShard> {
    return new AtomicFileAdapter(this.#fs, this.#directory, `shard-${String(shard).padStart(3, '0')}.json`);
  }
}
