import { JournalError, messageOf } from '../../errors.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { ledgerShardsOf } from '../../outbox/events/event-subject.ts';
import type { Gap } from '../../outbox/ports/gap.ts';
import type {
  Appended,
  CheckpointSource,
  Journal,
  JournalRoom,
  Recovery,
  Stored,
} from '../../outbox/ports/journal.ts';
import type { RecordRef } from '../../outbox/ports/record-ref.ts';
import { appendInRoom, isIntake } from './append-in-room.ts';
import { isNoRoom } from './disk/disk-errors.ts';
import { FrameBuffer } from './disk/frame-buffer.ts';
import { EpochWatch, noteInEpoch, readLastEpoch } from './epoch.ts';
import type { FileJournalOptions } from './file-journal-options.ts';
import type { Entered } from './home/home.ts';
import { HomeKeeper } from './home/home-keeper.ts';
import { Housekeeping } from './housekeeping.ts';
import { HousekeepingRounds } from './housekeeping-rounds.ts';
import { createParts, type Parts } from './parts.ts';
import { recordsOfAlarms } from './records-of-alarms.ts';
import { type RecoveredDirectory, recoverDirectory } from './recovery/recover-directory.ts';
import { FOR_OUTCOMES } from './room-maker.ts';
import type { LiveSegments } from './segments/live-segments.ts';
import { refOf } from './segments/record-place.ts';
import { RecordReader } from './segments/record-reader.ts';
import { SpoiltSegmentError } from './segments/segment-adapter.ts';
import { SegmentLog, type WrittenFrames } from './segments/segment-log.ts';
import { newSummary, type OpenSummary } from './segments/segment-summary.ts';

/** The parts that exist only while the journal is open. */
interface OpenParts {
  readonly live: LiveSegments;
  readonly log: SegmentLog;
  readonly housekeeping: Housekeeping;
  readonly rounds: HousekeepingRounds;
  readonly epoch: EpochWatch;
  readonly home: HomeKeeper;
}

/**
 * The journal in a directory: numbered segments that are only appended to, an index file for each sealed
 * segment, and snapshots of the alarm ledger. The README of this folder describes the format and the
 * recovery.
 *
 * States: new -> open -> (broken) -> closed. The journal is broken when an append failed for another reason
 * than missing room (after a failed sync, in a new segment too), when another process took over, or when the
 * directory is gone. Then every append fails, and the process must end.
 */
export class FileJournal implements Journal {
  readonly #options: FileJournalOptions;
  readonly #own: Parts;
  readonly #reader: RecordReader;
  readonly #frames = new FrameBuffer();
  #parts: OpenParts | undefined;
  #summary: OpenSummary | undefined;
  #unlock: (() => Promise<void>) | undefined;
  #broken: JournalError | undefined;
  #hasInventory = false;
  #hadRecords = false;
  #source: CheckpointSource | undefined;

  constructor(options: FileJournalOptions) {
    this.#options = options;
    this.#own = createParts(options);
    const { fs, layout } = this.#own;
    this.#reader = new RecordReader(fs, [layout.segments, layout.history]);
  }

  /** True when the last owner kept the inventory: lists of the files that must exist are up to date. */
  get hasInventory(): boolean {
    return this.#hasInventory;
  }

  /** True when the last owner stored something, which it does only after all lists exist. */
  get hadRecords(): boolean {
    return this.#hadRecords;
  }

