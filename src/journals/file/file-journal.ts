import type { Clock } from '../../clock.ts';
import { JournalError, messageOf } from '../../errors.ts';
import type { OutboxRecord } from '../../outbox/event.ts';
import type { Journal, RecordRef, Recovery, StoredRef } from '../../outbox/journal.ts';
import { ledgerShardOf } from '../../outbox/ledger.ts';
import type { OutboxState } from '../../outbox/state.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { beginEpoch, currentEpoch } from './epoch.ts';
import { type FileSystem, isNoRoom } from './file-system.ts';
import { encodeFrame } from './frame.ts';
import { FreeSpace } from './free-space.ts';
import { History, type HistoryPolicy, recordsOfAlarm } from './history.ts';
import { Housekeeping } from './housekeeping.ts';
import { type Layout, layoutOf, removeTemporaries } from './layout.ts';
import { LedgerStore } from './ledger-store.ts';
import { RecordReader } from './record-reader.ts';
import { recoverSegments } from './recover.ts';
import { SegmentWriter, SyncFailedError } from './segment.ts';
import { newSummary, type SegmentSummary, summarize } from './segment-index.ts';

export interface FileJournalOptions {
  readonly directory: string;
  readonly fs: FileSystem;
  readonly lock: DirectoryLock;
  readonly clock: Clock;
  /** A segment is sealed when it is larger than this. */
  readonly segmentBytes: number;
  readonly history: HistoryPolicy;
  /** Below this much free disk nothing new is accepted. */
  readonly minFreeBytes: number;
  /** Called with what failed in the background; it is tried again later. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** Between two rounds of housekeeping, unless a segment waits for its index. */
const TIDY_EVERY_MS = 500;

interface Active {
  readonly writer: SegmentWriter;
  readonly summary: SegmentSummary;
}

/**
 * The journal in a directory: numbered segments that are only appended to, an index file for each that is sealed, and
 * snapshots of the alarm ledger. The README of this folder has the format and the rules of recovery.
 *
 * States: new -> open -> (broken) -> closed. Broken means that a sync failed and so did the attempt to go on in a new
 * segment, or that another process took over: nothing is promised any more, and the process must end.
 */
export class FileJournal implements Journal {
  readonly #options: FileJournalOptions;
  readonly #layout: Layout;
  readonly #reader: RecordReader;
  readonly #ledger: LedgerStore;
  readonly #history: History;
  readonly #freeSpace: FreeSpace;
  #housekeeping: Housekeeping | undefined;
  #active: Active | undefined;
  #lastSegment = 0;
  #epoch = 0;
  #unlock: (() => Promise<void>) | undefined;
  #tidying: Promise<void> | undefined;
  #tidiedAt = Number.NEGATIVE_INFINITY;
  #broken: JournalError | undefined;

  constructor(options: FileJournalOptions) {
    this.#options = options;
    const { fs, clock, directory, minFreeBytes } = options;
    this.#layout = layoutOf(directory);
    this.#reader = new RecordReader(fs, this.#layout.segments);
    this.#ledger = new LedgerStore(fs, this.#layout.ledger);
    this.#history = new History(fs, this.#layout);
    this.#freeSpace = new FreeSpace({ fs, clock, directory }, minFreeBytes);
  }

