import type { PendingEntry } from '../../src/outbox/lanes/pending-index.ts';

/** A pending entry as the index holds it. */
export function pendingEntry(seq: number, changes: Partial<PendingEntry> = {}): PendingEntry {
  return {
    seq,
    lane: 1,
    segment: 1,
    offset: seq,
    dueAt: 0,
    attempts: 0,
    destination: 0,
    level: 'Major',
    uncertain: false,
    refused: false,
    low: false,
    ...changes,
  };
}
