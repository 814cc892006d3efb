import { laneOf } from './entry-place.ts';
import type { OutboxEvent } from './event.ts';
import { hash53 } from './hash.ts';

/** Fields of a pending entry that an attempt may change. */
export interface EntryUpdate {
  /** Time at which the next attempt may start, epoch ms; 0 for at once. */
  readonly dueAt: number;
  readonly attempts: number;
  /** True when an attempt may have arrived, and COC would not recognise a second one. */
  readonly uncertain: boolean;
  /** True after the first refusal. The next refusal confirms it. */
  readonly refused: boolean;
}

/** Effect of one event on an entry that was queued before. The entry is found by its lane and number. */
export interface EntryChange {
  readonly entry: number;
  /** {@link hash53} of the name of its lane. */
  readonly lane: number;
  /** Absent when the entry leaves. */
  readonly update?: Partial<EntryUpdate>;
}

/** Returns the effect of an event on an entry that was queued before; undefined when there is none. */
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
    case 'entry.rescheduled': {
      const { entry, dueAt } = event;
      return { entry, lane: hash53(laneOf(event)), update: { dueAt } };
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
