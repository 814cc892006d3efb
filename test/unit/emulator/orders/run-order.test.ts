import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInstances } from '../../../../src/emulator/orders/count-instances.ts';
import { operateOnOrder } from '../../../../src/emulator/orders/operate-on-order.ts';
import type { Intervention } from '../../../../src/emulator/orders/order-plan.ts';
import { type OrderRun, runOrder } from '../../../../src/emulator/orders/run-order.ts';
import { anyOrder, batchesOf, created, lettersOf, orderOf } from './order-plans.ts';

/** State of an order and of its instances, some time after its creation. */
function seen(order: Parameters<typeof runOrder>[0], afterMs: number): string {
  const run = runOrder(order, created + afterMs);
  return `${run.status} ${lettersOf(run)}`;
}

type Operation = Omit<Intervention, 'at'>;

/** Performs operations at their times after the creation; all must be possible. */
function operated(order: ReturnType<typeof orderOf>, operations: readonly (readonly [number, Operation])[]) {
  for (const [afterMs, operation] of operations) {
    expect(operateOnOrder(order, { at: created + afterMs, ...operation })).toBe(true);
  }
  return order;
}

describe('an order without operations', () => {
  it.each([
    [0, 'READY RR R'],
    [99, 'READY RR R'],
    [100, 'PROCESSING PP R'],
    [1_099, 'PROCESSING PP R'],
    [1_100, 'PROCESSING FP R'],
    [2_100, 'PROCESSING FF P'],
    [2_599, 'PROCESSING FF P'],
    [2_600, 'FINISHED FF F'],
    [999_999, 'FINISHED FF F'],
  ])('is, %i ms after its creation, %s', (afterMs, state) => {
    expect(seen(orderOf(batchesOf([[1_000, 2_000], [500]])), afterMs)).toBe(state);
  });

  it('knows its current batch and the ends of all', () => {
    const order = orderOf(batchesOf([[1_000], [500]]));
    expect(runOrder(order, created)).toMatchObject({ currentBatch: 1 });
    expect(runOrder(order, created + 1_200)).toMatchObject({
      currentBatch: 2,
      batches: [
        { begunAt: created + 100, instances: [{ finishedAt: created + 1_100 }] },
        { begunAt: created + 1_100 },
      ],
    });
    expect(runOrder(order, created + 9_000)).toMatchObject({
      currentBatch: 2,
      endedAt: created + 1_600,
      batches: [{}, { instances: [{ message: 'log 2' }] }],
    });
  });

  it('can be over at once', () => {
    expect(seen(orderOf(batchesOf([[0, 0], [0]]), { startAfterMs: 0 }), 0)).toBe('FINISHED FF F');
  });

  it.each([
    [50, 'FINISHED AF F'],
    [66.6, 'ABNORMAL AF R'],
    [100, 'ABNORMAL AF R'],
  ])('with a success rate of %d and one failure is at last %s', (successRate, state) => {
    expect(seen(orderOf(batchesOf([[-1_000, 500], [500]]), { successRate }), 9_000)).toBe(state);
  });

  it('counts the instances of all batches that are over towards its rate', () => {
    const batches = batchesOf([[500, 500], [-500], [500]]);
    expect(seen(orderOf(batches, { successRate: 66.7 }), 9_000)).toBe('ABNORMAL FF A R');
    expect(seen(orderOf(batches, { successRate: 66.6 }), 9_000)).toBe('FINISHED FF A F');
  });

  it('fails instances that take longer than its timeout', () => {
    const order = orderOf(batchesOf([[5_000, 5_001]]), { successRate: 50 });
    expect(seen(order, 5_099)).toBe('PROCESSING PP');
    expect(seen(order, 5_100)).toBe('FINISHED FA');
    const { batches } = runOrder(order, created + 5_100);
    expect(batches[0]?.instances[1]?.message).toBe('The execution timed out after 5 s.');
  });

  it('pauses behind a batch with the strategy PAUSE, but not behind the last one', () => {
    const order = orderOf(batchesOf([[500], [500]], 'PAUSE'));
    expect(seen(order, 600)).toBe('PAUSED F R');
    expect(seen(order, 99_999)).toBe('PAUSED F R');
    operated(order, [[10_000, { type: 'CONTINUE_ORDER' }]]);
    expect(seen(order, 10_000)).toBe('PROCESSING F P');
    expect(seen(order, 10_500)).toBe('FINISHED F F');
  });
});

