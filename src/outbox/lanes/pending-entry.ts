import type { AlarmLevel } from '../../alerts/alert.ts';
import type { EntryUpdate } from '../events/entry-change.ts';
import type { EventRef } from '../ports/record-ref.ts';

/** A pending entry as the index holds it: 40 bytes, no strings. */
export interface PendingEntry extends EventRef, EntryUpdate {
  /** {@link hash53} of its lane. */
  readonly lane: number;
  /** Number of its destination in the table of names that goes with it. */
  readonly destination: number;
  readonly level: AlarmLevel;
  /** A mere re-assertion: everything else goes first. */
  readonly low: boolean;
}

/** The fields of an entry that share one byte. */
export type Flagged = Pick<PendingEntry, 'level' | 'uncertain' | 'refused' | 'low'>;

/** Which entries go first when there is a queue. */
export type Urgency = 'critical' | 'normal' | 'low';

const LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Minor', 'Info'];
const LEVEL_MASK = 0b11;
const UNCERTAIN = 0b100;
const REFUSED = 0b1000;
const LOW = 0b10000;

/** The flags of an entry in one byte. Stored on disk: never changes within a format version. */
export function packFlags({ level, uncertain, refused, low }: Flagged): number {
  return LEVELS.indexOf(level) | (uncertain ? UNCERTAIN : 0) | (refused ? REFUSED : 0) | (low ? LOW : 0);
}

/** Reads what {@link packFlags} wrote. */
export function unpackFlags(flags: number): Flagged {
  return {
    level: LEVELS[flags & LEVEL_MASK] ?? 'Major',
    uncertain: (flags & UNCERTAIN) !== 0,
    refused: (flags & REFUSED) !== 0,
    low: (flags & LOW) !== 0,
  };
}

/** Whether an attempt of an entry with these flags may have arrived. */
export function isUncertain(flags: number): boolean {
  return (flags & UNCERTAIN) !== 0;
}

/** Whether an entry with these flags was refused once. */
export function isRefused(flags: number): boolean {
  return (flags & REFUSED) !== 0;
}

/** The urgency of an entry with these flags. */
export function urgencyOfFlags(flags: number): Urgency {
  if ((flags & LOW) !== 0) return 'low';
  return (flags & LEVEL_MASK) === 0 ? 'critical' : 'normal';
}
