import { isDiskFull } from './disk/disk-errors.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { Inventory } from './inventory.ts';
import type { Layout } from './layout.ts';
import { indexFile, orphanIndexesIn, segmentFile, segmentsIn } from './segments/segment-names.ts';

/** Limits of the history: its age, and its size. */
export interface HistoryPolicy {
  readonly keepMs: number;
  readonly maxBytes: number;
}

type Numbered = Pick<HistoricSegment, 'segment' | 'firstSeq' | 'lastSeq'>;

interface HistoricSegment {
  readonly segment: number;
  readonly bytes: number;
  readonly changedAt: number;
  readonly firstSeq?: number | undefined;
  readonly lastSeq?: number | undefined;
}

/**
 * Segments whose entries are all settled. They are kept for the stories of alarms, up to the limits of the
 * policy.
 */
export class History {
  readonly #fs: FileSystem;
  readonly #layout: Layout;
  readonly #inventory: Inventory;
  readonly #segments: HistoricSegment[] = [];
  #bytes = 0;

  constructor(fs: FileSystem, layout: Layout, inventory: Inventory) {
    this.#fs = fs;
    this.#layout = layout;
    this.#inventory = inventory;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lists the segments of the history, and completes a move or a deletion that a crash interrupted. */
  async open(): Promise<void> {
    const { segments, history } = this.#layout;
    await this.#fs.makeDirectory(history);
    for (const segment of await segmentsIn(this.#fs, history)) {
      const { firstSeq, lastSeq } = this.#inventory.segment(segment) ?? {};
      await this.#note({ segment, firstSeq, lastSeq });
    }
    // Otherwise a later segment with the same number would get its index.
    for (const segment of await orphanIndexesIn(this.#fs, history))
      await this.#fs.remove(`${history}/${indexFile(segment)}`);
    for (const segment of await orphanIndexesIn(this.#fs, segments))
      if (this.holds(segment)) await this.#fs.remove(`${segments}/${indexFile(segment)}`);
  }

  /** The segments of the history. */
  get segments(): readonly HistoricSegment[] {
    return this.#segments;
  }

  holds(segment: number): boolean {
    return this.#segments.some((one) => one.segment === segment);
  }

  /** Moves a settled segment from the live ones to the history. */
  async takeOver({ segment, firstSeq, lastSeq }: Numbered): Promise<void> {
    const { segments, history } = this.#layout;
    // The index moves only when the move of its segment is durable: without it, a segment would restore
    // settled entries.
    for (const name of [segmentFile(segment), indexFile(segment)]) {
      // An earlier attempt may have failed after it had moved one of them.
      if (await this.#fs.stat(`${segments}/${name}`))
        await this.#fs.rename(`${segments}/${name}`, `${history}/${name}`);
      await this.#fs.syncDirectory(history);
      await this.#fs.syncDirectory(segments);
    }
    await this.#note({ segment, firstSeq, lastSeq });
  }

  /** Deletes the oldest segments until the rest is within the limits. */
  async prune(policy: HistoryPolicy, now: number): Promise<void> {
    for (;;) {
      const [oldest] = this.#segments;
      if (!oldest || (this.#bytes <= policy.maxBytes && oldest.changedAt >= now - policy.keepMs)) return;
      await this.dropOldest();
    }
  }

  /** Deletes the oldest segment. Returns false when there is none. */
  async dropOldest(): Promise<boolean> {
    // An append on a full disk and the housekeeping may both delete, so each takes its own segment.
    const oldest = this.#segments.shift();
    if (!oldest) return false;
    this.#bytes -= oldest.bytes;
    const { segment } = oldest;
    try {
      const isForgotten = await this.#forget(segment);
      await this.#fs.remove(`${this.#layout.history}/${segmentFile(segment)}`);
      await this.#fs.remove(`${this.#layout.history}/${indexFile(segment)}`);
      // Now there is room.
      if (!isForgotten) await this.#forget(segment);
    } catch (error) {
      this.#segments.unshift(oldest);
      this.#bytes += oldest.bytes;
      throw error;
    }
    return true;
  }

  /** Takes a segment off the inventory. Returns false when the disk is too full even for that. */
  async #forget(segment: number): Promise<boolean> {
    try {
      await this.#inventory.forget(segment);
      return true;
    } catch (error) {
      if (isDiskFull(error)) return false;
      throw error;
    }
  }

  async #note(numbered: Numbered): Promise<void> {
    const found = await this.#fs.stat(`${this.#layout.history}/${segmentFile(numbered.segment)}`);
    if (!found) return;
    const { bytes, changedAt } = found;
    this.#segments.push({ ...numbered, bytes, changedAt });
    this.#bytes += found.bytes;
  }
}