describe('an operation', () => {
  const two = () => orderOf(batchesOf([[1_000, 2_000], [500]]));

  it('pauses: what runs goes on, no batch begins until it is continued', () => {
    const order = operated(two(), [[600, { type: 'PAUSE_ORDER' }]]);
    expect(seen(order, 600)).toBe('PAUSED PP R');
    expect(seen(order, 50_000)).toBe('PAUSED FF R');
    operated(order, [[60_000, { type: 'CONTINUE_ORDER' }]]);
    expect(seen(order, 60_499)).toBe('PROCESSING FF P');
    expect(seen(order, 60_500)).toBe('FINISHED FF F');
  });

  it('continues before the batch is over, as if nothing had been', () => {
    const order = operated(two(), [
      [600, { type: 'PAUSE_ORDER' }],
      [700, { type: 'CONTINUE_ORDER' }],
    ]);
    expect(seen(order, 2_100)).toBe('PROCESSING FF P');
  });

  it('pauses in the last batch: the order ends when it is continued', () => {
    const order = operated(orderOf(batchesOf([[500]])), [[200, { type: 'PAUSE_ORDER' }]]);
    expect(seen(order, 9_000)).toBe('PAUSED F');
    operated(order, [[9_000, { type: 'CONTINUE_ORDER' }]]);
    expect(seen(order, 9_000)).toBe('FINISHED F');
  });

  it.each([
    [50, 'CANCELED CC C'],
    [1_500, 'CANCELED FC C'],
    [2_200, 'CANCELED FF C'],
  ])('cancels the order %i ms after its creation', (afterMs, state) => {
    const order = operated(two(), [[afterMs, { type: 'CANCEL_ORDER' }]]);
    expect(seen(order, afterMs)).toBe(state);
    expect(seen(order, 90_000)).toBe(state);
    expect(runOrder(order, created + 90_000).endedAt).toBe(created + afterMs);
  });

  it('cancels a paused order', () => {
    const order = operated(two(), [
      [600, { type: 'PAUSE_ORDER' }],
      [5_000, { type: 'CANCEL_ORDER' }],
    ]);
    expect(seen(order, 9_000)).toBe('CANCELED FF C');
  });

  it('cancels an instance, and the next batch begins if it was the last to run', () => {
    const order = operated(two(), [[1_500, { type: 'CANCEL_INSTANCE', instanceId: 2 }]]);
    expect(seen(order, 1_500)).toBe('PROCESSING FC P');
    expect(seen(order, 2_000)).toBe('FINISHED FC F');
  });

  it('cancels instances that have not begun: a batch without others is passed over', () => {
    const order = operated(orderOf(batchesOf([[500], [500], [500]], 'PAUSE')), [
      [0, { type: 'CANCEL_INSTANCE', instanceId: 2 }],
      [0, { type: 'CANCEL_INSTANCE', instanceId: 3 }],
    ]);
    expect(seen(order, 600)).toBe('FINISHED F C C');
  });

  it('cancels every instance, one by one, and so the order', () => {
    const order = operated(orderOf(batchesOf([[500]])), [[200, { type: 'CANCEL_INSTANCE', instanceId: 1 }]]);
    expect(seen(order, 200)).toBe('CANCELED C');
  });

  it('skips a batch that has not begun', () => {
    const order = operated(two(), [[0, { type: 'SKIP_BATCH', batchIndex: 2 }]]);
    expect(seen(order, 0)).toBe('READY RR C');
    expect(seen(order, 2_100)).toBe('FINISHED FF C');
  });

  it('skips the batch that runs: its instances go on, and the next one begins', () => {
    const order = operated(two(), [[600, { type: 'SKIP_BATCH', batchIndex: 1 }]]);
    expect(seen(order, 600)).toBe('PROCESSING PP P');
    expect(seen(order, 1_100)).toBe('PROCESSING FP F');
    expect(seen(order, 2_100)).toBe('FINISHED FF F');
  });

  it('skips a batch of a paused order, which stays paused', () => {
    const order = operated(orderOf(batchesOf([[500], [500], [500]], 'PAUSE')), [
      [700, { type: 'SKIP_BATCH', batchIndex: 2 }],
    ]);
    expect(seen(order, 9_000)).toBe('PAUSED F C R');
    operated(order, [[9_000, { type: 'CONTINUE_ORDER' }]]);
    expect(seen(order, 9_000)).toBe('PROCESSING F C P');
  });

  it('that fails in a skipped batch counts towards the rate', () => {
    const order = operated(orderOf(batchesOf([[-2_000], [500]])), [
      [200, { type: 'SKIP_BATCH', batchIndex: 1 }],
    ]);
    expect(seen(order, 700)).toBe('PROCESSING P F');
    expect(seen(order, 2_100)).toBe('ABNORMAL A F');
  });

  it.each([
    ['PAUSE_ORDER', {}, 0],
    ['CONTINUE_ORDER', {}, 0],
    ['CONTINUE_ORDER', {}, 600],
    ['SKIP_BATCH', {}, 600],
    ['SKIP_BATCH', { batchIndex: 0 }, 600],
    ['SKIP_BATCH', { batchIndex: 3 }, 600],
    ['SKIP_BATCH', { batchIndex: 1 }, 2_200],
    ['CANCEL_INSTANCE', {}, 600],
    ['CANCEL_INSTANCE', { instanceId: 4 }, 600],
    ['CANCEL_INSTANCE', { instanceId: 1 }, 1_100],
    ['PAUSE_ORDER', {}, 2_600],
    ['CONTINUE_ORDER', {}, 2_600],
    ['CANCEL_ORDER', {}, 2_600],
    ['SKIP_BATCH', { batchIndex: 2 }, 2_600],
    ['CANCEL_INSTANCE', { instanceId: 3 }, 2_600],
  ] as const)('%s with %j is impossible %i ms after the creation', (type, more, afterMs) => {
    const order = two();
    expect(operateOnOrder(order, { at: created + afterMs, type, ...more })).toBe(false);
    expect(order.interventions).toEqual([]);
  });

  it.each([
    [{ type: 'PAUSE_ORDER' }],
    [{ type: 'SKIP_BATCH', batchIndex: 2 }],
    [{ type: 'CANCEL_INSTANCE', instanceId: 3 }],
    [{ type: 'CANCEL_ORDER' }],
  ] as const)('%j is impossible twice', (operation) => {
    const order = operated(two(), [[600, operation]]);
    expect(operateOnOrder(order, { at: created + 600, ...operation })).toBe(false);
  });

  it('is never recorded before another', () => {
    const order = operated(two(), [
      [600, { type: 'PAUSE_ORDER' }],
      [300, { type: 'CONTINUE_ORDER' }],
    ]);
    expect(order.interventions.map(({ at }) => at - created)).toEqual([600, 600]);
  });
});

