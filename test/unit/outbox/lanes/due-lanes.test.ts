import { describe, expect, it } from 'vitest';
import { DueLanes } from '../../../../src/outbox/lanes/due-lanes.ts';
import type { PendingEntry } from '../../../../src/outbox/lanes/pending-entry.ts';
import { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';
import { growthOf, LINEAR } from '../../../support/growth.ts';
import { pendingEntry } from '../../../support/pending.ts';

/** Destinations from this one on have lanes of their own. */
const APART = 5;

/** Lanes with entries added in the order of their numbers. */
function lanesWith(...entries: readonly (readonly [seq: number, changes: Partial<PendingEntry>])[]) {
  const index = new PendingIndex();
  const due = new DueLanes(index, (destination) => destination >= APART);
  const slots = new Map<number, number>();
  const add = (seq: number, changes: Partial<PendingEntry>, now = 0) => {
    const slot = index.add(pendingEntry(seq, changes));
    slots.set(seq, slot);
    due.add(slot, now);
  };
  for (const [seq, changes] of entries) add(seq, changes);
  const slotOf = (seq: number) => slots.get(seq) ?? -1;
  return {
    due,
    add,
    take: (now = 0, destination = 0) => {
      const slot = due.take(destination, now);
      return slot === undefined ? undefined : index.seq(slot);
    },
    settle: (seq: number, now = 0) => {
      due.remove(slotOf(seq), now);
      index.remove(slotOf(seq));
    },
    fail: (seq: number, dueAt: number, now = 0, changes: Partial<PendingEntry> = {}) => {
      index.update(slotOf(seq), { ...index.get(slotOf(seq)), dueAt, ...changes });
      due.release(slotOf(seq), now);
    },
    /** Ends an attempt, whatever has become of the entry. */
    release: (seq: number, now = 0) => due.release(slotOf(seq), now),
    remove: (seq: number, now = 0) => due.remove(slotOf(seq), now),
    seqs: (lane: number) => [...due.slotsOf(lane)].map((slot) => index.seq(slot)),
  };
}

describe('a head that is in flight', () => {
  const LANE = pendingEntry(1, {}).lane;

  it.each([
    ['for the first time', () => undefined, false],
    ['again', (due: DueLanes) => due.noteFailure(LANE, 1, false), true],
    [
      'again, after a failure by which COC took nothing',
      (due: DueLanes) => due.noteFailure(LANE, 1, true),
      false,
    ],
    ['and was tried by an entry whose place it took', (due: DueLanes) => due.markTried(LANE, 1), true],
    ['while another one was tried', (due: DueLanes) => due.markTried(LANE, 2), false],
    ['after a start', (due: DueLanes) => due.markHeadsTried(0), true],
  ])('%s may be in COC, or not', (name, before, expected) => {
    const lanes = lanesWith([1, {}], [2, {}]);
    expect(lanes.due.mayBeTaken(LANE, 1)).toBe(false);
    if (name.startsWith('again')) {
      lanes.take();
      lanes.fail(1, 0);
    }
    before(lanes.due);
    lanes.take();
    expect(lanes.due.mayBeTaken(LANE, 1)).toBe(expected);
    expect(lanes.due.mayBeTaken(LANE, 2)).toBe(false);
    expect(lanes.due.mayBeTaken(LANE + 1, 1)).toBe(false);
  });

  it('is another one after the first has left', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    lanes.take();
    lanes.due.noteFailure(LANE, 1, true);
    lanes.settle(1);
    lanes.due.markTried(LANE, 2);
    lanes.take();
    expect(lanes.due.mayBeTaken(LANE, 2)).toBe(true);
  });
});

