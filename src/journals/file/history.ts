import type { FileSystem } from './disk/file-system.ts';
import type { Layout } from './layout.ts';
import { indexFile, removeOrphanIndexes, segmentFile, segmentsIn } from './segments/segment-names.ts';

/** Limits of the history: its age, and its size. */
export interface HistoryPolicy {
  readonly keepMs: number;
  readonly maxBytes: number;
}

/**
 * Segments whose entries are all settled. They are kept for the stories of alarms, up to the limits of the
 * policy.
 */
export class History {
  readonly #fs: FileSystem;
  readonly #layout: Layout;
  readonly #segments: { readonly segment: number; readonly bytes: number; readonly changedAt: number }[] = [];
  #bytes = 0;

  constructor(fs: FileSystem, layout: Layout) {
    this.#fs = fs;
    this.#layout = layout;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lists the segments of the history, and completes a move or a deletion that a crash interrupted. */
  async open(): Promise<void> {
    const { segments, history } = this.#layout;
    await this.#fs.makeDirectory(history);
    for (const segment of await segmentsIn(this.#fs, history)) await this.#note(segment);
    for (const directory of [segments, history]) await removeOrphanIndexes(this.#fs, directory);
  }

  /** Moves a settled segment from the live ones to the history. */
  async takeOver(segment: number): Promise<void> {
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
    await this.#note(segment);
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
    const [oldest] = this.#segments;
    if (!oldest) return false;
    await this.#fs.remove(`${this.#layout.history}/${segmentFile(oldest.segment)}`);
    await this.#fs.remove(`${this.#layout.history}/${indexFile(oldest.segment)}`);
    this.#segments.shift();
    this.#bytes -= oldest.bytes;
    return true;
  }

  async #note(segment: number): Promise<void> {
    const found = await this.#fs.stat(`${this.#layout.history}/${segmentFile(segment)}`);
    if (!found) return;
    this.#segments.push({ segment, ...found });
    this.#bytes += found.bytes;
  }
}
