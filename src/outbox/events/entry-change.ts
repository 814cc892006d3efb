import { laneOf } from './entry.ts';
import type { OutboxEvent } from './event.ts';
import { hash53 } from './hash.ts';

/** What an attempt may change of a pending entry. */
export interface EntryUpdate {
  /** When the next attempt may start, epoch ms; 0 for at once. */
  readonly dueAt: number;
  readonly attempts: number;
  /** An attempt may have arrived, and COC would not recognise a second one. */
  readonly uncertain: boolean;
  /** Refused once: the next refusal confirms it. */
  readonly refused: boolean;
}

/** One event's effect on an entry that was queued before: found by its lane and number. */
export interface EntryChange {
  readonly entry: number;
  /** {@link hash53} of its lane. */
  readonly lane: number;
  /** Absent when the entry is settled and leaves. */
  readonly update?: Partial<EntryUpdate>;
}

/** The effect of an event on an entry that was queued before; undefined when it has none. */
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
