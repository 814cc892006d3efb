import { instanceStatuses, type OrderRun } from './run-order.ts';

/** Number of instances in one state, and the indexes of their batches. */
interface InstanceCount {
  readonly status: (typeof instanceStatuses)[number];
  readonly count: number;
  readonly batches: readonly number[];
}

/** Counts the instances of an order by their state; states without instances are there too. */
export function countInstances({ batches }: OrderRun): readonly InstanceCount[] {
  return instanceStatuses.map((status) => {
    const counts = batches.map(({ index, instances }) => ({
      index,
      count: instances.filter((instance) => instance.status === status).length,
    }));
    return {
      status,
      count: counts.reduce((sum, { count }) => sum + count, 0),
      batches: counts.filter(({ count }) => count > 0).map(({ index }) => index),
    };
  });
}
