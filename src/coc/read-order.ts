import { type ApiResult, callApi } from './calls/call-api.ts';
import type { AnswerOf } from './calls/define-api.ts';
import { getOrder } from './calls/get-order.ts';
import { getOrderBatch } from './calls/get-order-batch.ts';
import { getOrderStatistics } from './calls/get-order-statistics.ts';
import type { INSTANCE_STATES } from './calls/known-values.ts';
import type { CallResult, CocCall } from './client.ts';
import { listAll, type WholeList } from './list-all.ts';

type Call = (call: CocCall) => Promise<CallResult>;

/** A server of an order, and what became of it. */
export type OrderInstance = AnswerOf<typeof getOrderBatch>['execute_instances'][number];

/** Most servers that COC puts into one page. */
const PAGE_OF_INSTANCES = 50;

/** How far an order is. */
export interface OrderProgress {
  /** As COC says it, such as `PROCESSING`. */
  readonly status: string;
  /** Servers of the order; undefined where COC does not count them. */
  readonly total: number | undefined;
  /** Number of servers in each state that COC names. */
  readonly counts: ReadonlyMap<string, number>;
  /** Batch that runs, from 1. */
  readonly batch: number | undefined;
  /** Share of the servers that must finish, in percent. */
  readonly successRate: number;
  /** Epoch ms. */
  readonly createdAt: number | undefined;
  readonly finishedAt: number | undefined;
}

/** States in which an order stays. COC's reference says `ERROR` in one place and `ABNORMAL` in another. */
const OVER: ReadonlySet<string> = new Set(['FINISHED', 'ABNORMAL', 'ERROR', 'CANCELED', 'ROLLBACKED']);

/** True for an order in which nothing happens any more. A state that is not known counts as one that passes. */
export function isOver({ status }: Pick<OrderProgress, 'status'>): boolean {
  return OVER.has(status);
}

/** True for an order that has finished on as many servers as it had to. */
export function hasSucceeded({ status, counts, total, successRate }: OrderProgress): boolean {
  if (status !== 'FINISHED') return false;
  const all = total ?? [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (counts.get('FINISHED') ?? 0) * 100 >= successRate * all;
}

/** Reads how far an order is. */
export async function readProgress(call: Call, uuid: string): Promise<ApiResult<OrderProgress>> {
  const path = { execute_uuid: uuid };
  const order = await callApi(call, getOrder, { path });
  if (order.kind !== 'answered') return order;
  const statistics = await callApi(call, getOrderStatistics, { path });
  if (statistics.kind !== 'answered') return statistics;
  const { status, gmt_created, gmt_finished, properties } = order.answer;
  const { total_instance, execute_statistics } = statistics.answer;
  const counts = execute_statistics.map((one) => [one.instance_status, one.instance_count] as const);
  return {
    ...order,
    answer: {
      status,
      total: total_instance ?? undefined,
      counts: new Map(counts),
      batch: properties?.current_execute_batch_index ?? undefined,
      successRate: properties?.execute_param?.success_rate ?? 100,
      createdAt: gmt_created ?? undefined,
      finishedAt: gmt_finished ?? undefined,
    },
  };
}

/** Reads the servers of a batch, page by page. */
export function readInstances(
  call: Call,
  place: {
    readonly uuid: string;
    readonly batch: number;
    readonly status?: (typeof INSTANCE_STATES)[number] | undefined;
  },
): Promise<WholeList<OrderInstance>> {
  const path = { execute_uuid: place.uuid, batch_index: place.batch };
  const { status } = place;
  return listAll(
    async (after) => {
      const query = { limit: PAGE_OF_INSTANCES, marker: after?.id ?? '0', ...(status && { status }) };
      const result = await callApi(call, getOrderBatch, { path, query });
      return result.kind === 'answered' ? { ...result, answer: result.answer.execute_instances } : result;
    },
    { pageSize: PAGE_OF_INSTANCES, idOf: ({ id }) => id },
  );
}