describe('within a lane', () => {
  it('gives one entry at a time, in order', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    expect([lanes.take(), lanes.take()]).toEqual([1, undefined]);
    lanes.settle(1);
    expect([lanes.take(), lanes.take()]).toEqual([2, undefined]);
  });

  it('gives nothing new while its head is in flight, whatever is added', () => {
    const lanes = lanesWith([1, {}]);
    lanes.take();
    lanes.add(2, { level: 'Critical' });
    expect(lanes.take()).toBeUndefined();
  });

  it('knows which of its entries was tried, also after the head has left', () => {
    const lanes = lanesWith([1, { lane: 7 }], [2, { lane: 7 }]);
    const statuses = () => [1, 2].map((seq) => lanes.due.status(7, seq));
    expect(statuses()).toEqual(['untried', 'untried']);
    lanes.take();
    expect(statuses()).toEqual(['tried', 'untried']);
    lanes.settle(1);
    expect(statuses()).toEqual(['absent', 'untried']);
    lanes.take();
    expect(statuses()).toEqual(['absent', 'tried']);
  });

  it('knows after a start which heads may have been sent: not those whose time had not come', () => {
    const lanes = lanesWith([1, { lane: 7, dueAt: 50 }], [2, { lane: 8, dueAt: 49 }], [3, { lane: 7 }]);
    lanes.due.markHeadsTried(49);
    const statuses = () => [lanes.due.status(7, 1), lanes.due.status(8, 2), lanes.due.status(7, 3)];
    expect(statuses()).toEqual(['waiting', 'tried', 'untried']);
    lanes.settle(2);
    expect(lanes.take(50)).toBe(1);
    expect(statuses()).toEqual(['tried', 'absent', 'untried']);
    lanes.settle(1);
    expect(statuses()).toEqual(['absent', 'absent', 'untried']);
  });

  it('counts a head that waits for another attempt as tried after a start', () => {
    const lanes = lanesWith([1, { attempts: 1, dueAt: 50 }]);
    lanes.due.markHeadsTried(10);
    expect(lanes.due.status(1, 1)).toBe('tried');
  });

  it('tries a head that failed again before anything behind it', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    lanes.take();
    lanes.fail(1, 100);
    expect([lanes.take(99), lanes.take(100)]).toEqual([undefined, 1]);
  });

  it('keeps its order when an entry leaves the middle or the end', () => {
    const lanes = lanesWith([1, {}], [2, {}], [3, {}]);
    lanes.settle(2);
    expect(lanes.seqs(1)).toEqual([1, 3]);
    lanes.settle(3);
    lanes.add(4, {});
    expect(lanes.seqs(1)).toEqual([1, 4]);
  });

  it('has untried entries behind a head that was tried, and after it has left', () => {
    const lanes = lanesWith([1, {}], [2, {}], [3, {}]);
    lanes.take();
    expect([1, 2, 3, 4].map((seq) => lanes.due.status(1, seq))).toEqual([
      'tried',
      'untried',
      'untried',
      'absent',
    ]);
    lanes.settle(1);
    expect([1, 2, 3].map((seq) => lanes.due.status(1, seq))).toEqual(['absent', 'untried', 'untried']);
    lanes.take();
    expect([2, 3].map((seq) => lanes.due.status(1, seq))).toEqual(['tried', 'untried']);
  });

  it('ignores the release of an entry that is not its head', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    lanes.take();
    lanes.fail(2, 0);
    expect(lanes.take()).toBeUndefined();
  });

  it('ignores what is said of an entry that has left', () => {
    const lanes = lanesWith([1, {}]);
    lanes.settle(1);
    lanes.release(1);
    lanes.remove(1);
    expect([lanes.due.count, lanes.due.holds(1), lanes.take()]).toEqual([0, false, undefined]);
  });

  it('tells its head, and is busy while that is in flight or about to change', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    expect([lanes.due.headOf(1), lanes.due.isBusy(1)]).toEqual([1, false]);
    lanes.take();
    expect([lanes.due.headOf(1), lanes.due.isBusy(1)]).toEqual([1, true]);
    lanes.settle(1);
    expect([lanes.due.headOf(1), lanes.due.isBusy(1)]).toEqual([2, false]);
    lanes.due.reserve([1]);
    expect(lanes.due.isBusy(1)).toBe(true);
    expect([lanes.due.headOf(9), lanes.due.isBusy(9)]).toEqual([undefined, false]);
  });

  it('is gone when its last entry is', () => {
    const lanes = lanesWith([1, {}]);
    lanes.settle(1);
    expect(lanes.due.count).toBe(0);
    lanes.add(2, {});
    expect(lanes.take()).toBe(2);
  });

  it('finds its entries by their number', () => {
    const lanes = lanesWith([1, {}], [2, {}]);
    expect(lanes.due.find(1, 2)).toBeDefined();
    expect(lanes.due.find(1, 3)).toBeUndefined();
    expect(lanes.due.find(9, 1)).toBeUndefined();
  });
});

