import { JournalError, messageOf } from '../../errors.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { ledgerShardOf } from '../../outbox/events/event-subject.ts';
import type {
  Appended,
  CheckpointSource,
  Journal,
  JournalRoom,
  Recovery,
  Stored,
} from '../../outbox/ports/journal.ts';
import type { RecordRef } from '../../outbox/ports/record-ref.ts';
import type { Clock } from '../../time/clock.ts';
import type { DirectoryLock } from './disk/directory-lock.ts';
import { isNoRoom } from './disk/disk-errors.ts';
import type { FileSystem } from './disk/file-system.ts';
import { FrameBuffer } from './disk/frame-buffer.ts';
import { FreeSpace } from './disk/free-space.ts';
import { removeTemporaries } from './disk/replace-file.ts';
import { Reserve } from './disk/reserve.ts';
import { beginEpoch, EpochWatch } from './epoch.ts';
import { History, type HistoryPolicy } from './history.ts';
import { Housekeeping } from './housekeeping.ts';
import { HousekeepingRounds } from './housekeeping-rounds.ts';
import { type Layout, layoutOf } from './layout.ts';
import { LedgerStore } from './ledger-store.ts';
import { recordsOfAlarm } from './records-of-alarm.ts';
import { refuseNewerFormat } from './recovery/format-version.ts';
import { recoverLedger } from './recovery/recover-ledger.ts';
import { type RecoveredSegments, recoverSegments } from './recovery/recover-segments.ts';
import type { LiveSegments } from './segments/live-segments.ts';
import { refOf } from './segments/record-place.ts';
import { RecordReader } from './segments/record-reader.ts';
import { SpoiltSegmentError } from './segments/segment-adapter.ts';
import { SegmentLog, type WrittenFrames } from './segments/segment-log.ts';
import { newSummary, type OpenSummary } from './segments/segment-summary.ts';

export interface FileJournalOptions {
  readonly directory: string;
  readonly fs: FileSystem;
  readonly lock: DirectoryLock;
  readonly clock: Clock;
  /** A segment of this size is sealed before the next append. */
  readonly segmentBytes: number;
  readonly history: HistoryPolicy;
  /** With less free disk than this, nothing new is accepted. */
  readonly minFreeBytes: number;
  /**
   * The minimum growth of the journal before a changed shard of the ledger is stored again; 64 MiB by
   * default.
   */
  readonly snapshotBytes?: number;
  /** Called with the error of failed background work. A later round tries again. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** The parts that exist only while the journal is open. */
interface OpenParts {
  readonly live: LiveSegments;
  readonly log: SegmentLog;
  readonly housekeeping: Housekeeping;
  readonly rounds: HousekeepingRounds;
  readonly epoch: EpochWatch;
}

/**
 * The journal in a directory: numbered segments that are only appended to, an index file for each sealed
 * segment, and snapshots of the alarm ledger. The README of this folder describes the format and the
 * recovery.
 *
 * States: new -> open -> (broken) -> closed. The journal is broken when an append failed for another reason
 * than missing room (after a failed sync, in a new segment too), or when another process took over. Then
 * every append fails, and the process must end.
 */
export class FileJournal implements Journal {
  readonly #options: FileJournalOptions;
  readonly #layout: Layout;
  readonly #reader: RecordReader;
  readonly #ledger: LedgerStore;
  readonly #history: History;
  readonly #freeSpace: FreeSpace;
  readonly #reserve: Reserve;
  readonly #frames = new FrameBuffer();
  #parts: OpenParts | undefined;
  #summary: OpenSummary | undefined;
  #unlock: (() => Promise<void>) | undefined;
  #broken: JournalError | undefined;

  constructor(options: FileJournalOptions) {
    this.#options = options;
    const { fs, clock, directory, minFreeBytes } = options;
    this.#layout = layoutOf(directory);
    this.#reader = new RecordReader(fs, [this.#layout.segments, this.#layout.history]);
    this.#ledger = new LedgerStore(fs, this.#layout.ledger, options.snapshotBytes);
    this.#history = new History(fs, this.#layout);
    this.#freeSpace = new FreeSpace({ fs, clock, directory }, minFreeBytes);
    this.#reserve = new Reserve(fs, directory, minFreeBytes);
  }

