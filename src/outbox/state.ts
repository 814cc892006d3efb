import type { AlarmLevel } from '../alerts/alert.ts';
import { aboutEntry, type DueEntry, destinationOf, type EntryBody, laneOf } from './events/entry.ts';
import type { EntryQueued, OutboxEvent, OutboxRecord } from './events/event.ts';
import { hash53 } from './events/hash.ts';
import { DueLanes } from './lanes/due-lanes.ts';
import { type PendingEntry, PendingIndex } from './lanes/pending-index.ts';
import { Ledger } from './ledger/ledger.ts';
import type { RecordRef } from './ports/journal.ts';

/** What an attempt may change of a pending entry. */
export type EntryUpdate = Pick<PendingEntry, 'dueAt' | 'attempts' | 'uncertain' | 'refused'>;

/** What one event does to an entry that was queued before: found by its lane and number. */
export interface EntryChange {
  readonly entry: number;
  /** {@link hash53} of its lane. */
  readonly lane: number;
  /** Absent when the entry is settled and leaves. */
  readonly update?: Partial<EntryUpdate>;
}

/** What an event does to an entry that was queued before; undefined when it does nothing of the kind. */
export function entryChangeOf(event: OutboxEvent): EntryChange | undefined {
  switch (event.type) {
    case 'attempt.started':
      return { entry: event.entry, lane: hash53(laneOf(event)), update: { uncertain: true } };
    case 'attempt.failed': {
      const { attempts, dueAt, uncertain } = event;
      const refused = event.outcome === 'rejected' && event.scope === 'entry';
      return {
        entry: event.entry,
        lane: hash53(laneOf(event)),
        update: { attempts, dueAt, uncertain, refused },
      };
    }
    case 'entry.delivered':
    case 'entry.dead-lettered':
    case 'entry.cancelled':
    case 'entry.collapsed':
      return { entry: event.entry, lane: hash53(laneOf(event)) };
    case 'incident.decided': {
      const settled = { entry: event.entry, lane: hash53(laneOf(event)) };
      return event.incidentNum === undefined
        ? { ...settled, update: { uncertain: false, dueAt: 0 } }
        : settled;
    }
    case 'entry.lost':
      return { entry: event.entry, lane: event.lane };
    default:
      return undefined;
  }
}

/**
 * Everything the journal adds up to: the alarm ledger, and the pending entries with their lanes. Changed by `fold` alone
 * (and by a journal that restores a snapshot of the same thing). One owner, one thread.
 */
export class OutboxState {
  readonly ledger = new Ledger();
  readonly pending = new PendingIndex();
  readonly due = new DueLanes(this.pending);
  readonly #destinations: string[] = [];
  readonly #pendingBySegment = new Map<number, number>();
  #nextSeq = 1;

  /** The sequence number of the next event. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** The destinations that pending entries have or had; a destination's place is its number in the index. */
  get destinations(): readonly string[] {
    return this.#destinations;
  }

  /** How many pending entries have their body in this segment. */
  pendingIn(segment: number): number {
    return this.#pendingBySegment.get(segment) ?? 0;
  }

  /** Folds one durable record. The only way in which the state moves on. */
  fold(record: OutboxRecord, ref: RecordRef, now: number): void {
    record.events.forEach((event, i) => {
      const seq = record.seq + i;
      this.ledger.fold(event, { seq, at: record.at, ref });
      if (event.type === 'entry.queued') this.restoreEntry(newEntry(event, { ...ref, seq }, this), now);
      const change = entryChangeOf(event);
      if (change) this.changeEntry(change, now);
    });
    this.seen(record.seq + record.events.length - 1);
  }

  /** Notes that numbers up to this one are taken. */
  seen(seq: number): void {
    if (seq >= this.#nextSeq) this.#nextSeq = seq + 1;
  }

  /** Adds a pending entry. */
  restoreEntry(entry: PendingEntry, now: number): void {
    const slot = this.pending.add(entry);
    this.#pendingBySegment.set(entry.segment, this.pendingIn(entry.segment) + 1);
    this.due.add(slot, now);
  }

  /** The segment that holds the body of a pending entry; undefined when it is not pending. */
  segmentOf({ lane, entry }: Pick<EntryChange, 'lane' | 'entry'>): number | undefined {
    const slot = this.due.find(lane, entry);
    return slot === undefined ? undefined : this.pending.segment(slot);
  }

  /** Changes or removes a pending entry; one that is not pending is left alone. */
  changeEntry(change: EntryChange, now: number): void {
    const slot = this.due.find(change.lane, change.entry);
    if (slot === undefined) return;
    const entry = this.pending.get(slot);
    if (!change.update) {
      this.due.remove(slot, now);
      this.pending.remove(slot);
      const left = this.pendingIn(entry.segment) - 1;
      if (left > 0) this.#pendingBySegment.set(entry.segment, left);
      else this.#pendingBySegment.delete(entry.segment);
      return;
    }
    this.pending.update(slot, { ...entry, ...change.update });
    if (change.update.dueAt !== undefined) this.due.release(slot, now);
  }

  /** Whether nothing else is in the lane that an entry is in. */
  isAlone(entry: Pick<DueEntry, 'id' | 'body'>): boolean {
    const lane = this.laneOf(entry);
    lane.next();
    return lane.next().done === true;
  }

  /** The pending entries of the lane that an entry is in, its head first. */
  *laneOf(entry: Pick<DueEntry, 'id' | 'body'>): IterableIterator<PendingEntry> {
    for (const slot of this.due.laneSlots(hash53(laneOf(aboutEntry(entry))))) yield this.pending.get(slot);
  }

  /**
   * The number of a destination, given on first use. There is room for 256, which are the integrations of many
   * configurations; whatever comes then shares the last one's health, and is delivered all the same.
   */
  destinationNumber(name: string): number {
    const known = this.#destinations.indexOf(name);
    if (known >= 0) return known;
    if (this.#destinations.length > 0xff) return 0xff;
    return this.#destinations.push(name) - 1;
  }
}

function newEntry(
  { body, dueAt = 0 }: EntryQueued,
  ref: RecordRef & { readonly seq: number },
  state: OutboxState,
): PendingEntry {
  return {
    ...ref,
    lane: hash53(laneOf(aboutEntry({ id: ref.seq, body }))),
    dueAt,
    attempts: 0,
    destination: state.destinationNumber(destinationOf(body)),
    level: levelOf(body),
    uncertain: false,
    refused: false,
    low: body.kind === 'report-alarm' && body.reassertion === true,
  };
}

/** Opening an incident goes before all else; leading it on can wait. */
function levelOf(body: EntryBody): AlarmLevel {
  if (body.kind === 'report-alarm') return body.alarm.alarmLevel;
  return body.kind === 'open-incident' ? 'Critical' : 'Major';
}
