import type { AlarmLevel } from '../alerts/alert.ts';
import { aboutEntry, type DueEntry, destinationOf, type EntryBody, laneOf } from './events/entry.ts';
import { type EntryChange, entryChangeOf } from './events/entry-change.ts';
import type { EntryQueued, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import { DueLanes, type LaneReader } from './lanes/due-lanes.ts';
import type { PendingEntry } from './lanes/pending-entry.ts';
import { PendingIndex } from './lanes/pending-index.ts';
import { Ledger, type LedgerReader } from './ledger/ledger.ts';
import type { LedgerShard } from './ledger/ledger-shard.ts';
import type { CheckpointSource, Stored } from './ports/journal.ts';
import type { EventRef, RecordRef } from './ports/record-ref.ts';

/** The state as everybody but the outbox sees it: nothing in it can be changed. */
export interface OutboxView {
  readonly ledger: LedgerReader;
  readonly lanes: LaneReader;
  /** How many entries are pending. */
  readonly pendingCount: number;
  /** The destinations that pending entries have or had. */
  readonly destinations: readonly string[];
  /** The sequence number of the next event. */
  readonly nextSeq: number;
  /** Every pending entry, in no particular order. */
  pendingEntries(): IterableIterator<PendingEntry>;
  /** The pending entries of a lane, its head first. */
  entriesIn(laneHash: number): IterableIterator<PendingEntry>;
  /** The pending entries of the lane that an entry is in, its head first. */
  laneOf(entry: Pick<DueEntry, 'id' | 'body'>): IterableIterator<PendingEntry>;
}

/**
 * Everything the journal adds up to: the alarm ledger, and the pending entries with their lanes. Changed by `fold` alone,
 * and by `restore` at a start. One owner, one thread.
 */
export class OutboxState implements OutboxView, CheckpointSource {
  readonly ledger = new Ledger();
  readonly pending = new PendingIndex();
  readonly lanes = new DueLanes(this.pending);
  readonly #destinations: string[] = [];
  #nextSeq = 1;

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** A destination's place is its number in the index. */
  get destinations(): readonly string[] {
    return this.#destinations;
  }

  get pendingCount(): number {
    return this.pending.size;
  }

  /** Takes over one thing that the journal kept. `now` is epoch ms. */
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
    }
  }

  /** Notes that numbers up to this one are taken. */
  seen(seq: number): void {
    if (seq >= this.#nextSeq) this.#nextSeq = seq + 1;
  }

  /** Folds one durable record. The only way in which the state moves on. */
  fold(record: OutboxRecord, ref: RecordRef, now: number): void {
    this.#foldLedger(record, ref);
    record.events.forEach((event, i) => {
      if (event.type === 'entry.queued') this.#add(this.#entryOf(event, { seq: record.seq + i, ref }), now);
      const change = entryChangeOf(event);
      if (change) this.#change(change, now);
    });
    this.seen(record.seq + record.events.length - 1);
  }

  /** Whether nothing else is in the lane that an entry is in. */
  isAlone(entry: Pick<DueEntry, 'id' | 'body'>): boolean {
    const lane = this.laneOf(entry);
    lane.next();
    return lane.next().done === true;
  }

  *entriesIn(laneHash: number): IterableIterator<PendingEntry> {
    for (const slot of this.lanes.slotsOf(laneHash)) yield this.pending.get(slot);
  }

  laneOf(entry: Pick<DueEntry, 'id' | 'body'>): IterableIterator<PendingEntry> {
    return this.entriesIn(hash53(laneOf(aboutEntry(entry))));
  }

  *pendingEntries(): IterableIterator<PendingEntry> {
    for (const slot of this.pending.slots()) yield this.pending.get(slot);
  }

  pendingBetween(first: number, last: number): readonly PendingEntry[] {
    const entries = this.pending.slotsBetween(first, last).map((slot) => this.pending.get(slot));
    // Slots are used again: only the numbers tell the order of a lane.
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
      // A copy of each of a million would be felt.
      this.#add(destination === entry.destination ? entry : { ...entry, destination }, now);
    }
  }

  #add(entry: PendingEntry, now: number): void {
    this.lanes.add(this.pending.add(entry), now);
  }

  /** Changes or removes a pending entry; one that is not pending is left alone. */
  #change(change: EntryChange, now: number): void {
    const slot = this.lanes.find(change.lane, change.entry);
    if (slot === undefined) return;
    if (!change.update) {
      this.lanes.remove(slot, now);
      this.pending.remove(slot);
      return;
    }
    this.pending.update(slot, { ...this.pending.get(slot), ...change.update });
    if (change.update.dueAt !== undefined) this.lanes.release(slot, now);
  }

  #entryOf({ body, dueAt = 0 }: EntryQueued, place: EventRef): PendingEntry {
    return {
      ...place,
      lane: hash53(laneOf(aboutEntry({ id: place.seq, body }))),
      dueAt,
      attempts: 0,
      destination: this.#destinationNumber(destinationOf(body)),
      level: levelOf(body),
      uncertain: false,
      refused: false,
      low: body.kind === 'report-alarm' && body.reassertion === true,
    };
  }

  /**
   * The number of a destination, given on first use. There is room for 256, which are the integrations of many
   * configurations; whatever comes then shares the last one's health, and is delivered all the same.
   */
  #destinationNumber(name: string): number {
    const known = this.#destinations.indexOf(name);
    if (known >= 0) return known;
    if (this.#destinations.length > 0xff) return 0xff;
    return this.#destinations.push(name) - 1;
  }
}

/** Opening an incident goes before all else; leading it on can wait. */
function levelOf(body: EntryBody): AlarmLevel {
  if (body.kind === 'report-alarm') return body.alarm.alarmLevel;
  return body.kind === 'open-incident' ? 'Critical' : 'Major';
}
