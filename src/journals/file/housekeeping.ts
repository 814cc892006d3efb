import type { OutboxState } from '../../outbox/state.ts';
import type { FileSystem } from './file-system.ts';
import type { History, HistoryPolicy } from './history.ts';
import { writeIndex } from './index-store.ts';
import type { Layout } from './layout.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { SegmentSummary } from './segment-index.ts';

interface Dependencies {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly ledger: LedgerStore;
  readonly history: History;
  readonly policy: HistoryPolicy;
}

/**
 * Everything that the journal does in the background: index files of sealed segments, snapshots of the ledger, and
 * letting settled segments go. Runs beside appends; each step leaves the directory valid.
 */
export class Housekeeping {
  readonly #deps: Dependencies;
  /** Live segments, oldest first; the last may be the one that is written. */
  readonly #live: SegmentSummary[];
  /** By segment: the event after which its index file was written. */
  readonly #indexedAsOf = new Map<number, number>();

  constructor(deps: Dependencies, live: readonly SegmentSummary[]) {
    this.#deps = deps;
    this.#live = [...live];
    // What a start recovered has an index file; from when does not matter, since it will be written again if need be.
    for (const { segment } of live) this.#indexedAsOf.set(segment, 0);
  }

  /** Bytes of the live segments. */
  get liveBytes(): number {
    return this.#live.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The segment that is written: what is appended is added to its summary. */
  begin(summary: SegmentSummary): void {
    this.#live.push(summary);
  }

  /** Whether a sealed segment still lacks its index file. */
  needsIndex(active: number | undefined): boolean {
    return this.#sealed(active).some(({ segment }) => !this.#indexedAsOf.has(segment));
  }

  /** One round: index files, snapshots that are due, and the release of what is settled. */
  async tidy(
    state: OutboxState,
    at: { readonly active: number | undefined; readonly now: number },
  ): Promise<void> {
    const { ledger, history, policy } = this.#deps;
    for (const summary of this.#sealed(at.active)) {
      if (!this.#indexedAsOf.has(summary.segment)) await this.#index(summary, state);
    }
    for (const shard of ledger.due()) {
      await ledger.store(state.ledger, shard, { position: state.nextSeq - 1, now: at.now });
    }
    for (const summary of this.#sealed(at.active)) {
      if (this.#isOver(summary, state)) await this.#release(summary, state);
    }
    await history.prune(policy, at.now);
  }

  #sealed(active: number | undefined): readonly SegmentSummary[] {
    return this.#live.filter(({ segment }) => segment !== active);
  }

  async #index(summary: SegmentSummary, state: OutboxState): Promise<void> {
    const asOf = state.nextSeq - 1;
    await writeIndex(this.#deps.fs, this.#deps.layout.segments, { summary, state });
    this.#indexedAsOf.set(summary.segment, asOf);
  }

  /** All its entries are settled, and the ledger's snapshots hold all that its events changed. */
  #isOver(summary: SegmentSummary, state: OutboxState): boolean {
    if (state.pendingIn(summary.segment) > 0) return false;
    return [...summary.shards].every((shard) => state.ledger.position(shard) >= summary.lastSeq);
  }

  /** Its settles stand in the indexes of the earlier segments before it goes, or what it settled would come back. */
  async #release(summary: SegmentSummary, state: OutboxState): Promise<void> {
    for (const earlier of this.#live) {
      if (earlier === summary) break;
      const asOf = this.#indexedAsOf.get(earlier.segment) ?? 0;
      const touched = summary.changes.some(
        ({ entry }) => entry >= earlier.firstSeq && entry <= earlier.lastSeq && asOf < summary.lastSeq,
      );
      if (touched) await this.#index(earlier, state);
    }
    await this.#deps.history.takeOver(summary.segment);
    this.#live.splice(this.#live.indexOf(summary), 1);
    this.#indexedAsOf.delete(summary.segment);
  }
}
