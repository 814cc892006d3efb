import { type OutboxRecord, parseRecord } from '../../outbox/events/event.ts';
import { subjectAlarm } from '../../outbox/events/event-subject.ts';
import type { FileSystem } from './file-system.ts';
import { indexFile, readIndex } from './index-store.ts';
import { type Layout, segmentsIn } from './layout.ts';
import { readSegment, segmentFile } from './segment.ts';
import { mentions } from './segment-index.ts';

/** How long and how much of what is over is kept for its story. */
export interface HistoryPolicy {
  readonly keepMs: number;
  readonly maxBytes: number;
}

/** The records of one alarm in all segments, live or kept for their story, oldest first. */
export async function* recordsOfAlarm(
  fs: FileSystem,
  { segments, history }: Layout,
  alarmId: string,
): AsyncIterable<OutboxRecord> {
  const numbers = new Set([...(await segmentsIn(fs, history)), ...(await segmentsIn(fs, segments))]);
  for (const segment of [...numbers].sort((a, b) => a - b)) {
    // It may move from the one directory to the other while its records are read.
    for (const directory of [segments, history, segments]) {
      const records = await recordsIn(fs, { directory, segment }, alarmId);
      if (!records) continue;
      yield* records;
      break;
    }
  }
}

async function recordsIn(
  fs: FileSystem,
  { directory, segment }: { directory: string; segment: number },
  alarmId: string,
): Promise<readonly OutboxRecord[] | undefined> {
  const index = await readIndex(fs, directory, segment);
  if (index && !mentions(index.summary, alarmId)) return [];
  const scan = await readSegment(fs, directory, segment);
  const end = index?.summary.bytes ?? Number.POSITIVE_INFINITY;
  return scan?.frames
    .filter(({ json, offset }) => offset > 0 && offset < end && json.includes(alarmId))
    .map(({ json }) => parseRecord(json))
    .filter(({ events }) => events.some((event) => subjectAlarm(event) === alarmId));
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

  /** Finds what is kept, and tidies up behind a move or a deletion that a crash cut in two. */
  async open(): Promise<void> {
    const { segments, history } = this.#layout;
    await this.#fs.makeDirectory(history);
    for (const segment of await segmentsIn(this.#fs, history)) await this.#note(segment);
    for (const directory of [segments, history]) await removeOrphans(this.#fs, directory);
  }

  /** Takes a settled segment over from the live ones. */
  async takeOver(segment: number): Promise<void> {
    const { segments, history } = this.#layout;
    // The index goes only when the move of its segment is durable: alone, a segment would bring settled entries back.
    for (const name of [segmentFile(segment), indexFile(segment)]) {
      // One of them may have moved already, when an earlier try failed in between.
      if (await this.#fs.stat(`${segments}/${name}`))
        await this.#fs.rename(`${segments}/${name}`, `${history}/${name}`);
      await this.#fs.syncDirectory(history);
      await this.#fs.syncDirectory(segments);
    }
    await this.#note(segment);
  }

  /** Deletes what is older or more than the policy keeps, the oldest first. Answers how many segments went. */
  async prune(policy: HistoryPolicy, now: number): Promise<number> {
    for (let pruned = 0; ; pruned++) {
      const [oldest] = this.#segments;
      if (!oldest || (this.#bytes <= policy.maxBytes && oldest.changedAt >= now - policy.keepMs))
        return pruned;
      await this.dropOldest();
    }
  }

  /** Deletes the oldest segment; false when there is none. */
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

/** An index whose segment is gone must go too: a later segment could get its number. */
async function removeOrphans(fs: FileSystem, directory: string): Promise<void> {
  const names = new Set(await fs.list(directory));
  for (const name of names) {
    if (/^\d{10}\.idx$/.test(name) && !names.has(name.replace('.idx', '.log')))
      await fs.remove(`${directory}/${name}`);
  }
}
