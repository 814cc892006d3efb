import { advanceOrder, nextStepAt } from './advance-order.ts';
import { intervene } from './intervene.ts';
import type { Intervention, OrderPlan, PlannedBatch, PlannedInstance } from './order-plan.ts';
import { endOf, newProgress, type OrderProgress, resultOf } from './order-progress.ts';

/** States of an instance, in the order of COC's statistics. */
export const instanceStatuses = ['READY', 'PROCESSING', 'ABNORMAL', 'CANCELED', 'FINISHED'] as const;

/** One server of an order at some time. */
export interface InstanceRun {
  readonly plan: PlannedInstance;
  readonly status: (typeof instanceStatuses)[number];
  /** Epoch ms UTC; absent before the end. */
  readonly finishedAt?: number;
  /** Log; empty before the end. */
  readonly message: string;
}

/** One batch of an order at some time. */
export interface BatchRun {
  /** Index from 1. */
  readonly index: number;
  readonly rotation: PlannedBatch['rotation'];
  /** Epoch ms UTC; absent before its begin. */
  readonly begunAt?: number;
  readonly instances: readonly InstanceRun[];
}

/** An order at some time. */
export interface OrderRun {
  readonly status: OrderProgress['phase'];
  /** Epoch ms UTC; absent before the end. */
  readonly endedAt?: number;
  /** Index of the last batch that has begun; 1 before the first. */
  readonly currentBatch: number;
  readonly batches: readonly BatchRun[];
}

/**
 * Plays an order up to `until` (epoch ms). It depends on nothing else: there are no timers, and asking changes nothing.
 *
 *     instance  READY -> PROCESSING -> FINISHED | ABNORMAL
 *               READY, PROCESSING -> CANCELED
 *     batch     begins when the one before is over or skipped
 *     order     READY -> PROCESSING -> FINISHED | ABNORMAL (success rate missed: later batches stay READY)
 *               PROCESSING <-> PAUSED (operation, or a batch with the strategy PAUSE)
 *               READY, PROCESSING, PAUSED -> CANCELED
 */
export function runOrder(plan: OrderPlan, until: number): OrderRun {
  return orderRun(play(plan, until), until);
}

/** True when the state of an order allows an operation at its time. */
export function allowsIntervention(plan: OrderPlan, intervention: Intervention): boolean {
  return intervene(play(plan, intervention.at), intervention);
}

function play(plan: OrderPlan, until: number): OrderProgress {
  const progress = newProgress(plan);
  const interventions = plan.interventions.filter(({ at }) => at <= until);
  for (const intervention of interventions) {
    stepUntil(progress, intervention.at);
    intervene(progress, intervention);
  }
  stepUntil(progress, until);
  return progress;
}

function stepUntil(progress: OrderProgress, until: number): void {
  for (;;) {
    const at = nextStepAt(progress);
    if (at === undefined || at > until) return;
    advanceOrder(progress, at);
  }
}

function orderRun(progress: OrderProgress, until: number): OrderRun {
  const { plan, phase, endedAt, begins } = progress;
  const lastBegun = plan.batches.findLastIndex((batch) => begins.has(batch));
  return {
    status: phase,
    ...(endedAt !== undefined && { endedAt }),
    currentBatch: Math.max(lastBegun, 0) + 1,
    batches: plan.batches.map((batch, at) => batchRun(progress, { batch, index: at + 1 }, until)),
  };
}

function batchRun(
  progress: OrderProgress,
  { batch, index }: { readonly batch: PlannedBatch; readonly index: number },
  until: number,
): BatchRun {
  const begunAt = progress.begins.get(batch);
  const instances = batch.instances.map((plan) => instanceRun(progress, { batch, plan }, until));
  return { index, rotation: batch.rotation, ...(begunAt !== undefined && { begunAt }), instances };
}

function instanceRun(
  progress: OrderProgress,
  { batch, plan }: { readonly batch: PlannedBatch; readonly plan: PlannedInstance },
  until: number,
): InstanceRun {
  const finishedAt = endOf(progress, batch, plan);
  if (finishedAt === undefined) return { plan, status: 'READY', message: '' };
  if (finishedAt > until) return { plan, status: 'PROCESSING', message: '' };
  if (progress.cancels.has(plan)) {
    return { plan, status: 'CANCELED', finishedAt, message: 'The execution was cancelled.' };
  }
  const isLate = plan.outcome.afterMs > progress.plan.timeoutMs;
  const message = isLate
    ? `The execution timed out after ${progress.plan.timeoutMs / 1000} s.`
    : plan.outcome.message;
  return { plan, status: resultOf(plan, progress.plan), finishedAt, message };
}
