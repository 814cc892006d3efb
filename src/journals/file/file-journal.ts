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
import type { DirectoryLock } from './directory-lock.ts';
import { beginEpoch, EpochWatch } from './epoch.ts';
import { type FileSystem, isNoRoom } from './file-system.ts';
import { refuseNewerFormat } from './format-version.ts';
import { FrameBuffer } from './frame-buffer.ts';
import { FreeSpace } from './free-space.ts';
import { History, type HistoryPolicy, recordsOfAlarm } from './history.ts';
import { Housekeeping } from './housekeeping.ts';
import { keepEvidence, type Layout, layoutOf, removeTemporaries } from './layout.ts';
import { LedgerStore, shardFile } from './ledger-store.ts';
import type { LiveSegments } from './live-segments.ts';
import { refOf } from './record-place.ts';
import { RecordReader } from './record-reader.ts';
import { type Recovered, recoverSegments } from './recover.ts';
import { Reserve } from './reserve.ts';
import { SpoiltSegmentError } from './segment.ts';
import { newSummary, type OpenSummary } from './segment-index.ts';
import { type Placed, SegmentLog } from './segment-log.ts';

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
  /** By how much the journal grows at least before a changed part of the ledger is stored; 64 MiB by default. */
  readonly snapshotBytes?: number;
  /** Called with what failed in the background; it is tried again later. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** Between two rounds of housekeeping, unless a segment waits for its index. */
const TIDY_EVERY_MS = 500;

