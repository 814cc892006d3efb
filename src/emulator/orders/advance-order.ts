import { areOver, endOf, lastEnd, type OrderProgress, resultOf } from './order-progress.ts';

/** Time of the next step that an order takes by itself; undefined when it waits for a person or is over. Epoch ms. */
export function nextStepAt(progress: OrderProgress): number | undefined {
  const { plan, phase, current } = progress;
  if (phase === 'READY') return plan.createdAt + plan.startAfterMs;
  if (phase !== 'PROCESSING') return undefined;
  const batch = plan.batches[current];
  return lastEnd(progress, batch ? [batch] : plan.batches);
}

/**
 * Lets an order run at `at` (epoch ms), and takes all steps that are due: batches end, the order pauses behind them, the next
 * batch begins, the order ends.
 */
export function advanceOrder(progress: OrderProgress, at: number): void {
  progress.phase = 'PROCESSING';
  while (progress.phase === 'PROCESSING' && takeStep(progress, at));
}

/** Ends an order. */
export function endOrder(
  progress: OrderProgress,
  phase: 'FINISHED' | 'ABNORMAL' | 'CANCELED',
  at: number,
): void {
  progress.phase = phase;
  progress.endedAt = at;
}

/** Takes one step. False when none is due. */
function takeStep(progress: OrderProgress, at: number): boolean {
  const { plan, begins, skipped } = progress;
  const batch = plan.batches[progress.current];
  if (!batch) return conclude(progress, at);
  const isOver = areOver(progress, [batch], at);
  if (!skipped.has(batch)) {
    const hasBegun = begins.has(batch);
    if (!hasBegun && !isOver) {
      begins.set(batch, at);
      return true;
    }
    if (!isOver) return false;
    if (isRateMissed(progress, at)) {
      endOrder(progress, 'ABNORMAL', at);
      return true;
    }
    if (hasBegun && batch.rotation === 'PAUSE' && isMoreToRun(progress)) progress.phase = 'PAUSED';
  }
  progress.current += 1;
  return true;
}

/** Ends an order that has passed its last batch, once also the instances of skipped batches are over. */
function conclude(progress: OrderProgress, at: number): boolean {
  const { plan, cancels } = progress;
  if (!areOver(progress, plan.batches, at)) return false;
  const everyone = plan.batches.flatMap(({ instances }) => instances);
  const nobodyRan = everyone.every((instance) => cancels.has(instance));
  const phase = isRateMissed(progress, at) ? 'ABNORMAL' : 'FINISHED';
  endOrder(progress, nobodyRan ? 'CANCELED' : phase, at);
  return true;
}

/** True when too few of the instances that ran to their end succeeded. Cancelled ones do not count. */
function isRateMissed(progress: OrderProgress, at: number): boolean {
  const { plan, cancels } = progress;
  const ran = plan.batches.flatMap((batch) =>
    batch.instances.filter((instance) => {
      const end = endOf(progress, batch, instance);
      return end !== undefined && end <= at && !cancels.has(instance);
    }),
  );
  const good = ran.filter((instance) => resultOf(instance, plan) === 'FINISHED');
  return ran.length > 0 && (good.length * 100) / ran.length < plan.successRate;
}

/** True when a batch behind the current one still has something to run. */
function isMoreToRun({ plan, current, skipped, cancels }: OrderProgress): boolean {
  return plan.batches
    .slice(current + 1)
    .some((batch) => !skipped.has(batch) && batch.instances.some((instance) => !cancels.has(instance)));
}