  async open(restore: (stored: Stored) => void): Promise<Recovery> {
    const { lock, clock } = this.#options;
    const { fs, layout, freeSpace, reserve, room } = this.#own;
    try {
      for (const directory of Object.values(layout)) await fs.makeDirectory(directory);
      await reserve.find();
      // The lock is a name in the directory, which takes one of the inodes.
      this.#unlock = await room.within(['reserve'], () => lock(layout.root));
      const entered = await this.#options.enterHome?.(await readLastEpoch(fs, layout.root));
      const context = { now: clock.now(), lastEpoch: entered?.lastEpoch ?? 0 };
      const recovered = await recoverDirectory(this.#own, restore, context);
      this.#hasInventory = recovered.hasInventory;
      this.#hadRecords = recovered.recovery.lastSeq > 0;
      this.#parts = this.#start(recovered, entered);
      await this.#beginInventory(this.#parts, recovered);
      const settled = await this.#parts.home.settle(recovered.recovery, room);
      await freeSpace.measure();
      await this.#refillReserve();
      return settled;
    } catch (error) {
      await this.close();
      if (error instanceof JournalError) throw error;
      const text = `the data directory ${layout.root} can't be used: ${messageOf(error)}`;
      throw new JournalError('journal.unavailable', text, { cause: error });
    }
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    if (this.#broken) throw this.#broken;
    const parts = this.#parts;
    if (!parts) throw new JournalError('journal.unavailable', 'the journal is not open');
    const frames = this.#frames.frame(records.map((record) => JSON.stringify(record)));
    const firstSeq = records[0]?.seq ?? 1;
    const isNew = records.some(isIntake);
    const written = await this.#write(parts, { frames: frames.bytes, firstSeq, isIntake: isNew });
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
    const shards = records.flatMap(({ events }) => events.flatMap((event) => ledgerShardsOf(event)));
    this.#own.ledger.noteCommit(offset - start, shards);
    return appended;
  }

  read(refs: readonly RecordRef[], seqs?: readonly number[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return this.#reader.readAll(refs, seqs);
  }

  history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord> {
    return recordsOfAlarms(this.#own.fs, this.#own.layout, alarmIds);
  }

  checkpoint(source: CheckpointSource): void {
    this.#source = source;
    if (!this.#broken) this.#parts?.rounds.runWhenDue(source);
  }

  shortOfRoom(): string | undefined {
    const { freeSpace, history } = this.#own;
    const shortage = freeSpace.shortage();
    // Without commits, nothing else would start the round of housekeeping that makes room.
    if (shortage !== undefined && this.#source) this.checkpoint(this.#source);
    // History is deleted before anything is refused: the next round of housekeeping makes room from it.
    return history.bytes > 0 && !freeSpace.isVeryShort ? undefined : shortage;
  }

  pendingBytes(): number {
    return this.#parts?.live.pendingBytes ?? 0;
  }

  room(): JournalRoom {
    const { freeSpace, room } = this.#own;
    const { minFreeBytes } = this.#options;
    return { freeBytes: freeSpace.freeBytes, minFreeBytes, droppedParts: room.droppedSegments };
  }

  gaps(): readonly Gap[] {
    return this.#own.inventory.gaps;
  }

  sizeBytes(): number {
    return (this.#parts?.live.bytes ?? 0) + this.#own.history.bytes;
  }

  async close(): Promise<void> {
    const parts = this.#parts;
    this.#parts = undefined;
    await parts?.rounds.finish();
    await parts?.log.close();
    if (parts && !this.#broken) await this.#noteEnd(parts);
    const unlock = this.#unlock;
    this.#unlock = undefined;
    await unlock?.();
  }

  #start({ segments, epoch }: RecoveredDirectory, entered: Entered | undefined): OpenParts {
    const { clock, segmentBytes, history: policy, onBackgroundError: onError } = this.#options;
    const { fs, layout, ledger } = this.#own;
    const { live, unindexed, lastSegment, abandoned } = segments;
    const log = new SegmentLog({
      ...{ fs, directory: layout.segments, segmentBytes, epoch, lastSegment, abandoned },
    });
    const housekeeping = new Housekeeping({ ...this.#own, live, policy }, unindexed);
    const watch = new EpochWatch(fs, layout.root, epoch);
    const home = new HomeKeeper({ entered, fs, directory: layout.root, epoch, clock });
    const afterRound = async () => {
      await this.#refillReserve();
      await home.keep(() => watch.holds());
    };
    const rounds = new HousekeepingRounds({ housekeeping, clock, afterRound, onError });
    for (const { bytes, shards, lastSeq } of live.all) {
      const behind = [...shards].filter((shard) => !ledger.holds(shard, lastSeq));
      ledger.noteCommit(bytes, behind);
    }
    return { live, log, housekeeping, rounds, epoch: watch, home };
  }

  /** Notes the last number, so that the next start misses what is cut off meanwhile. Without room it can't. */
  async #noteEnd({ housekeeping, epoch, home }: OpenParts): Promise<void> {
    try {
      if (!(await epoch.holds())) return;
      await this.#own.inventory.save(() => housekeeping.listed('sealed'));
      await home.leave();
    } catch (error) {
      process.emitWarning(`could not store the end of the journal: ${messageOf(error)}`);
    }
  }

  /** Stores the inventory, unless the disk is too full for it: then a later round does. */
  async #beginInventory({ housekeeping }: OpenParts, recovered: RecoveredDirectory): Promise<void> {
    const { fs, layout, inventory } = this.#own;
    try {
      await inventory.save(() => housekeeping.listed());
      const { epoch } = recovered;
      if (!recovered.hasInventory) await noteInEpoch(fs, layout.root, { epoch, hasInventory: true });
    } catch (error) {
      if (!meansNoRoom(error)) throw error;
    }
  }

  /** Appends to the segments durably, and checks that this process still owns the directory. */
  async #write(parts: OpenParts, append: Parameters<typeof appendInRoom>[2]): Promise<WrittenFrames> {
    const { log, epoch } = parts;
    let written: WrittenFrames | undefined;
    let lost: string | undefined;
    try {
      written = await appendInRoom(this.#own, log, append);
      // The size of its file does not tell that the segment has grown.
      if (log.isInReserve) this.#reader.forget(written.header.segment);
      if (await epoch.holds()) lost = log.lostSegment();
      else lost = this.#lostDirectory(parts);
      if (lost === undefined) return written;
    } catch (error) {
      if (written) {
        // The frames are stored, but the epoch could not be read, so this process may not acknowledge them.
        this.#summaryOf(parts, written);
        await log.abandon(written.start);
      }
      if (this.#summary) this.#reader.forget(this.#summary.segment);
      if (epoch.isGone) throw this.#break(new Error(this.#lostDirectory(parts)));
      if (!meansNoRoom(error)) throw this.#break(error);
      this.#own.freeSpace.ranOut();
      throw new JournalError('journal.full', 'the disk is full', { cause: error });
    }
    throw this.#break(new Error(lost));
  }

  #lostDirectory({ live, epoch }: OpenParts): string {
    return epoch.reason(live.all.reduce((sum, { pending: { size } }) => sum + size, 0));
  }

  /** Runs work that stores an outcome. On a full disk, makes room for it. */
  makeRoomFor<T>(work: () => Promise<T>): Promise<T> {
    return this.#own.room.within(FOR_OUTCOMES, work);
  }

  async #refillReserve(): Promise<void> {
    const { freeSpace, reserve } = this.#own;
    if (!freeSpace.isShort) freeSpace.wrote(await reserve.refill());
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
