/** Result of a script on one server. */
export interface Outcome {
  /** Time after the begin of the batch, ms. */
  readonly afterMs: number;
  readonly status: 'FINISHED' | 'ABNORMAL';
  /** Log of the execution. */
  readonly message: string;
}

/** One server that a script is to run on, and what will become of it unless somebody intervenes. */
export interface PlannedInstance {
  /** Number of the instance. It grows over all orders and never repeats. */
  readonly id: number;
  readonly resourceId: string;
  readonly agentSn: string;
  readonly projectId: string;
  readonly regionId: string;
  readonly outcome: Outcome;
}

/** Servers that a script runs on at the same time. */
export interface PlannedBatch {
  /** `PAUSE` pauses the order when the batch is over. */
  readonly rotation: 'CONTINUE' | 'PAUSE';
  readonly instances: readonly PlannedInstance[];
}

/** Operations on an order, as COC names them. */
export const orderOperations = [
  'CANCEL_INSTANCE',
  'SKIP_BATCH',
  'CANCEL_ORDER',
  'PAUSE_ORDER',
  'CONTINUE_ORDER',
] as const;

/** An operation on an order, and its time. */
export interface Intervention {
  /** Epoch ms UTC. */
  readonly at: number;
  readonly type: (typeof orderOperations)[number];
  /** Index of the batch that is skipped, from 1. */
  readonly batchIndex?: number;
  /** Id of the instance that is cancelled. */
  readonly instanceId?: number;
}

/** Everything that decides how an order runs. */
export interface OrderPlan {
  /** Epoch ms UTC. */
  readonly createdAt: number;
  /** Time for which the order is ready before its first batch begins, ms. */
  readonly startAfterMs: number;
  /** Time after which an instance fails, ms. */
  readonly timeoutMs: number;
  /** Percentage of instances that must succeed. */
  readonly successRate: number;
  readonly batches: readonly PlannedBatch[];
  /** Operations on the order, the first one first. */
  readonly interventions: readonly Intervention[];
}