/** Times from before the creation to after the last end. */
const times = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 2, maxLength: 12 });

const nextInstance: Readonly<Record<string, string>> = {
  READY: 'READY PROCESSING FINISHED ABNORMAL CANCELED',
  PROCESSING: 'PROCESSING FINISHED ABNORMAL CANCELED',
};
const nextOrder: Readonly<Record<string, string>> = {
  READY: 'READY PROCESSING PAUSED FINISHED ABNORMAL CANCELED',
  PROCESSING: 'PROCESSING PAUSED FINISHED ABNORMAL CANCELED',
  PAUSED: 'PROCESSING PAUSED FINISHED ABNORMAL CANCELED',
};
const instancesIn = ({ batches }: OrderRun) => batches.flatMap(({ instances }) => instances);

describe('any order', () => {
  it('never goes back', () => {
    fc.assert(
      fc.property(anyOrder, times, (order, moments) => {
        const runs = moments.toSorted((a, b) => a - b).map((after) => runOrder(order, created + after));
        for (const [at, later] of runs.slice(1).entries()) {
          const earlier = runs[at] as OrderRun;
          expect((nextOrder[earlier.status] ?? earlier.status).split(' ')).toContain(later.status);
          const after = instancesIn(later);
          for (const [place, { status }] of instancesIn(earlier).entries()) {
            expect((nextInstance[status] ?? status).split(' ')).toContain(after[place]?.status);
          }
        }
      }),
    );
  });

  it('begins no batch before the one before is over or skipped', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const skipped = order.interventions.filter(({ type }) => type === 'SKIP_BATCH');
        const { batches } = runOrder(order, created + 90_000);
        for (const [at, batch] of batches.slice(1).entries()) {
          const { begunAt } = batch;
          if (begunAt === undefined) continue;
          const skip = skipped.find(({ batchIndex }) => batchIndex === at + 1);
          const ends = batches[at]?.instances.map(({ finishedAt }) => finishedAt ?? Infinity) ?? [];
          expect(begunAt).toBeGreaterThanOrEqual(Math.min(Math.max(...ends), skip?.at ?? Infinity));
        }
      }),
    );
  });

  it('is the same however often it is asked, and asking changes nothing', () => {
    fc.assert(
      fc.property(anyOrder, times, (order, moments) => {
        const before = JSON.stringify(order);
        const last = Math.max(...moments);
        const rarely = runOrder(JSON.parse(before), created + last);
        for (const after of moments) runOrder(order, created + after);
        expect(runOrder(order, created + last)).toEqual(rarely);
        expect(JSON.stringify(order)).toBe(before);
      }),
    );
  });

  it('has statistics whose sums are those of its instances', () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 40_000 }), (order, after) => {
        const run = runOrder(order, created + after);
        const counts = countInstances(run);
        expect(counts.map(({ status }) => status)).toEqual([
          'READY',
          'PROCESSING',
          'ABNORMAL',
          'CANCELED',
          'FINISHED',
        ]);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(instancesIn(run).length);
        for (const { status, count, batches } of counts) {
          const holding = run.batches.filter(({ instances }) =>
            instances.some((each) => each.status === status),
          );
          expect(batches).toEqual(holding.map(({ index }) => index));
          expect(count).toBe(instancesIn(run).filter((each) => each.status === status).length);
        }
      }),
    );
  });

  it('ends, unless it is paused, and then keeps its end', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const run = runOrder(order, created + 90_000);
        expect(['FINISHED', 'ABNORMAL', 'CANCELED', 'PAUSED']).toContain(run.status);
        expect(run.endedAt === undefined).toBe(run.status === 'PAUSED');
        expect(runOrder(order, created + 900_000)).toEqual(run);
        expect(instancesIn(run).some(({ status }) => status === 'PROCESSING')).toBe(false);
      }),
    );
  });

  it('that was cancelled has nothing left that runs or waits', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        operateOnOrder(order, { at: created + 3_000, type: 'CANCEL_ORDER' });
        const run = runOrder(order, created + 90_000);
        const open = instancesIn(run).filter(({ status }) => status === 'READY' || status === 'PROCESSING');
        expect(run.status === 'ABNORMAL' || open.length === 0).toBe(true);
      }),
    );
  });
});
