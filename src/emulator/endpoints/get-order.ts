import { orderDetail } from '../contract/order-answer.ts';
import { tableAnswer } from '../contract/script-answer.ts';
import { endpoint } from './endpoint.ts';
import { seenOrderOfPath } from './order-of-path.ts';

/**
 * `GET /v1/job/script/orders/{execute_uuid}`: returns an order as it was `orders.lagMs` ago.
 *
 * @see COC API Reference 2.0, 4.3.1
 */
export const getOrder = endpoint({
  operation: 'order-detail',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}',
  service: 'coc',
  answer(call, ids, backend) {
    const seen = seenOrderOfPath(call, ids, backend);
    if ('refusal' in seen) return seen.refusal;
    const { orders } = backend.settings;
    return tableAnswer(orders.table, orderDetail(seen, orders));
  },
});