describe('among lanes', () => {
  it('serves Critical ones first', () => {
    const lanes = lanesWith([1, { lane: 1 }], [2, { lane: 2, level: 'Critical' }]);
    expect([lanes.take(), lanes.take()]).toEqual([2, 1]);
  });

  it('raises a lane with a Critical entry behind a lesser head, head first', () => {
    const lanes = lanesWith(
      [1, { lane: 1 }],
      [2, { lane: 2, level: 'Minor' }],
      [3, { lane: 2, level: 'Critical' }],
    );
    expect(lanes.take()).toBe(2);
    lanes.settle(2);
    expect([lanes.take(), lanes.take()]).toEqual([3, 1]);
  });

  it('serves last what may have been carried out, until that is known', () => {
    const lanes = lanesWith(
      [1, { lane: 1, level: 'Critical', uncertain: true }],
      [2, { lane: 2, level: 'Major' }],
      [3, { lane: 3, level: 'Critical' }],
    );
    expect([lanes.take(), lanes.take(), lanes.take()]).toEqual([3, 2, 1]);
    lanes.fail(2, 0);
    lanes.fail(1, 0, 0, { uncertain: false });
    expect([lanes.take(), lanes.take()]).toEqual([1, 2]);
  });

  it('lowers a lane again when its Critical entry is settled', () => {
    const lanes = lanesWith(
      [1, { lane: 1 }],
      [2, { lane: 2, level: 'Critical' }],
      [3, { lane: 2, level: 'Minor' }],
    );
    expect(lanes.take()).toBe(2);
    lanes.settle(2);
    expect([lanes.take(), lanes.take()]).toEqual([1, 3]);
  });

  it('takes turns: a lane that was released waits behind the others', () => {
    const lanes = lanesWith([1, { lane: 1 }], [2, { lane: 2 }], [3, { lane: 3 }]);
    expect(lanes.take()).toBe(1);
    lanes.fail(1, 0);
    expect([lanes.take(), lanes.take(), lanes.take()]).toEqual([2, 3, 1]);
  });

  it('keeps destinations apart', () => {
    const lanes = lanesWith([1, { lane: 1, destination: 1 }], [2, { lane: 2 }]);
    expect([lanes.take(0, 1), lanes.take(0, 1), lanes.take(0, 0)]).toEqual([1, undefined, 2]);
  });
});

