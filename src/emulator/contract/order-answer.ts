import { addressOf, type FleetResource } from '../fleet/fleet-resource.ts';
import { countInstances } from '../orders/count-instances.ts';
import type { BatchRun, InstanceRun, OrderRun } from '../orders/run-order.ts';
import type { Order } from '../state/order-log.ts';

/** Choices of the options about the fields of orders. */
export interface OrderWords {
  readonly statusNames: '2.0' | 'current';
  readonly costs: 'ms' | 's';
}

/** An order, and how far it is. */
export interface SeenOrder {
  readonly order: Order;
  readonly run: OrderRun;
}

/** The detail of an order. @see COC API Reference 2.0, table 4-37 */
export function orderDetail({ order, run }: SeenOrder, words: OrderWords): Record<string, unknown> {
  const isError = run.status === 'ABNORMAL' && words.statusNames === '2.0';
  return {
    execute_uuid: order.uuid,
    ...timesOf({ order, run }, words),
    creator: order.creator,
    status: isError ? 'ERROR' : run.status,
    properties: {
      script_uuid: order.scriptUuid,
      script_name: order.scriptName,
      script_version_uuid: null,
      script_version_name: order.scriptVersion,
      current_execute_batch_index: run.currentBatch,
      execute_param: order.executeParam,
      script_source: 'CUSTOM_SCRIPT',
    },
  };
}

/** An order in the list of orders. @see COC API Reference 2.0, table 4-55 */
export function orderRow({ order, run }: SeenOrder, words: OrderWords): Record<string, unknown> {
  return {
    order_id: order.id,
    order_name: order.scriptName,
    execute_uuid: order.uuid,
    ...timesOf({ order, run }, words),
    creator: order.creator,
    status: run.status,
    properties: { region_ids: regionsOf(order).join(',') },
  };
}

/** The numbers of instances by state. @see COC API Reference 2.0, 4.3.3: the name of the state is that of the example */
export function orderStatistics(run: OrderRun): Record<string, unknown> {
  const counts = countInstances(run);
  return {
    total_instance: counts.reduce((sum, { count }) => sum + count, 0),
    execute_statistics: counts.map(({ status, count, batches }) => ({
      instance_status: status,
      instance_count: count,
      batch_indexes: batches,
    })),
  };
}

/** A batch in the list of batches. @see COC API Reference 2.0, table 4-43 */
export function batchRow({ index, rotation, instances }: BatchRun): Record<string, unknown> {
  return {
    batch_index: index,
    total_instances: instances.length,
    rotation_strategy: rotation,
    properties: null,
  };
}

/** An instance of a batch, and its server if that is in the fleet. */
interface SeenInstance {
  readonly instance: InstanceRun;
  readonly server: FleetResource | undefined;
}

/** An instance of a batch. Fields that the emulator does not know are null. @see COC API Reference 2.0, table 4-50 */
export function instanceRow(
  { instance, server }: SeenInstance,
  { createdAt }: Order,
  words: OrderWords,
): Record<string, unknown> {
  const { plan, status, finishedAt, message } = instance;
  return {
    id: plan.id,
    target_instance: {
      resource_id: plan.resourceId,
      agent_sn: plan.agentSn,
      agent_status: null,
      region_id: null,
      project_id: null,
      properties: {
        host_name: server?.name ?? null,
        fixed_ip: server ? addressOf(server, 'fixed') || null : null,
        floating_ip: server ? addressOf(server, 'floating') || null : null,
        region_id: plan.regionId,
        zone_id: server?.properties.ExtAzAvailabilityZone ?? null,
        application: null,
        group: null,
        project_id: plan.projectId,
      },
    },
    gmt_created: createdAt,
    gmt_finished: finishedAt ?? null,
    execute_costs: costsOf(createdAt, finishedAt, words),
    status,
    message,
  };
}

/** Times of an order. A failed one has no end in COC's examples: it waits for a person. */
function timesOf({ order, run }: SeenOrder, words: OrderWords): Record<string, unknown> {
  const finishedAt = run.status === 'ABNORMAL' ? undefined : run.endedAt;
  return {
    gmt_created: order.createdAt,
    gmt_finished: finishedAt ?? null,
    execute_costs: costsOf(order.createdAt, finishedAt, words),
  };
}

function costsOf(from: number, to: number | undefined, { costs }: OrderWords): number | null {
  if (to === undefined) return null;
  return costs === 'ms' ? to - from : Math.floor((to - from) / 1000);
}

function regionsOf({ batches }: Order): string[] {
  return [...new Set(batches.flatMap(({ instances }) => instances.map(({ regionId }) => regionId)))];
}
