import type { FieldRules } from '../contract/check-fields.ts';
import { instanceRow } from '../contract/order-answer.ts';
import { readPlainBody, readPlainQuery, unfit } from '../contract/plain-request.ts';
import { tableAnswer } from '../contract/script-answer.ts';
import { type InstanceRun, instanceStatuses } from '../orders/run-order.ts';
import { endpoint } from './endpoint.ts';
import { markedPage } from './marked-page.ts';
import { seenOrderOfPath } from './order-of-path.ts';

const pathRules: FieldRules = { batch_index: { kind: 'long', required: true, min: 1, max: 20 } };

/** Rules for the query. */
const rules: FieldRules = {
  status: { kind: 'enum', required: false, values: instanceStatuses },
  limit: { kind: 'long', required: true, min: 1, max: 50 },
  marker: { kind: 'long', required: true, min: 0, max: 2_147_483_647 },
};

/**
 * `GET /v1/job/script/orders/{execute_uuid}/batches/{batch_index}`: returns the instances of a batch with their logs, the
 * smallest id first. `marker` is the id of the last row of the page before, 0 for the first page.
 *
 * @see COC API Reference 2.0, 4.3.4
 */
export const getOrderBatch = endpoint({
  operation: 'order-batch',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/batches/{batch_index}',
  service: 'coc',
  answer(call, ids, backend) {
    const path = readPlainBody({ batch_index: ids.batch_index }, { rules: pathRules }, 'jackson');
    if ('refusal' in path) return path.refusal;
    const read = readPlainQuery(call.query, rules);
    if ('refusal' in read) return read.refusal;
    const seen = seenOrderOfPath(call, ids, backend);
    if ('refusal' in seen) return seen.refusal;
    const batch = seen.run.batches.find(({ index }) => index === path.fields.batch_index);
    if (!batch) return unfit(`The batch ${ids.batch_index} does not exist.`);
    const { status, limit, marker } = read.fields;
    const found = batch.instances.filter(
      (instance) => call.listing?.unfiltered || status === undefined || status === instance.status,
    );
    const idOf = ({ plan }: InstanceRun) => plan.id;
    const page = { idOf, order: 'growing' as const, marker: Number(marker), take: Number(limit) };
    const { rows } = markedPage(found, page, call.listing);
    const { orders } = backend.settings;
    return tableAnswer(orders.table, {
      batch_index: batch.index,
      total_instances: batch.instances.length,
      execute_instances: rows.map((instance) => {
        const server = backend.fleet.find(instance.plan.resourceId);
        return instanceRow({ instance, server }, seen.order, orders);
      }),
    });
  },
});