describe('a lane takes its turn once', () => {
  it.each<[string, Partial<PendingEntry>, number, (lanes: ReturnType<typeof lanesWith>) => void]>([
    ['an entry like its own joins it', {}, 0, (lanes) => lanes.add(2, {})],
    [
      'it is freed while it is in its queue',
      {},
      0,
      (lanes) => {
        lanes.due.reserve([1]);
        lanes.due.free([1], 0);
      },
    ],
    [
      'it is freed while its head is in flight',
      {},
      0,
      (lanes) => {
        expect(lanes.take()).toBe(1);
        lanes.due.reserve([1]);
        lanes.due.free([1], 0);
      },
    ],
    [
      'the wait of an entry behind its head is moved',
      {},
      50,
      (lanes) => {
        lanes.add(2, { dueAt: 500 }, 50);
        lanes.due.shiftWaits(10, 50);
      },
    ],
    [
      'its wait is moved after it has ended',
      { dueAt: 100 },
      90,
      (lanes) => {
        expect(lanes.take(100, 1)).toBeUndefined();
        lanes.due.shiftWaits(-10, 90);
      },
    ],
    [
      'its wait is moved while its head is in flight',
      { dueAt: 100 },
      40,
      (lanes) => {
        expect(lanes.take(100)).toBe(1);
        lanes.due.shiftWaits(-60, 40);
      },
    ],
    [
      'the time comes at which it was to wait no more, and it does not since earlier',
      { dueAt: 100, attempts: 1 },
      100,
      (lanes) => {
        lanes.due.endBackoffs(new Set([0]), 50);
        expect(lanes.take(100, 1)).toBeUndefined();
      },
    ],
    [
      'that time comes while its head is in flight',
      { dueAt: 100, attempts: 1 },
      100,
      (lanes) => {
        lanes.due.endBackoffs(new Set([0]), 50);
        expect(lanes.take(50)).toBe(1);
        expect(lanes.take(100, 1)).toBeUndefined();
      },
    ],
  ])('when %s', (_when, head, now, happens) => {
    const lanes = lanesWith([1, head]);
    happens(lanes);
    lanes.add(9, { lane: 9 }, now);
    if (!lanes.due.isInFlight(1)) expect(lanes.take(now)).toBe(1);
    lanes.fail(1, 0, now);
    expect([lanes.take(now), lanes.take(now), lanes.take(now)]).toEqual([9, 1, undefined]);
  });
});

describe('due times', () => {
  it('returns the time at which the next waiting lane is due', () => {
    const lanes = lanesWith([1, { lane: 1, dueAt: 50 }], [2, { lane: 2, dueAt: 30 }]);
    expect([lanes.take(), lanes.due.nextDueAt()]).toEqual([undefined, 30]);
    expect([lanes.take(40), lanes.due.nextDueAt(), lanes.take(50)]).toEqual([2, 50, 1]);
    expect(lanes.due.nextDueAt()).toBeUndefined();
  });

  it('leaves a waiting lane waiting when a Critical entry joins it', () => {
    const lanes = lanesWith([1, { dueAt: 100 }]);
    lanes.add(2, { level: 'Critical' });
    expect([lanes.take(99), lanes.take(100), lanes.take(100)]).toEqual([undefined, 1, undefined]);
  });
});

it('handles a hundred thousand lanes without slowing down', () => {
  const handle = (count: number) => {
    const lanes = lanesWith();
    const taken = new Set<number>();
    for (let seq = 1; seq <= count; seq++)
      lanes.add(seq, { lane: seq, level: seq % 7 ? 'Minor' : 'Critical' });
    for (let seq = lanes.take(); seq !== undefined; seq = lanes.take()) {
      taken.add(seq);
      if (seq % 3) lanes.settle(seq);
      else lanes.fail(seq, 1_000 + (seq % 50));
    }
    for (let seq = lanes.take(2_000); seq !== undefined; seq = lanes.take(2_000)) lanes.settle(seq);
    expect([taken.size, lanes.due.count]).toEqual([count, 0]);
  };
  expect(growthOf(handle, 10_000)).toBeLessThan(LINEAR);
}, 120_000);

it('keeps due what was due, when waits are changed after the wall clock was set back', () => {
  const changes = [
    (lanes: ReturnType<typeof lanesWith>) => lanes.due.endWaitsBy(1_000, { now: 50, aheadMs: 0 }),
    (lanes: ReturnType<typeof lanesWith>) => lanes.due.delayUncertain(1_000, 50),
  ];
  for (const change of changes) {
    const lanes = lanesWith([1, { dueAt: 100 }]);
    expect(lanes.take(100, 1)).toBeUndefined();
    change(lanes);
    expect(lanes.take(50)).toBe(1);
  }
});

