import type { CheckpointSource } from '../../outbox/ports/journal.ts';
import type { FileSystem } from './file-system.ts';
import type { FreeSpace } from './free-space.ts';
import type { History, HistoryPolicy } from './history.ts';
import { writeIndex } from './index-store.ts';
import type { Layout } from './layout.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { LiveSegments } from './live-segments.ts';
import { packAlarms, type SegmentSummary } from './segment-index.ts';

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
 * Everything that the journal does in the background: index files of sealed segments, snapshots of the ledger, and
 * letting settled segments go. Runs beside appends; each step leaves the directory valid.
 *
 * The newest segment is never let go: it says which sequence numbers are taken, and a start finds the settles of
 * earlier segments in it or in their indexes.
 */
export class Housekeeping {
  readonly #deps: Dependencies;
  /** Sealed segments without an index file. */
  readonly #unindexed: SegmentSummary[];
  /** By segment: the event after which its index file was written. */
  readonly #indexedAsOf = new Map<number, number>();
  /** The segment that is written. */
  #active: SegmentSummary | undefined;
  #droppedForRoom = 0;

  /** @param unindexed the live segments without an index file, at a start */
  constructor(deps: Dependencies, unindexed: readonly SegmentSummary[]) {
    this.#deps = deps;
    this.#unindexed = [...unindexed];
  }

  /** Settled segments that were deleted because the disk ran short. */
  get droppedForRoom(): number {
    return this.#droppedForRoom;
  }

  /** Whether a sealed segment still lacks its index file. */
  get behind(): boolean {
    return this.#unindexed.length > 0;
  }

  /** A segment was begun: what is appended is added to its summary, and the one before is sealed and folded. */
  begin(summary: SegmentSummary): void {
    if (this.#active) this.#unindexed.push(this.#active);
    this.#active = summary;
    this.#deps.live.add(summary);
  }

  /** One round: writes index files and snapshots that are due, deletes history that is too much, releases what is settled. */
  async tidy(source: CheckpointSource, now: number): Promise<void> {
    const { live, ledger, history, policy, freeSpace } = this.#deps;
    // What a damaged snapshot held may stand in the history alone, so that snapshots come first.
    for (const shard of ledger.damaged()) await ledger.store(source, shard, now);
    await history.prune(policy, now);
    while (freeSpace.isShort && (await history.dropOldest())) {
      this.#droppedForRoom += 1;
      await freeSpace.look();
    }
    for (let next = this.#unindexed[0]; next; next = this.#unindexed[0]) {
      await this.#index(next, source);
      this.#unindexed.shift();
    }
    for (const shard of ledger.due()) await ledger.store(source, shard, now);
    for (const summary of live.all.slice(0, -1)) {
      if (this.#isOver(summary)) await this.#release(summary, source);
    }
  }

  async #index(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const asOf = source.lastSeq;
    packAlarms(summary);
    await writeIndex(this.#deps.fs, this.#deps.layout.segments, { summary, source });
    this.#indexedAsOf.set(summary.segment, asOf);
  }

  /** All its entries are settled, and the ledger's snapshots hold all that its events changed. */
  #isOver({ pending, continues, lastSeq, shards }: SegmentSummary): boolean {
    const { live, ledger } = this.#deps;
    if (pending.size > 0) return false;
    // It says how much of an abandoned segment counts, for as long as that one is there.
    if (live.all.some(({ segment }) => segment === continues)) return false;
    for (const shard of shards) if (!ledger.holds(shard, lastSeq)) return false;
    return true;
  }

  /** Its settles stand in the indexes of the earlier segments before it goes, or what it settled would come back. */
  async #release(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const { live, history } = this.#deps;
    const touched = new Set(summary.changes.map(({ entry }) => live.holding(entry)));
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
