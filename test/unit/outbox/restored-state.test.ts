import { expect, it } from 'vitest';
import type { AlarmLevel } from '../../../src/alerts/alert.ts';
import type { RecordRef } from '../../../src/outbox/ports/record-ref.ts';
import { OutboxState } from '../../../src/outbox/state.ts';
import { openIncident } from '../../support/entries.ts';
import { queueRecord } from '../../support/file-journal.ts';

it('gives restored entries the destination of their name, whatever its number was', () => {
  const state = new OutboxState();
  const incident = { type: 'entry.queued', body: openIncident('k') } as const;
  state.restore(
    { kind: 'record', record: { v: 1, seq: 1, at: 1, events: [incident] }, ref: 1n as RecordRef },
    0,
  );
  state.restore({ kind: 'record', record: queueRecord(2, 'a'), ref: 2n as RecordRef }, 0);
  const [incidents = '', alarms = ''] = state.destinations;
  const entry = {
    ...{ ref: 3n as RecordRef, lane: 77, dueAt: 0, attempts: 0, level: 'Minor' as AlarmLevel },
    ...{ uncertain: false, refused: false, low: false },
  } as const;
  const entries = [
    { ...entry, seq: 3, destination: 0 },
    { ...entry, seq: 4, lane: 78, destination: 1 },
    { ...entry, seq: 5, lane: 79, destination: 2 },
  ];
  state.restore({ kind: 'pending', entries, destinations: [alarms, incidents, 'new/one'] }, 0);
  const names = new Map(
    [...state.pendingEntries()].map(({ seq, destination }) => [seq, state.destinations[destination]]),
  );
  expect([3, 4, 5].map((seq) => names.get(seq))).toEqual([alarms, incidents, 'new/one']);
});
