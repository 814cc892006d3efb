import type { CheckpointSource } from '../../outbox/ports/journal.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { FreeSpace } from './disk/free-space.ts';
import type { History, HistoryPolicy } from './history.ts';
import type { Layout } from './layout.ts';
import type { LedgerStore } from './ledger-store.ts';
import { writeIndex } from './segments/index-store.ts';
import type { LiveSegments } from './segments/live-segments.ts';
import { packAlarms, type SegmentSummary } from './segments/segment-summary.ts';

interface Dependencies {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly live: LiveSegments;
  readonly ledger: LedgerStore;
  readonly history: History;
  readonly policy: HistoryPolicy;
  readonly freeSpace: FreeSpace;
}

/**
 * The background work of the journal: index files of sealed segments, snapshots of the ledger, and the
 * release of settled segments to the history. It runs beside appends, and each step leaves the directory
 * valid.
 *
 * The newest segment is never released: it tells which sequence numbers are taken. A start finds the settles
 * of earlier segments in it, or in their indexes.
 */
export class Housekeeping {
  readonly #deps: Dependencies;
  /** Sealed segments without an index file. */
  readonly #unindexed: SegmentSummary[];
  /** The number of the last event when the index file of a segment was written, by segment. */
  readonly #indexedAsOf = new Map<number, number>();
  /** The segment that is being written. */
  #active: SegmentSummary | undefined;
  #droppedForRoom = 0;

  /** @param unindexed the live segments without an index file at a start */
  constructor(deps: Dependencies, unindexed: readonly SegmentSummary[]) {
    this.#deps = deps;
    this.#unindexed = [...unindexed];
  }

  /** The number of segments of the history that were deleted because the disk was nearly full. */
  get droppedForRoom(): number {
    return this.#droppedForRoom;
  }

  /** True while a sealed segment lacks its index file. */
  get isBehind(): boolean {
    return this.#unindexed.length > 0;
  }

  /** Notes a new segment, whose summary grows with each append. The one before it is sealed. */
  beginSegment(summary: SegmentSummary): void {
    if (this.#active) this.#unindexed.push(this.#active);
    this.#active = summary;
    this.#deps.live.add(summary);
  }

  /**
   * Runs one round: writes due index files and snapshots, deletes surplus history, releases settled segments.
   */
  async runRound(source: CheckpointSource, now: number): Promise<void> {
    const { live, ledger, history, policy, freeSpace } = this.#deps;
    // Damaged snapshots come first: their content may exist in the history only.
    for (const shard of ledger.damaged()) await ledger.store(source, shard, now);
    await history.prune(policy, now);
    while (freeSpace.isShort && (await history.dropOldest())) {
      this.#droppedForRoom += 1;
      await freeSpace.measure();
    }
    for (let next = this.#unindexed[0]; next; next = this.#unindexed[0]) {
      await this.#index(next, source);
      this.#unindexed.shift();
    }
    for (const shard of ledger.due()) await ledger.store(source, shard, now);
    for (const summary of live.all.slice(0, -1)) {
      if (this.#canBeReleased(summary)) await this.#release(summary, source);
    }
  }

  async #index(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const asOf = source.lastSeq;
    packAlarms(summary);
    await writeIndex(this.#deps.fs, this.#deps.layout.segments, { summary, source });
    this.#indexedAsOf.set(summary.segment, asOf);
  }

  /** True when all its entries are settled, and the ledger's snapshots include all its events. */
  #canBeReleased({ pending, continues, lastSeq, shards }: SegmentSummary): boolean {
    const { live, ledger } = this.#deps;
    if (pending.size > 0) return false;
    // It tells how much of an abandoned segment counts, so it stays as long as that one.
    if (live.all.some(({ segment }) => segment === continues)) return false;
    for (const shard of shards) if (!ledger.holds(shard, lastSeq)) return false;
    return true;
  }

  /**
   * Moves a segment to the history. Its settles must be in the indexes of earlier segments first, or they
   * would be lost.
   */
  async #release(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const { live, history } = this.#deps;
    const touched = new Set(summary.changes.map(({ entry }) => live.segmentOf(entry)));
    for (const earlier of touched) {
      if (!earlier || earlier === summary) continue;
      const asOf = this.#indexedAsOf.get(earlier.segment) ?? 0;
      if (asOf < summary.lastSeq) await this.#index(earlier, source);
    }
    await history.takeOver(summary.segment);
    live.remove(summary);
    this.#indexedAsOf.delete(summary.segment);
  }
}
