import type { CheckpointSource } from '../../outbox/ports/journal.ts';
import { isDiskFull } from './disk/disk-errors.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { FreeSpace } from './disk/free-space.ts';
import type { History, HistoryPolicy } from './history.ts';
import type { Inventory, Listed } from './inventory.ts';
import type { Layout } from './layout.ts';
import { LEDGER_FACTOR, type LedgerStore } from './ledger-store.ts';
import { FOR_OUTCOMES, type RoomMaker } from './room-maker.ts';
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
  readonly room: RoomMaker;
  readonly inventory: Inventory;
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
  readonly #unindexed: Set<SegmentSummary>;
  /** The number of the last event when the index file of a segment was written, by segment. */
  readonly #indexedAsOf = new Map<number, number>();
  /** The segment that is being written. */
  #active: SegmentSummary | undefined;
  /** Segments that are as good as history: they move there, now or after a move that failed. */
  readonly #leaving = new Set<SegmentSummary>();

  /** @param unindexed the live segments without an index file at a start */
  constructor(deps: Dependencies, unindexed: readonly SegmentSummary[]) {
    this.#deps = deps;
    this.#unindexed = new Set(unindexed);
  }

  /** True while a sealed segment lacks its index file, and there is room for it. */
  get isBehind(): boolean {
    return this.#unindexed.size > 0 && !this.#deps.freeSpace.isShort;
  }

  /** Notes a new segment, whose summary grows with each append. The one before it is sealed. */
  beginSegment(summary: SegmentSummary): void {
    if (this.#active) this.#unindexed.add(this.#active);
    this.#active = summary;
    this.#deps.live.add(summary);
  }

  /** Lists the files that must exist from now on. With `sealed`, nothing is appended to the newest segment any more. */
  listed(newest: 'open' | 'sealed' = 'open'): Listed {
    const { live, history, ledger } = this.#deps;
    const waiting = live.all.map((summary) => {
      const { segment, firstSeq, lastSeq } = summary;
      const isHistory = this.#leaving.has(summary);
      return {
        segment,
        firstSeq,
        ...((summary !== this.#active || newest === 'sealed') && { lastSeq }),
        isHistory,
      };
    });
    const leaving = new Set([...this.#leaving].map(({ segment }) => segment));
    const released = history.segments
      .filter(({ segment }) => !leaving.has(segment))
      .map(({ segment, firstSeq, lastSeq }) => ({ segment, firstSeq, lastSeq, isHistory: true }));
    // A shard that is to be rebuilt stays on the list, so that a start before that rebuilds it too.
    return { segments: [...released, ...waiting], shards: [...ledger.stored, ...ledger.damaged()] };
  }

  /**
   * Runs one round: writes due index files and snapshots, deletes surplus history, releases settled segments.
   * On a full disk it makes room first, and leaves what finds none for later: that is no failure.
   */
  async runRound(source: CheckpointSource, now: number): Promise<void> {
    try {
      await this.#run(source, now);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#deps.freeSpace.ranOut();
    }
  }

  async #run(source: CheckpointSource, now: number): Promise<void> {
    const { live, ledger, history, policy, freeSpace, room } = this.#deps;
    await this.#saveInventory({ mayWait: true });
    // Damaged snapshots come first: their content may exist in the history only.
    for (const shard of ledger.damaged())
      await room.within(FOR_OUTCOMES, () => ledger.store(source, shard, now));
    await history.prune(policy, now);
    await freeSpace.refresh();
    await room.dropHistoryWhileShort();
    if (freeSpace.isShort) await this.#releaseForRoom(source, now);
    // Settles need what is left of the room.
    if (freeSpace.isVeryShort) return;
    for (const next of this.#unindexed) await this.#index(next, source);
    for (const shard of ledger.due()) await ledger.store(source, shard, now);
    for (const summary of live.all.slice(0, -1)) {
      if (this.#isSettled(summary) && this.#isInSnapshots(summary)) await this.#release(summary, source);
    }
  }

  /**
   * Deletes settled segments until there is room. The snapshots that must include their events are stored
   * for that, earlier than usual, unless they would cost more than they bring.
   */
  async #releaseForRoom(source: CheckpointSource, now: number): Promise<void> {
    const { live, ledger, freeSpace, room } = this.#deps;
    const settled = live.all.slice(0, -1).filter(({ pending }) => pending.size === 0);
    const settledBytes = settled.reduce((sum, { bytes }) => sum + bytes, 0);
    if (!freeSpace.isVeryShort && settledBytes * LEDGER_FACTOR < ledger.bytes) return;
    for (const summary of settled) {
      if (!freeSpace.isShort) return;
      if (!this.#isSettled(summary)) continue;
      for (const shard of summary.shards) {
        if (ledger.holds(shard, summary.lastSeq)) continue;
        await room.within(FOR_OUTCOMES, () => ledger.store(source, shard, now));
      }
      await room.within(FOR_OUTCOMES, () => this.#release(summary, source));
      await room.dropHistoryWhileShort();
    }
  }

  /** Saves the inventory. On a full disk it may wait, or throws. */
  async #saveInventory({ mayWait }: { readonly mayWait: boolean }): Promise<void> {
    try {
      await this.#deps.inventory.save(() => this.listed());
    } catch (error) {
      if (!mayWait || !isDiskFull(error)) throw error;
    }
  }

  async #index(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const asOf = source.lastSeq;
    packAlarms(summary);
    await writeIndex(this.#deps.fs, this.#deps.layout.segments, { summary, source });
    this.#indexedAsOf.set(summary.segment, asOf);
    this.#unindexed.delete(summary);
  }

  #isSettled({ pending, continues }: SegmentSummary): boolean {
    if (pending.size > 0) return false;
    // It tells how much of an abandoned segment counts, so it stays as long as that one.
    return !this.#deps.live.all.some(({ segment }) => segment === continues);
  }

  /** True when the ledger's snapshots include all its events. */
  #isInSnapshots({ lastSeq, shards }: SegmentSummary): boolean {
    const { ledger } = this.#deps;
    for (const shard of shards) if (!ledger.holds(shard, lastSeq)) return false;
    return true;
  }

  /**
   * Moves a segment to the history. Its settles must be in the indexes of earlier segments first, or they
   * would be lost.
   */
  async #release(summary: SegmentSummary, source: CheckpointSource): Promise<void> {
    const { live, history, freeSpace } = this.#deps;
    const touched = new Set(summary.changes.map(({ entry }) => live.segmentOf(entry)));
    for (const earlier of touched) {
      if (!earlier || earlier === summary) continue;
      const asOf = this.#indexedAsOf.get(earlier.segment) ?? 0;
      if (asOf < summary.lastSeq) await this.#index(earlier, source);
    }
    this.#leaving.add(summary);
    // A crash can tear the move, so the list says before it that only stories are in the segment. Where there is
    // no room even for the list, the move is what makes room.
    await this.#saveInventory({ mayWait: freeSpace.isShort });
    await history.takeOver(summary);
    live.remove(summary);
    this.#leaving.delete(summary);
    this.#unindexed.delete(summary);
    this.#indexedAsOf.delete(summary.segment);
  }
}
