import { expect, it } from 'vitest';
import { MemoryDeadLetters } from '../../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../../src/journals/memory/memory-journal.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import type { DeadLetter } from '../../../../src/outbox/ports/dead-letters.ts';
import type { Stored } from '../../../../src/outbox/ports/journal.ts';
import { openIncident } from '../../../support/entries.ts';

const recordOf = (seq: number, count: number): OutboxRecord => ({
  ...{ v: 1, seq, at: 0 },
  events: Array.from({ length: count }, () => ({ type: 'entry.queued', body: openIncident('k') }) as const),
});

it('the last number in use is that of the last event of the last record', async () => {
  const journal = new MemoryJournal();
  const restored: Stored[] = [];
  const open = () => journal.open((stored) => restored.push(stored));
  expect(await open()).toMatchObject({ lastSeq: 0, replayedRecords: 0 });
  const records = [recordOf(1, 1), recordOf(2, 3), recordOf(5, 2)];
  await journal.append(records);
  await journal.close();
  expect(await open()).toMatchObject({ lastSeq: 6, replayedRecords: 3 });
  expect(restored).toMatchObject(records.map((record) => ({ kind: 'record', record })));
});

it('a journal in memory needs no room, and misses nothing', () => {
  const journal = new MemoryJournal();
  expect([journal.shortOfRoom(), journal.gaps()]).toEqual([undefined, []]);
  expect([journal.pendingBytes(), journal.sizeBytes()]).toEqual([0, 0]);
  expect(journal.room()).toEqual({ freeBytes: Number.POSITIVE_INFINITY, minFreeBytes: 0, droppedParts: 0 });
});

it('dead letters in memory fill their room to the last byte', async () => {
  const letter = { id: 'dl-1' } as DeadLetter;
  const bytes = JSON.stringify(letter).length;
  const letters = new MemoryDeadLetters(2 * bytes);
  expect(await letters.keep(letter)).toBe(true);
  expect(await letters.keep({ ...letter, id: 'dl-22' })).toBe(false);
  expect(await letters.keep({ ...letter, id: 'dl-2' })).toBe(true);
  expect(letters.ids()).toEqual(['dl-2', 'dl-1']);
});
