import { Low } from 'lowdb';
import { z } from 'zod';
import { LEDGER_SHARDS } from '../../outbox/events/hash.ts';
import type { Ledger, LedgerShard } from '../../outbox/ledger/ledger.ts';
import type { Series } from '../../outbox/ledger/series.ts';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';

const STATES: ReadonlySet<string> = new Set<Series['state']>(['firing', 'resolved']);

/** Its checksum held, so the elements are only looked at: copies of them would double what a start takes. */
const shardSchema = z.object({
  position: z.int(),
  episodes: z.array(z.custom((value) => hasTexts(value, 'alarmId') && STATES.has(value.state ?? ''))),
  incidents: z.array(z.custom((value) => hasTexts(value, 'key'))),
});

/** Tombstones are kept this long: a straggler of an older episode is recognised for as long. */
const FORGET_AFTER_MS = 48 * 3_600_000;
/** A shard is stored again when the journal grew by this much since it changed, so that a start replays little ... */
const LEAST_BYTES_BETWEEN = 64 * 2 ** 20;
/** ... and by this many times the size of the whole ledger, so that snapshots cost a fraction of the journal. */
const LEDGER_FACTOR = 5;
/** About what one series or incident takes on disk. */
const BYTES_EACH = 400;

/** Whether it is something with a state, and an identity of this name. */
function hasTexts(value: unknown, identity: string): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false;
  return [identity, 'state'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/** The name of a shard's file. */
export function shardFile(shard: number): string {
  return `shard-${String(shard).padStart(3, '0')}.json`;
}

/** The alarm ledger on disk, `shard-<n>.json`: one database a shard, each whole or as it was before. */
export class LedgerStore {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #leastBytesBetween: number;
  /** Journal bytes written when a shard first changed since it was stored; absent when it did not change. */
  readonly #changedAt = new Map<number, number>();
  readonly #shardBytes = new Float64Array(LEDGER_SHARDS);
  #journalBytes = 0;

  constructor(fs: FileSystem, directory: string, leastBytesBetween = LEAST_BYTES_BETWEEN) {
    this.#fs = fs;
    this.#directory = directory;
    this.#leastBytesBetween = leastBytesBetween;
  }

  /** Restores every stored shard. Answers which are damaged: they are left out, and must be made again from the events. */
  async load(ledger: Ledger): Promise<readonly number[]> {
    await this.#fs.makeDirectory(this.#directory);
    const damaged: number[] = [];
    const names = new Set(await this.#fs.list(this.#directory));
    for (let shard = 0; shard < LEDGER_SHARDS; shard++) {
      if (!names.has(shardFile(shard))) continue;
      try {
        const stored = await this.#adapter(shard).read();
        if (stored === null) continue;
        shardSchema.parse(stored);
        ledger.restore(shard, stored);
        this.#measure(shard, stored);
      } catch (error) {
        if (!(error instanceof DamagedFileError || error instanceof z.ZodError)) throw error;
        damaged.push(shard);
      }
    }
    return damaged;
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
    const between = Math.max(this.#leastBytesBetween, LEDGER_FACTOR * ledgerBytes);
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
      if (!this.#changedAt.has(shard)) this.#changedAt.set(shard, this.#journalBytes);
      throw error;
    }
    ledger.stored(shard, position);
    this.#measure(shard, snapshot);
  }

  #measure(shard: number, { episodes, incidents }: LedgerShard): void {
    this.#shardBytes[shard] = (episodes.length + incidents.length) * BYTES_EACH;
  }

  #adapter(shard: number): AtomicFileAdapter<LedgerShard> {
    return new AtomicFileAdapter(this.#fs, this.#directory, shardFile(shard));
  }
}
