import type { OutboxState } from '../../outbox/state.ts';
import type { FileSystem } from './file-system.ts';
import type { FreeSpace } from './free-space.ts';
import type { History, HistoryPolicy } from './history.ts';
import { writeIndex } from './index-store.ts';
import type { Layout } from './layout.ts';
import type { LedgerStore } from './ledger-store.ts';
import { packAlarms, type SegmentSummary } from './segment-index.ts';

interface Dependencies {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly ledger: LedgerStore;
  readonly history: History;
  readonly policy: HistoryPolicy;
  readonly freeSpace: FreeSpace;
}

/** What a start found of the live segments. */
interface Found {
  /** Oldest first. */
  readonly live: readonly SegmentSummary[];
  /** Those without an index file. */
  readonly unindexed: readonly SegmentSummary[];
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
  /** Live segments, oldest first; all but the last are sealed. */
  readonly #live: SegmentSummary[];
  /** Sealed segments without an index file. */
  readonly #unindexed: SegmentSummary[];
  /** By segment: the event after which its index file was written. */
  readonly #indexedAsOf = new Map<number, number>();
  /** The segment that is written. */
  #active: SegmentSummary | undefined;
  #droppedForRoom = 0;

  constructor(deps: Dependencies, found: Found) {
    this.#deps = deps;
    this.#live = [...found.live];
    this.#unindexed = [...found.unindexed];
  }

  /** Bytes of the live segments. */
  get liveBytes(): number {
    return this.#live.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes of the live segments that hold pending entries. */
  pendingBytes(state: Pick<OutboxState, 'pendingIn'>): number {
    return this.#live.reduce(
      (sum, { segment, bytes }) => (state.pendingIn(segment) > 0 ? sum + bytes : sum),
      0,
    );
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
    this.#live.push(summary);
  }

  /** One round: deletes history that is too much, writes index files and snapshots that are due, releases what is settled. */
  async tidy(state: OutboxState, now: number): Promise<void> {
    const { ledger, history, policy, freeSpace } = this.#deps;
    await history.prune(policy, now);
    while (freeSpace.isShort && (await history.dropOldest())) {
      this.#droppedForRoom += 1;
      await freeSpace.look();
    }
    for (let next = this.#unindexed[0]; next; next = this.#unindexed[0]) {
      await this.#index(next, state);
      this.#unindexed.shift();
    }
    for (const shard of ledger.due()) {
      await ledger.store(state.ledger, shard, { position: state.nextSeq - 1, now });
    }
    for (const summary of this.#live.slice(0, -1)) {
      if (this.#isOver(summary, state)) await this.#release(summary, state);
    }
  }

  async #index(summary: SegmentSummary, state: OutboxState): Promise<void> {
    const asOf = state.nextSeq - 1;
    packAlarms(summary);
    await writeIndex(this.#deps.fs, this.#deps.layout.segments, { summary, state });
    this.#indexedAsOf.set(summary.segment, asOf);
  }

  /** All its entries are settled, and the ledger's snapshots hold all that its events changed. */
  #isOver({ segment, continues, lastSeq, shards }: SegmentSummary, state: OutboxState): boolean {
    if (state.pendingIn(segment) > 0) return false;
    // It says how much of an abandoned segment counts, for as long as that one is there.
    if (this.#live.some((live) => live.segment === continues)) return false;
    for (const shard of shards) if (state.ledger.position(shard) < lastSeq) return false;
    return true;
  }

  /** Its settles stand in the indexes of the earlier segments before it goes, or what it settled would come back. */
  async #release(summary: SegmentSummary, state: OutboxState): Promise<void> {
    const touched = new Set(summary.changes.map(({ entry }) => this.#segmentOf(entry)));
    for (const earlier of touched) {
      if (!earlier || earlier === summary) continue;
      const asOf = this.#indexedAsOf.get(earlier.segment) ?? 0;
      if (asOf < summary.lastSeq) await this.#index(earlier, state);
    }
    await this.#deps.history.takeOver(summary.segment);
    this.#live.splice(this.#live.indexOf(summary), 1);
    this.#indexedAsOf.delete(summary.segment);
  }

  /** The live segment that may hold an entry: the last one that begins at or before it. */
  #segmentOf(entry: number): SegmentSummary | undefined {
    let low = 0;
    let high = this.#live.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#live[middle]?.firstSeq ?? 0) <= entry) low = middle + 1;
      else high = middle;
    }
    return this.#live[low - 1];
  }
}