  async open(state: OutboxState): Promise<Recovery> {
    const { fs, lock, clock } = this.#options;
    const { root, segments, damaged, ledger } = this.#layout;
    for (const directory of [root, segments, damaged]) await fs.makeDirectory(directory);
    this.#unlock = await lock(root);
    try {
      await this.#ledger.load(state.ledger);
      await this.#history.open();
      for (const directory of [root, segments, ledger]) await removeTemporaries(fs, directory);
      const recovered = await recoverSegments(fs, this.#layout, { state, now: clock.now() });
      this.#epoch = await beginEpoch(fs, root, recovered.lastEpoch);
      this.#lastSegment = recovered.lastSegment;
      this.#startHousekeeping(recovered.summaries);
      await this.#freeSpace.look();
      return recovered;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly StoredRef[]> {
    if (this.#broken) throw this.#broken;
    const frames = records.map((record) => encodeFrame(JSON.stringify(record)));
    const [end] = await Promise.all([this.#appendFrames(frames), this.#checkEpoch()]);
    const active = this.#active;
    if (!active) throw this.#break(new Error('no segment is open after an append'));
    for (const record of records) summarize(active.summary, record);
    const shards = records.flatMap(({ events }) => events.flatMap((event) => ledgerShardOf(event) ?? []));
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    active.summary.bytes = end;
    this.#ledger.committed(bytes, shards);
    let offset = end - bytes;
    return frames.map((frame) => {
      const ref = { segment: active.summary.segment, offset, bytes: frame.length };
      offset += frame.length;
      return ref;
    });
  }

  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return Promise.all(refs.map((ref) => this.#reader.read(ref)));
  }

  async *history(alarmId: string): AsyncIterable<OutboxRecord> {
    yield* recordsOfAlarm(this.#options.fs, this.#layout.history, alarmId);
    yield* recordsOfAlarm(this.#options.fs, this.#layout.segments, alarmId);
  }

  checkpoint(state: OutboxState): void {
    const housekeeping = this.#housekeeping;
    if (!housekeeping || this.#tidying || this.#broken) return;
    const { clock, onBackgroundError } = this.#options;
    const active = this.#active?.summary.segment;
    if (clock.monotonic() - this.#tidiedAt < TIDY_EVERY_MS && !housekeeping.needsIndex(active)) return;
    this.#tidiedAt = clock.monotonic();
    this.#tidying = housekeeping
      .tidy(state, { active, now: clock.now() })
      .catch(onBackgroundError)
      .finally(() => {
        this.#tidying = undefined;
      });
  }

  shortOfRoom(): string | undefined {
    return this.#freeSpace.shortage();
  }

  sizeBytes(): number {
    return (this.#housekeeping?.liveBytes ?? 0) + this.#history.bytes;
  }

  async close(): Promise<void> {
    await this.#tidying;
    await this.#active?.writer.close();
    this.#active = undefined;
    await this.#unlock?.();
    this.#unlock = undefined;
  }

  #startHousekeeping(live: readonly SegmentSummary[]): void {
    const { fs, history: policy } = this.#options;
    const deps = { fs, layout: this.#layout, ledger: this.#ledger, history: this.#history, policy };
    this.#housekeeping = new Housekeeping(deps, live);
    for (const { bytes, shards } of live) this.#ledger.committed(bytes, shards);
  }

  /** Appends to the open segment, or to a new one. Answers where its last frame ends. */
  async #appendFrames(frames: readonly Buffer[]): Promise<number> {
    try {
      if (this.#active && this.#active.writer.end >= this.#options.segmentBytes) await this.#seal();
      if (!this.#active) return await this.#begin(frames, undefined);
      await this.#active.writer.append(frames);
      return this.#active.writer.end;
    } catch (error) {
      if (error instanceof SyncFailedError) return this.#goOnElsewhere(frames, error);
      if (isNoRoom(error)) throw new JournalError('journal.full', 'the disk is full', { cause: error });
      throw this.#break(error);
    }
  }

  /** After a failed sync the bytes since the last good one may be lost: they are still here, and go to a new segment. */
  async #goOnElsewhere(frames: readonly Buffer[], cause: unknown): Promise<number> {
    const failed = this.#active?.writer;
    try {
      await this.#seal();
      return await this.#begin(frames, failed && { segment: failed.header.segment, end: failed.end });
    } catch {
      throw this.#break(cause);
    }
  }

  async #begin(
    frames: readonly Buffer[],
    continues: { segment: number; end: number } | undefined,
  ): Promise<number> {
    const segment = this.#lastSegment + 1;
    const header = {
      format: 'coc-alarm-agent-segment',
      version: 1,
      segment,
      epoch: this.#epoch,
      continues,
    } as const;
    const writer = await SegmentWriter.create(this.#options.fs, this.#layout.segments, { header, frames });
    const summary = newSummary(segment);
    this.#lastSegment = segment;
    this.#active = { writer, summary };
    this.#housekeeping?.begin(summary);
    return writer.end;
  }

  /** Nothing more is appended to the open segment; its index file follows in the background. */
  async #seal(): Promise<void> {
    const sealed = this.#active;
    this.#active = undefined;
    await sealed?.writer.close();
  }

  #break(cause: unknown): JournalError {
    const text = `the journal can't be written any more: ${messageOf(cause)}`;
    this.#broken = new JournalError('journal.unavailable', text, { cause });
    return this.#broken;
  }

  async #checkEpoch(): Promise<void> {
    const epoch = await currentEpoch(this.#options.fs, this.#layout.root);
    if (epoch !== this.#epoch)
      throw this.#break(new Error('another process has taken over the data directory'));
  }
}