  async open(restore: (stored: Stored) => void): Promise<Recovery> {
    const { fs, lock, clock } = this.#options;
    const { root, segments, ledger } = this.#layout;
    try {
      for (const directory of Object.values(this.#layout)) await fs.makeDirectory(directory);
      this.#unlock = await lock(root);
      await refuseNewerFormat(fs, segments);
      for (const directory of [root, segments, ledger]) await removeTemporaries(fs, directory);
      await this.#freeSpace.measure();
      if (this.#freeSpace.isShort) await this.#reserve.release();
      // From here on, an older owner that was only suspended can acknowledge nothing that this start would
      // not see.
      const epoch = await beginEpoch(fs, root, 0);
      await this.#history.open();
      // The last owner may have left names that it did not sync. They are trusted only once they are durable.
      for (const directory of Object.values(this.#layout)) await fs.syncDirectory(directory);
      const from = { fs, layout: this.#layout, ledger: this.#ledger };
      const damagedShards = await recoverLedger(from, restore, clock.now());
      const target = { ledger: this.#ledger, restore, damagedShards };
      const recovered = await recoverSegments(fs, this.#layout, target);
      await this.#start(recovered, epoch > recovered.lastEpoch ? epoch : undefined);
      await this.#freeSpace.measure();
      await this.#refillReserve();
      return recovered;
    } catch (error) {
      await this.close();
      if (error instanceof JournalError) throw error;
      const text = `the data directory ${root} can't be used: ${messageOf(error)}`;
      throw new JournalError('journal.unavailable', text, { cause: error });
    }
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    if (this.#broken) throw this.#broken;
    const parts = this.#parts;
    if (!parts) throw new JournalError('journal.unavailable', 'the journal is not open');
    const frames = this.#frames.frame(records.map((record) => JSON.stringify(record)));
    const written = await this.#write(parts, frames.bytes, records[0]?.seq ?? 1);
    const summary = this.#summaryOf(parts, written);
    for (const record of records) parts.live.noteRecord(summary, record);
    const { start } = written;
    let offset = start;
    const appended = frames.lengths.map((bytes): Appended => {
      const ref = refOf({ segment: summary.segment, offset });
      offset += bytes;
      return { ref, bytes };
    });
    summary.bytes = offset;
    const shards = records.flatMap(({ events }) => events.flatMap((event) => ledgerShardOf(event) ?? []));
    this.#ledger.noteCommit(offset - start, shards);
    return appended;
  }

  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return Promise.all(refs.map((ref) => this.#reader.read(ref)));
  }

  history(alarmId: string): AsyncIterable<OutboxRecord> {
    return recordsOfAlarm(this.#options.fs, this.#layout, alarmId);
  }

  checkpoint(source: CheckpointSource): void {
    if (!this.#broken) this.#parts?.rounds.runWhenDue(source);
  }

  shortOfRoom(): string | undefined {
    const shortage = this.#freeSpace.shortage();
    // History is deleted before anything is refused: the next round of housekeeping makes room from it.
    return this.#history.bytes > 0 ? undefined : shortage;
  }

  pendingBytes(): number {
    return this.#parts?.live.pendingBytes ?? 0;
  }

  room(): JournalRoom {
    const { freeBytes } = this.#freeSpace;
    const { minFreeBytes } = this.#options;
    return { freeBytes, minFreeBytes, droppedParts: this.#parts?.housekeeping.droppedForRoom ?? 0 };
  }

  sizeBytes(): number {
    return (this.#parts?.live.bytes ?? 0) + this.#history.bytes;
  }

  async close(): Promise<void> {
    const parts = this.#parts;
    this.#parts = undefined;
    await parts?.rounds.finish();
    await parts?.log.close();
    const unlock = this.#unlock;
    this.#unlock = undefined;
    await unlock?.();
  }

  async #start(recovered: RecoveredSegments, begun: number | undefined): Promise<void> {
    const { fs, clock, segmentBytes, history: policy, onBackgroundError: onError } = this.#options;
    const { live, unindexed, lastSegment, lastEpoch } = recovered;
    const { segments: directory, root } = this.#layout;
    const epoch = begun ?? (await beginEpoch(fs, root, lastEpoch));
    const log = new SegmentLog({ fs, directory, segmentBytes, epoch, lastSegment });
    const shared = { live, ledger: this.#ledger, history: this.#history, freeSpace: this.#freeSpace };
    const housekeeping = new Housekeeping({ fs, layout: this.#layout, policy, ...shared }, unindexed);
    const afterRound = () => this.#refillReserve();
    const rounds = new HousekeepingRounds({ housekeeping, clock, afterRound, onError });
    for (const { bytes, shards, lastSeq } of live.all) {
      const behind = [...shards].filter((shard) => !this.#ledger.holds(shard, lastSeq));
      this.#ledger.noteCommit(bytes, behind);
    }
    this.#parts = { live, log, housekeeping, rounds, epoch: new EpochWatch(fs, root, epoch) };
  }

  /** Appends to the segments durably, and checks that this process still owns the directory. */
  async #write(parts: OpenParts, frames: Buffer, firstSeq: number): Promise<WrittenFrames> {
    const { log, epoch } = parts;
    let written: WrittenFrames | undefined;
    try {
      written = await log.append(frames, firstSeq);
      if (await epoch.holds()) return written;
    } catch (error) {
      if (written) {
        // The frames are stored, but the epoch could not be read, so this process may not acknowledge them.
        this.#summaryOf(parts, written);
        await log.abandon(written.start);
      }
      if (this.#summary) this.#reader.forget(this.#summary.segment);
      if (!meansNoRoom(error)) throw this.#break(error);
      this.#freeSpace.ranOut();
      // When it can't be released, the disk is full all the same. The caller tries again.
      await this.#reserve.release().catch(this.#options.onBackgroundError);
      throw new JournalError('journal.full', 'the disk is full', { cause: error });
    }
    throw this.#break(new Error('another process has taken over the data directory'));
  }

  async #refillReserve(): Promise<void> {
    if (!this.#freeSpace.isShort) await this.#reserve.refill();
  }

  /** Returns the summary of the segment that holds these frames, and begins it for a new segment. */
  #summaryOf({ housekeeping }: OpenParts, { header, start }: WrittenFrames): OpenSummary {
    if (this.#summary?.segment === header.segment) return this.#summary;
    const summary = newSummary({ ...header, continues: header.continues?.segment });
    summary.bytes = start;
    this.#summary = summary;
    housekeeping.beginSegment(summary);
    return summary;
  }

  #break(cause: unknown): JournalError {
    const text = `the journal can't be written any more: ${messageOf(cause)}`;
    this.#broken = new JournalError('journal.unavailable', text, { cause });
    return this.#broken;
  }
}

function meansNoRoom(error: unknown): boolean {
  return isNoRoom(error) || (error instanceof SpoiltSegmentError && isNoRoom(error.cause));
}
