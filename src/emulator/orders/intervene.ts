import { advanceOrder, endOrder } from './advance-order.ts';
import type { Intervention } from './order-plan.ts';
import { endOf, isEnded, type OrderProgress } from './order-progress.ts';

/**
 * Performs an operation on an order. False, and nothing changes, when the state does not allow it:
 *
 * - a batch is skipped before it is over: what has not begun is cancelled, what runs goes on, the next batch begins
 * - an instance or the order is cancelled before it is over
 * - a running order is paused: what runs goes on, no batch begins; a paused one is continued
 */
export function intervene(progress: OrderProgress, intervention: Intervention): boolean {
  const { at, type } = intervention;
  if (isEnded(progress)) return false;
  switch (type) {
    case 'PAUSE_ORDER':
      if (progress.phase !== 'PROCESSING') return false;
      progress.phase = 'PAUSED';
      return true;
    case 'CONTINUE_ORDER':
      if (progress.phase !== 'PAUSED') return false;
      advanceOrder(progress, at);
      return true;
    case 'CANCEL_ORDER':
      for (const { instances } of progress.plan.batches) {
        for (const { id } of instances) cancelInstance(progress, id, at);
      }
      endOrder(progress, 'CANCELED', at);
      return true;
    case 'SKIP_BATCH':
      return skipBatch(progress, intervention.batchIndex, at) && goOn(progress, at);
    case 'CANCEL_INSTANCE':
      return cancelInstance(progress, intervention.instanceId, at) && goOn(progress, at);
  }
}

function skipBatch(progress: OrderProgress, batchIndex = 0, at: number): boolean {
  const { plan, begins, skipped, current } = progress;
  const batch = plan.batches[batchIndex - 1];
  if (!batch || batchIndex - 1 < current || skipped.has(batch)) return false;
  skipped.add(batch);
  if (begins.has(batch)) return true;
  for (const { id } of batch.instances) cancelInstance(progress, id, at);
  return true;
}

function cancelInstance(progress: OrderProgress, instanceId: number | undefined, at: number): boolean {
  for (const batch of progress.plan.batches) {
    const instance = batch.instances.find(({ id }) => id === instanceId);
    if (!instance) continue;
    const end = endOf(progress, batch, instance);
    if (end !== undefined && end <= at) return false;
    if (progress.cancels.has(instance)) return false;
    progress.cancels.set(instance, at);
    return true;
  }
  return false;
}

/** Lets a running order take the steps that an operation has made possible. */
function goOn(progress: OrderProgress, at: number): true {
  if (progress.phase === 'PROCESSING') advanceOrder(progress, at);
  return true;
}