/** What an open journal works with. */
interface Parts {
  readonly live: LiveSegments;
  readonly log: SegmentLog;
  readonly housekeeping: Housekeeping;
  readonly epoch: EpochWatch;
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
  readonly #reserve: Reserve;
  readonly #frames = new FrameBuffer();
  #parts: Parts | undefined;
  #summary: OpenSummary | undefined;
  #unlock: (() => Promise<void>) | undefined;
  #tidying: Promise<void> | undefined;
  #tidyAfter = Number.NEGATIVE_INFINITY;
  #tidyFailed = false;
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
    const { fs, lock } = this.#options;
    const { root, segments, ledger } = this.#layout;
    try {
      for (const directory of Object.values(this.#layout)) await fs.makeDirectory(directory);
      this.#unlock = await lock(root);
      await refuseNewerFormat(fs, segments);
      for (const directory of [root, segments, ledger]) await removeTemporaries(fs, directory);
      await this.#freeSpace.look();
      if (this.#freeSpace.isShort) await this.#reserve.release();
      // From here on an older owner that was only asleep can't answer for anything that we would not see.
      const epoch = await beginEpoch(fs, root, 0);
      await this.#history.open();
      // A name that the last owner gave and did not sync is only believed once it is durable.
      for (const directory of Object.values(this.#layout)) await fs.syncDirectory(directory);
      const recovered = await this.#recover(restore);
      await this.#start(recovered, epoch > recovered.lastEpoch ? epoch : undefined);
      await this.#freeSpace.look();
      await this.#refill();
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
    const placed = await this.#place(parts, frames.bytes, records[0]?.seq ?? 1);
    const summary = this.#summaryFor(parts, placed);
    for (const record of records) parts.live.note(summary, record);
    const { start } = placed;
    let offset = start;
    const appended = frames.lengths.map((bytes): Appended => {
      const ref = refOf({ segment: summary.segment, offset });
      offset += bytes;
      return { ref, bytes };
    });
    summary.bytes = offset;
    const shards = records.flatMap(({ events }) => events.flatMap((event) => ledgerShardOf(event) ?? []));
    this.#ledger.committed(offset - start, shards);
    return appended;
  }

  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return Promise.all(refs.map((ref) => this.#reader.read(ref)));
  }

  history(alarmId: string): AsyncIterable<OutboxRecord> {
    return recordsOfAlarm(this.#options.fs, this.#layout, alarmId);
  }

  checkpoint(source: CheckpointSource): void {
    const { clock, onBackgroundError } = this.#options;
    const housekeeping = this.#parts?.housekeeping;
    if (!housekeeping || this.#tidying || this.#broken) return;
    const urgent = housekeeping.behind && !this.#tidyFailed;
    if (clock.monotonic() < this.#tidyAfter && !urgent) return;
    this.#tidyAfter = clock.monotonic() + TIDY_EVERY_MS;
    this.#tidyFailed = false;
    this.#tidying = housekeeping
      .tidy(source, clock.now())
      .then(() => this.#refill())
      .catch((error: unknown) => {
        this.#tidyFailed = true;
        onBackgroundError(error);
      })
      .finally(() => {
        this.#tidying = undefined;
      });
  }

  shortOfRoom(): string | undefined {
    const shortage = this.#freeSpace.shortage();
    // History goes first: the next round of housekeeping makes room of it.
    return this.#history.bytes > 0 ? undefined : shortage;
  }

  pendingBytes(): number {
    return this.#parts?.live.pendingBytes ?? 0;
  }

  room(): JournalRoom {
    const { freeBytes } = this.#freeSpace;
    const { minFreeBytes } = this.#options;
    return { freeBytes, minFreeBytes, droppedSegments: this.#parts?.housekeeping.droppedForRoom ?? 0 };
  }

  sizeBytes(): number {
    return (this.#parts?.live.bytes ?? 0) + this.#history.bytes;
  }

  async close(): Promise<void> {
    const parts = this.#parts;
    this.#parts = undefined;
    await this.#tidying;
    await parts?.log.close();
    const unlock = this.#unlock;
    this.#unlock = undefined;
    await unlock?.();
  }

  async #recover(restore: (stored: Stored) => void): Promise<Recovered> {
    const { fs, clock } = this.#options;
    const damagedShards = await this.#ledger.load((shard, content) =>
      restore({ kind: 'ledger-shard', shard, content }),
    );
    for (const shard of damagedShards) {
      const bytes = await fs.readFile(`${this.#layout.ledger}/${shardFile(shard)}`);
      const name = `${clock.now()}-${shardFile(shard)}`;
      if (bytes) await keepEvidence(fs, this.#layout, { name, bytes });
    }
    return recoverSegments(fs, this.#layout, { ledger: this.#ledger, restore, damagedShards });
  }

  async #start(recovered: Recovered, begun: number | undefined): Promise<void> {
    const { fs, segmentBytes, history: policy } = this.#options;
    const { live, unindexed, lastSegment, lastEpoch } = recovered;
    const { segments: directory, root } = this.#layout;
    const epoch = begun ?? (await beginEpoch(fs, root, lastEpoch));
    const log = new SegmentLog({ fs, directory, segmentBytes, epoch, lastSegment });
    const shared = { live, ledger: this.#ledger, history: this.#history, freeSpace: this.#freeSpace };
    const housekeeping = new Housekeeping({ fs, layout: this.#layout, policy, ...shared }, unindexed);
    for (const { bytes, shards, lastSeq } of live.all) {
      const behind = [...shards].filter((shard) => !this.#ledger.holds(shard, lastSeq));
      this.#ledger.committed(bytes, behind);
    }
    this.#parts = { live, log, housekeeping, epoch: new EpochWatch(fs, root, epoch) };
  }

  /** Appends to the segments, durably, and as the owner of the directory. */
  async #place(parts: Parts, frames: Buffer, firstSeq: number): Promise<Placed> {
    const { log, epoch } = parts;
    let placed: Placed | undefined;
    try {
      placed = await log.append(frames, firstSeq);
      if (await epoch.holds()) return placed;
    } catch (error) {
      if (placed) {
        // Stored, but we can't tell whether it is still ours to answer for: none of it counts.
        this.#summaryFor(parts, placed);
        await log.abandon(placed.start);
      }
      if (this.#summary) this.#reader.forget(this.#summary.segment);
      if (!meansNoRoom(error)) throw this.#break(error);
      this.#freeSpace.ranOut();
      await this.#reserve.release();
      throw new JournalError('journal.full', 'the disk is full', { cause: error });
    }
    throw this.#break(new Error('another process has taken over the data directory'));
  }

  async #refill(): Promise<void> {
    if (!this.#freeSpace.isShort) await this.#reserve.refill();
  }

  #summaryFor({ housekeeping }: Parts, { header, start }: Placed): OpenSummary {
    if (this.#summary?.segment === header.segment) return this.#summary;
    const summary = newSummary({ ...header, continues: header.continues?.segment });
    summary.bytes = start;
    this.#summary = summary;
    housekeeping.begin(summary);
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
