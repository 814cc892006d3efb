import fc from 'fast-check';
import { operateOnOrder } from '../../../../src/emulator/orders/operate-on-order.ts';
import {
  type Intervention,
  type OrderPlan,
  orderOperations,
  type PlannedBatch,
} from '../../../../src/emulator/orders/order-plan.ts';
import type { OrderRun } from '../../../../src/emulator/orders/run-order.ts';
import type { Order } from '../../../../src/emulator/state/order-log.ts';

export const created = 1_000_000;

/** Batches of instances, each by its duration in ms; a negative one fails after that time. Ids go from 1 on. */
export function batchesOf(
  durations: readonly (readonly number[])[],
  rotation: PlannedBatch['rotation'] = 'CONTINUE',
): PlannedBatch[] {
  let id = 0;
  return durations.map((batch) => ({
    rotation,
    instances: batch.map((duration) => {
      id += 1;
      const afterMs = Math.abs(duration);
      const status = duration < 0 ? ('ABNORMAL' as const) : ('FINISHED' as const);
      return {
        ...{ id, resourceId: `i-${id}`, agentSn: 'sn', projectId: 'p', regionId: 'r' },
        outcome: { afterMs, status, message: `log ${id}` },
      };
    }),
  }));
}

/** An order that begins 100 ms after its creation. */
export function orderOf(batches: readonly PlannedBatch[], change: Partial<OrderPlan> = {}): Order {
  return {
    ...{ id: 1, uuid: 'SCT1', creator: 'c', scriptUuid: 'SC1', scriptName: 's', scriptVersion: '1' },
    ...{ executeParam: {}, createdAt: created, startAfterMs: 100, timeoutMs: 5_000, successRate: 100 },
    ...{ batches, ...change, interventions: [...(change.interventions ?? [])] },
  };
}

const operation = fc.record({
  at: fc.integer({ min: 0, max: 12_000 }).map((after) => created + after),
  type: fc.constantFrom(...orderOperations),
  batchIndex: fc.integer({ min: 1, max: 5 }),
  instanceId: fc.integer({ min: 1, max: 12 }),
}) satisfies fc.Arbitrary<Intervention>;

const batches = fc
  .array(
    fc.record({
      durations: fc.array(fc.integer({ min: -6_000, max: 6_000 }), { minLength: 1, maxLength: 3 }),
      rotation: fc.constantFrom('CONTINUE' as const, 'PAUSE' as const),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drawn) => {
    const planned = batchesOf(drawn.map(({ durations }) => durations));
    return planned.map((batch, at) => ({ ...batch, rotation: drawn[at]?.rotation ?? 'CONTINUE' }));
  });

/** Orders with operations that their states allowed. */
export const anyOrder = fc
  .record({
    batches,
    successRate: fc.constantFrom(1, 33.3, 50, 100),
    startAfterMs: fc.constantFrom(0, 500),
    operations: fc.array(operation, { maxLength: 6 }),
  })
  .map(({ batches: planned, operations, ...change }) => {
    const order = orderOf(planned, change);
    for (const each of operations.toSorted((a, b) => a.at - b.at)) operateOnOrder(order, each);
    return order;
  });

/** States of the instances, batch by batch, by their first letters. */
export function lettersOf({ batches: seen }: OrderRun): string {
  return seen.map(({ instances }) => instances.map(({ status }) => status[0]).join('')).join(' ');
}
