import { batchRow } from '../contract/order-answer.ts';
import { tableAnswer } from '../contract/script-answer.ts';
import { endpoint } from './endpoint.ts';
import { seenOrderOfPath } from './order-of-path.ts';

/**
 * `GET /v1/job/script/orders/{execute_uuid}/batches`: lists all batches of an order.
 *
 * @see COC API Reference 2.0, 4.3.2
 */
export const listOrderBatches = endpoint({
  operation: 'order-batches',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/batches',
  service: 'coc',
  answer(call, ids, backend) {
    const seen = seenOrderOfPath(call, ids, backend);
    if ('refusal' in seen) return seen.refusal;
    return tableAnswer(backend.settings.orders.table, seen.run.batches.map(batchRow));
  },
});