it('what is due at once stays so when the wall clock is set ahead', () => {
  const lanes = lanesWith([1, {}]);
  lanes.due.shiftWaits(1_000, 50);
  expect(lanes.take(50)).toBe(1);
});

it.each<[string, number, number]>([
  ['one of usual length stays as it is', 300, 300],
  ['one of the longest usual length stays as it is', 400, 400],
  ['one that a clock ahead of ours has planned ends in its own time', 10_200, 200],
  ['one that is too long nevertheless is cut off', 10_500, 400],
])('of the waits after a start with a clock that was 10 s ahead, %s', (_what, dueAt, expected) => {
  const lanes = lanesWith([1, { dueAt }]);
  lanes.due.endWaitsBy(400, { now: 100, aheadMs: 10_000 });
  expect(lanes.take(expected - 1)).toBeUndefined();
  expect(lanes.take(expected)).toBe(1);
});

it('a wait that has ended by the clock that was ahead is over', () => {
  const lanes = lanesWith([1, { dueAt: 9_000 }]);
  lanes.due.endWaitsBy(400, { now: 100, aheadMs: 10_000 });
  expect(lanes.take(100)).toBe(1);
});

describe('ending the waits after failures', () => {
  const later = { dueAt: 500 };

  it('shortens those of the destinations that are meant, and no other wait', () => {
    const lanes = lanesWith(
      [1, { lane: 1, ...later, attempts: 2 }],
      [2, { lane: 2, ...later, attempts: 2, destination: 1 }],
      [3, { lane: 3, ...later, attempts: 2, uncertain: true }],
      [4, { lane: 4, ...later, attempts: 1, refused: true }],
      [5, { lane: 5, ...later }],
      [6, { lane: 6, dueAt: 0, attempts: 2 }],
    );
    expect(lanes.take(100)).toBe(6);
    expect([...lanes.due.endBackoffs(new Set([0]), 100)]).toEqual([[0, 1]]);
    expect([lanes.take(100), lanes.take(100), lanes.take(100, 1)]).toEqual([1, undefined, undefined]);
    expect([...lanes.due.endBackoffs(new Set([0, 1]), 100)]).toEqual([[1, 1]]);
    expect(lanes.take(100, 1)).toBe(2);
    expect([...lanes.due.endBackoffs(new Set([0, 1]), 100)]).toEqual([]);
    expect([lanes.take(500), lanes.take(500), lanes.take(500)].toSorted()).toEqual([3, 4, 5]);
  });

  it('keeps the order of a lane, and gives nothing of a reserved one', () => {
    const lanes = lanesWith([1, { ...later, attempts: 1 }], [2, {}]);
    lanes.due.reserve([1]);
    lanes.due.endBackoffs(new Set([0]), 100);
    expect(lanes.take(100)).toBeUndefined();
    lanes.due.free([1], 100);
    expect([lanes.take(100), lanes.take(100)]).toEqual([1, undefined]);
  });
});

