import { describe, expect, it } from 'vitest';
import { ownWaitOf } from '../../../../src/outbox/lanes/own-wait.ts';
import { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';
import { tallyWaits } from '../../../../src/outbox/lanes/wait-tally.ts';
import { pendingEntry } from '../../../support/pending.ts';

describe('why an entry itself waits', () => {
  it.each([
    ['it is due', { dueAt: 100, attempts: 3 }, undefined],
    ['it was queued for later', { dueAt: 101 }, 'held'],
    ['its message may be a late copy', { dueAt: 101, parked: true }, 'parked'],
    ['its message may be a late copy, and its time has come', { dueAt: 100, parked: true }, undefined],
    ['attempts failed although it was parked', { dueAt: 101, attempts: 1, parked: true }, 'backoff'],
    ['attempts failed', { dueAt: 101, attempts: 1 }, 'backoff'],
    ['COC refused it', { dueAt: 101, attempts: 1, refused: true }, 'refusal'],
    ['it may have arrived', { dueAt: 101, attempts: 1, uncertain: true }, 'look'],
    ['it may have arrived after a refusal', { dueAt: 101, refused: true, uncertain: true }, 'look'],
  ] as const)('%s', (_why, changes, wait) => {
    expect(ownWaitOf(pendingEntry(1, changes), 100)).toBe(wait);
  });
});

const PARKED = { dueAt: 500, parked: true } as const;

it('entries are counted by destination, with the reason of their waits and the end of the first one', () => {
  const pending = new PendingIndex();
  const changes = [{}, { dueAt: 300 }, { dueAt: 200, attempts: 1 }, { dueAt: 400, refused: true }, PARKED];
  for (const [i, change] of changes.entries()) pending.add(pendingEntry(i + 1, change));
  pending.add(pendingEntry(9, { destination: 3, dueAt: 100 }));
  pending.remove(pending.add(pendingEntry(10)));
  const none = { look: 0, refusal: 0, backoff: 0, parked: 0, held: 0 };
  expect([...tallyWaits(pending, 100)]).toEqual([
    [0, { entries: 5, own: { ...none, parked: 1, held: 1, backoff: 1, refusal: 1 }, nextAt: 200 }],
    [3, { entries: 1, own: none }],
  ]);
});
