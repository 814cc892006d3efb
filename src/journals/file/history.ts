import { type OutboxRecord, parseRecord } from '../../outbox/event.ts';
import { hash53 } from '../../outbox/hash.ts';
import type { FileSystem } from './file-system.ts';
import { indexFile, readIndex } from './index-store.ts';
import { type Layout, segmentsIn } from './layout.ts';
import { readSegment, segmentFile } from './segment.ts';

/** How long and how much of what is over is kept for its story. */
export interface HistoryPolicy {
  readonly keepMs: number;
  readonly maxBytes: number;
}

/** The records of one alarm in a directory of segments, oldest first. */
export async function* recordsOfAlarm(
  fs: FileSystem,
  directory: string,
  alarmId: string,
): AsyncIterable<OutboxRecord> {
  const hash = hash53(alarmId);
  for (const segment of await segmentsIn(fs, directory)) {
    const index = await readIndex(fs, directory, segment);
    if (index && !index.alarms.includes(hash)) continue;
    const scan = await readSegment(fs, directory, segment);
    for (const { json, offset } of scan?.frames ?? []) {
      if (offset > 0 && json.includes(alarmId)) yield parseRecord(json);
    }
  }
}

/** Segments whose entries are all settled, kept as the story of the alarms until they are too old or too many. */
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

  async open(): Promise<void> {
    const { history } = this.#layout;
    await this.#fs.makeDirectory(history);
    for (const segment of await segmentsIn(this.#fs, history)) await this.#note(segment);
  }

  /** Takes a settled segment over from the live ones. */
  async takeOver(segment: number): Promise<void> {
    const { segments, history } = this.#layout;
    await this.#fs.rename(`${segments}/${segmentFile(segment)}`, `${history}/${segmentFile(segment)}`);
    await this.#fs.rename(`${segments}/${indexFile(segment)}`, `${history}/${indexFile(segment)}`);
    await this.#fs.syncDirectory(history);
    await this.#fs.syncDirectory(segments);
    await this.#note(segment);
  }

  /** Deletes what is older or more than the policy keeps, the oldest first. Answers how many segments went. */
  async prune(policy: HistoryPolicy, now: number): Promise<number> {
    let pruned = 0;
    for (;;) {
      const [oldest] = this.#segments;
      if (!oldest) return pruned;
      if (this.#bytes <= policy.maxBytes && oldest.changedAt >= now - policy.keepMs) return pruned;
      await this.#fs.remove(`${this.#layout.history}/${segmentFile(oldest.segment)}`);
      await this.#fs.remove(`${this.#layout.history}/${indexFile(oldest.segment)}`);
      this.#segments.shift();
      this.#bytes -= oldest.bytes;
      pruned += 1;
    }
  }

  async #note(segment: number): Promise<void> {
    const found = await this.#fs.stat(`${this.#layout.history}/${segmentFile(segment)}`);
    if (!found) return;
    this.#segments.push({ segment, ...found });
    this.#bytes += found.bytes;
  }
}