describe('lanes of one name for destinations that are apart', () => {
  const LANE = pendingEntry(1, {}).lane;
  const [HERE, THERE, FAR] = [{ destination: 5 }, { destination: 6 }, { destination: 7 }];

  it('hold up nothing of each other, and keep their own order', () => {
    const lanes = lanesWith(
      [1, HERE],
      [2, THERE],
      [3, THERE],
      [4, { destination: 1 }],
      [5, { destination: 2 }],
    );
    expect([lanes.take(0, 5), lanes.take(0, 6), lanes.take(0, 6)]).toEqual([1, 2, undefined]);
    // All others share one.
    expect([lanes.take(0, 2), lanes.take(0, 1)]).toEqual([undefined, 4]);
    lanes.fail(1, 50);
    lanes.settle(2);
    expect([lanes.take(0, 6), lanes.take(49, 5), lanes.take(50, 5)]).toEqual([3, undefined, 1]);
  });

  it('become due each at its own time', () => {
    const lanes = lanesWith([1, { ...HERE, dueAt: 10 }], [2, { ...THERE, dueAt: 20 }]);
    expect([lanes.take(9, 5), lanes.take(10, 6), lanes.take(10, 5)]).toEqual([undefined, undefined, 1]);
    expect([lanes.take(19, 6), lanes.take(20, 6)]).toEqual([undefined, 2]);
  });

  it('are counted, and found by their destination', () => {
    const lanes = lanesWith([1, HERE], [2, THERE], [3, FAR]);
    const held = () => [5, 6, 7, 8].map((destination) => lanes.due.holds(LANE, destination));
    expect([lanes.due.count, held()]).toEqual([3, [true, true, true, false]]);
    lanes.settle(2);
    expect([lanes.due.count, held(), lanes.seqs(LANE)]).toEqual([2, [true, false, true, false], [3, 1]]);
    lanes.settle(3);
    expect([lanes.due.count, held(), lanes.due.holds(LANE)]).toEqual([1, [true, false, false, false], true]);
    lanes.settle(1);
    expect([lanes.due.count, lanes.due.holds(LANE), lanes.due.headOf(LANE)]).toEqual([0, false, undefined]);
  });

  it('are busy, tried and refused each for itself', () => {
    const lanes = lanesWith([1, HERE], [2, THERE], [3, THERE]);
    lanes.take(0, 6);
    expect([lanes.due.isBusy(LANE, 5), lanes.due.isBusy(LANE, 6), lanes.due.isBusy(LANE, 7)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([1, 2, 3].map((seq) => lanes.due.status(LANE, seq))).toEqual(['untried', 'tried', 'untried']);
    lanes.fail(2, 0, 0, { refused: true });
    expect([1, 2, 3].map((seq) => lanes.due.status(LANE, seq))).toEqual(['untried', 'tried', 'tried']);
    lanes.take(0, 5);
    lanes.due.noteFailure(LANE, 1, true);
    lanes.take(0, 6);
    expect([lanes.due.mayBeTaken(LANE, 1), lanes.due.mayBeTaken(LANE, 2)]).toEqual([false, true]);
  });

  it('are reserved and freed together, and marked as tried at a start', () => {
    const lanes = lanesWith([1, HERE], [2, { ...THERE, dueAt: 9 }]);
    lanes.due.reserve([LANE]);
    expect([lanes.take(0, 5), lanes.take(9, 6), lanes.due.isBusy(LANE, 5)]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    lanes.due.free([LANE], 9);
    expect([lanes.take(9, 5), lanes.take(9, 6)]).toEqual([1, 2]);
    const started = lanesWith([1, HERE], [2, { ...THERE, dueAt: 9 }]);
    started.due.markHeadsTried(0);
    expect([1, 2].map((seq) => started.due.status(LANE, seq))).toEqual(['tried', 'waiting']);
  });
});

it('an entry that COC certainly took by no attempt is untaken, while none is under way', () => {
  const { lane } = pendingEntry(1, {});
  const lanes = lanesWith([1, {}], [2, {}]);
  const status = () => lanes.due.status(lane, 1);
  lanes.take();
  lanes.due.noteFailure(lane, 1, true);
  expect(status()).toBe('tried');
  lanes.fail(1, 0);
  expect([status(), lanes.due.status(lane, 2)]).toEqual(['untaken', 'untried']);
  lanes.take();
  expect(status()).toBe('tried');
  lanes.due.noteFailure(lane, 1, false);
  lanes.fail(1, 0);
  expect(status()).toBe('tried');
  // It may have taken it by the one before.
  lanes.take();
  lanes.due.noteFailure(lane, 1, true);
  lanes.fail(1, 0);
  expect(status()).toBe('tried');
});
