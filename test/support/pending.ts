import type { PendingEntry } from '../../src/outbox/lanes/pending-entry.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';

/** Makes a pending entry, as the index holds it. */
export function pendingEntry(seq: number, changes: Partial<PendingEntry> = {}): PendingEntry {
  return {
    seq,
    lane: 1,
    ref: BigInt(seq) as RecordRef,
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
