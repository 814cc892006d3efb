import type { OrderPlan, PlannedBatch, PlannedInstance } from './order-plan.ts';

/** State of an order while it is played. */
export interface OrderProgress {
  readonly plan: OrderPlan;
  phase: 'READY' | 'PROCESSING' | 'PAUSED' | 'FINISHED' | 'ABNORMAL' | 'CANCELED';
  /** Place of the batch that runs, or that begins next. */
  current: number;
  /** Time at which each batch began, epoch ms. */
  readonly begins: Map<PlannedBatch, number>;
  readonly skipped: Set<PlannedBatch>;
  /** Time at which each cancelled instance was cancelled, epoch ms. */
  readonly cancels: Map<PlannedInstance, number>;
  /** End of the order, epoch ms. */
  endedAt?: number;
}

/** An order that has just been created. */
export function newProgress(plan: OrderPlan): OrderProgress {
  return { plan, phase: 'READY', current: 0, begins: new Map(), skipped: new Set(), cancels: new Map() };
}

/** Time from the begin to the end of an instance that nobody cancels, ms. */
function durationOf({ outcome }: PlannedInstance, { timeoutMs }: OrderPlan): number {
  return Math.min(outcome.afterMs, timeoutMs);
}

/** Time at which an instance is over; undefined for one that has not begun. Epoch ms. */
export function endOf(
  progress: OrderProgress,
  batch: PlannedBatch,
  instance: PlannedInstance,
): number | undefined {
  const cancelledAt = progress.cancels.get(instance);
  if (cancelledAt !== undefined) return cancelledAt;
  const begunAt = progress.begins.get(batch);
  return begunAt === undefined ? undefined : begunAt + durationOf(instance, progress.plan);
}

/** Time at which the last instance of some batches is over; undefined when one has not begun. Epoch ms. */
export function lastEnd(progress: OrderProgress, batches: readonly PlannedBatch[]): number | undefined {
  let last = 0;
  for (const batch of batches) {
    for (const instance of batch.instances) {
      const end = endOf(progress, batch, instance);
      if (end === undefined) return undefined;
      last = Math.max(last, end);
    }
  }
  return last;
}

/** True once all instances of some batches are over. */
export function areOver(progress: OrderProgress, batches: readonly PlannedBatch[], at: number): boolean {
  const last = lastEnd(progress, batches);
  return last !== undefined && last <= at;
}

/** True for an order that is over. */
export function isEnded({ phase }: OrderProgress): boolean {
  return phase === 'FINISHED' || phase === 'ABNORMAL' || phase === 'CANCELED';
}

/** Success of an instance that ran to its end. */
export function resultOf({ outcome }: PlannedInstance, { timeoutMs }: OrderPlan): 'FINISHED' | 'ABNORMAL' {
  return outcome.afterMs > timeoutMs ? 'ABNORMAL' : outcome.status;
}
