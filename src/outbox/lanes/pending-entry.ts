import type { AlarmLevel } from '../../alerts/alert.ts';
import type { EntryUpdate } from '../events/entry-change.ts';
import type { EventRef } from '../ports/record-ref.ts';

/** Pending entry as the index holds it: 40 bytes, no strings. */
export interface PendingEntry extends EventRef, EntryUpdate {
  /** {@link hash53} of the name of its lane. */
  readonly lane: number;
  /** Number of its destination in the table of destination names. */
  readonly destination: number;
  readonly level: AlarmLevel;
  /** True for a reassertion, which goes after everything else. */
  readonly low: boolean;
  /** Set for the alarm of a late-looking fire, which waits in case a resolve follows. */
  readonly parked?: true;
}

/** Fields of an entry that share one byte. */
export type Flagged = Pick<PendingEntry, 'level' | 'uncertain' | 'refused' | 'low' | 'parked'>;

/** Order of entries that are due at the same time. */
export type Urgency = 'critical' | 'normal' | 'low';

const LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Minor', 'Info'];
const LEVEL_MASK = 0b11;
const UNCERTAIN = 0b100;
const REFUSED = 0b1000;
const LOW = 0b10000;
/** Older versions do not know this one, and keep it as it is or leave it out. */
const PARKED = 0b100000;

/**
 * Packs the flags of an entry into one byte. The byte is stored: its meaning never changes within a format
 * version.
 */
export function packFlags({ level, uncertain, refused, low, parked }: Flagged): number {
  const times = (low ? LOW : 0) | (parked ? PARKED : 0);
  return LEVELS.indexOf(level) | (uncertain ? UNCERTAIN : 0) | (refused ? REFUSED : 0) | times;
}

/** Unpacks a byte that {@link packFlags} made. */
export function unpackFlags(flags: number): Flagged {
  return {
    level: LEVELS[flags & LEVEL_MASK] ?? 'Major',
    uncertain: (flags & UNCERTAIN) !== 0,
    refused: (flags & REFUSED) !== 0,
    low: (flags & LOW) !== 0,
    ...((flags & PARKED) !== 0 && { parked: true }),
  };
}

/**
 * True when an earlier attempt may have reached COC, but its result is not known. COC must be searched before
 * the entry is sent again.
 */
export function isUncertain(flags: number): boolean {
  return (flags & UNCERTAIN) !== 0;
}

/** True when the entry was refused once. */
export function isRefused(flags: number): boolean {
  return (flags & REFUSED) !== 0;
}

/** Urgency of the entry with these flags. */
export function urgencyOfFlags(flags: number): Urgency {
  if ((flags & LOW) !== 0) return 'low';
  return (flags & LEVEL_MASK) === 0 ? 'critical' : 'normal';
}
