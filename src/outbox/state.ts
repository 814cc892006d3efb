import type { AlarmLevel } from '../alerts/alert.ts';
import { aboutEntry, type DueEntry, type EntryBody } from './events/entry.ts';
import { type EntryChange, entryChangeOf } from './events/entry-change.ts';
import { alarmDestination, destinationOf, isAlarmDestination, laneOf } from './events/entry-place.ts';
import type { EntryQueued, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import { isUntaken } from './events/outcome.ts';
import { DueLanes } from './lanes/due-lanes.ts';
import type { LaneReader } from './lanes/lane-reader.ts';
import type { PendingEntry } from './lanes/pending-entry.ts';
import { PendingIndex } from './lanes/pending-index.ts';
import { tallyWaits, type WaitTally } from './lanes/wait-tally.ts';
import { Ledger, type LedgerReader } from './ledger/ledger.ts';
import type { LedgerShard } from './ledger/ledger-shard.ts';
import type { EpisodeSeries } from './ledger/series.ts';
import type { CheckpointSource, Stored } from './ports/journal.ts';
import type { EventRef, RecordRef } from './ports/record-ref.ts';

/** Largest number of a destination. */
const LAST = 0xff;

/** Read access to the state of the outbox. */
export interface OutboxView {
  readonly ledger: LedgerReader;
  readonly lanes: LaneReader;
  /** Number of pending entries. */
  readonly pendingCount: number;
  /** Destinations that pending entries have or had, by the number that entries use. */
  readonly destinations: readonly string[];
  /** Sequence number of the next event. */
  readonly nextSeq: number;
  /** All pending entries, in no particular order. */
  pendingEntries(): IterableIterator<PendingEntry>;
  /** Pending entries of the lanes of a name, lane by lane, head first. */
  entriesIn(laneHash: number): IterableIterator<PendingEntry>;
  /** Counts what waits at each destination that has pending entries, by its name. `now` is epoch ms. */
  waits(now: number): ReadonlyMap<string, WaitTally>;
  /** Pending entries of the lane of this entry, head first. */
  laneOf(entry: Pick<DueEntry, 'id' | 'body'>): IterableIterator<PendingEntry>;
}

/**
 * Projection of the journal: the ledger, and the pending entries with their lanes. Only `fold` changes it,
 * and `restore` at a start. One owner, one thread.
 */
export class OutboxState implements OutboxView, CheckpointSource {
  readonly ledger = new Ledger();
  readonly pending = new PendingIndex();
  readonly lanes = new DueLanes(this.pending, (destination) => this.#isApart[destination] === true);
  readonly #destinations: string[] = [];
  /** True for each destination at which every alarm has a lane of its own. */
  readonly #isApart: boolean[] = [];
  #nextSeq = 1;

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** The index of a destination is its number. */
  get destinations(): readonly string[] {
    return this.#destinations;
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** Restores one item that the journal kept. `now` is epoch ms. */
  restore(stored: Stored, now: number): void {
    switch (stored.kind) {
      case 'ledger-shard':
        this.ledger.restore(stored.shard, stored.content);
        break;
      case 'pending':
        this.#restorePending(stored.entries, stored.destinations, now);
        break;
      case 'changes':
        for (const change of stored.changes) this.#change(change, now);
        break;
      case 'record':
        this.fold(stored.record, stored.ref, now);
        break;
      case 'ledger-record':
        this.#foldLedger(stored.record, stored.ref);
        break;
      default:
        stored satisfies never;
    }
  }

  /** Marks all sequence numbers up to this one as used. */
  seen(seq: number): void {
    if (seq >= this.#nextSeq) this.#nextSeq = seq + 1;
  }

  /** Folds one durable record into the state. */
  fold(record: OutboxRecord, ref: RecordRef, now: number): void {
    this.#foldLedger(record, ref);
    record.events.forEach((event, i) => {
      if (event.type === 'entry.queued') {
        const entry = this.#entryOf(event, { seq: record.seq + i, ref });
        this.#add(entry, now);
        if (event.tried) this.lanes.markTried(entry.lane, entry.seq);
      }
      const change = entryChangeOf(event);
      if (change) this.#change(change, now, event.type === 'entry.rescheduled');
      if (change && event.type === 'attempt.failed')
        this.lanes.noteFailure(change.lane, change.entry, isUntaken(event.reason));
    });
    this.seen(record.seq + record.events.length - 1);
  }

  /** True when the lane of this entry holds no other entry. */
  isAlone(entry: Pick<DueEntry, 'id' | 'body'>): boolean {
    const lane = this.laneOf(entry);
    lane.next();
    return lane.next().done === true;
  }

  *entriesIn(laneHash: number): IterableIterator<PendingEntry> {
    for (const slot of this.lanes.slotsOf(laneHash)) yield this.pending.get(slot);
  }

  *laneOf(entry: Pick<DueEntry, 'id' | 'body'>): IterableIterator<PendingEntry> {
    const number = this.#destinations.indexOf(destinationOf(entry.body));
    const isOther = this.#isApart[number]
      ? ({ destination }: PendingEntry) => destination !== number
      : () => false;
    for (const one of this.entriesIn(hash53(laneOf(aboutEntry(entry))))) if (!isOther(one)) yield one;
  }

  /** True when entries of an alarm that fires wait for the integration where it is open. */
  waitsAtTarget({ alarmId, target }: Pick<EpisodeSeries, 'alarmId' | 'target'>): boolean {
    const hash = hash53(alarmId);
    if (!target) return this.lanes.holds(hash);
    const number = this.#destinations.indexOf(alarmDestination(target.integration));
    return number >= 0 && this.lanes.holds(hash, number);
  }

  waits(now: number): ReadonlyMap<string, WaitTally> {
    const tallies = [...tallyWaits(this.pending, now)];
    return new Map(tallies.map(([number, tally]) => [this.#destinations[number] ?? 'unknown', tally]));
  }

  *pendingEntries(): IterableIterator<PendingEntry> {
    for (const slot of this.pending.slots()) yield this.pending.get(slot);
  }

  pendingBetween(first: number, last: number): readonly PendingEntry[] {
    const entries = this.pending.slotsBetween(first, last).map((slot) => this.pending.get(slot));
    // Slots are reused, so that only the sequence numbers give the order.
    return entries.sort((a, b) => a.seq - b.seq);
  }

  ledgerShard(shard: number, forgetBefore: number): LedgerShard {
    return this.ledger.snapshot(shard, { position: this.lastSeq, forgetBefore });
  }

  #foldLedger(record: OutboxRecord, ref: RecordRef): void {
    record.events.forEach((event, i) => {
      this.ledger.fold(event, { seq: record.seq + i, at: record.at, ref });
    });
  }

  #restorePending(entries: Iterable<PendingEntry>, names: readonly string[], now: number): void {
    const numbers = names.map((name) => this.#destinationNumber(name));
    for (const entry of entries) {
      const destination = numbers[entry.destination] ?? this.#destinationNumber('unknown');
      // Copying each of a million entries would slow the start down.
      this.#add(destination === entry.destination ? entry : { ...entry, destination }, now);
    }
  }

  #add(entry: PendingEntry, now: number): void {
    this.lanes.add(this.pending.add(entry), now);
  }

  /**
   * Changes or removes a pending entry. A change of an entry that is not pending is ignored. With `staysTaken`, one in flight
   * stays so.
   */
  #change(change: EntryChange, now: number, staysTaken = false): void {
    const slot = this.lanes.find(change.lane, change.entry);
    if (slot === undefined) return;
    if (!change.update) {
      this.lanes.remove(slot, now);
      this.pending.remove(slot);
      return;
    }
    const entry = this.pending.get(slot);
    this.pending.update(slot, { ...entry, ...change.update });
    if (change.update.dueAt === undefined) return;
    if (!staysTaken || !this.lanes.isInFlight(entry.lane, entry.destination)) this.lanes.release(slot, now);
  }

  #entryOf({ body, dueAt = 0 }: EntryQueued, place: EventRef): PendingEntry {
    // No other alarm that fires is queued for later.
    const isParked = dueAt > 0 && body.kind === 'report-alarm' && body.alarm.alarmStatus === 'alarm';
    return {
      ...place,
      lane: hash53(laneOf(aboutEntry({ id: place.seq, body }))),
      dueAt,
      attempts: 0,
      destination: this.#destinationNumber(destinationOf(body)),
      level: levelOf(body),
      uncertain: false,
      refused: false,
      ...(isParked && { parked: isParked }),
      low: body.kind === 'report-alarm' && body.reassertion === true,
    };
  }

  /**
   * Number of a destination, assigned on first use. There is room for 256 destinations. Any further one
   * shares the number, and so the health, of the last; its entries are delivered all the same.
   */
  #destinationNumber(name: string): number {
    const known = this.#destinations.indexOf(name);
    if (known >= 0) return known;
    if (this.#destinations.length > LAST) return LAST;
    const number = this.#destinations.push(name) - 1;
    this.#isApart[number] = number < LAST && isAlarmDestination(name);
    return number;
  }
}

/** Level by which an entry is scheduled: opening an incident is urgent, later steps can wait. */
function levelOf(body: EntryBody): AlarmLevel {
  if (body.kind === 'report-alarm') return body.alarm.alarmLevel;
  return body.kind === 'open-incident' ? 'Critical' : 'Major';
}
