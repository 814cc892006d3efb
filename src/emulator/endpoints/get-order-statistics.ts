import { orderStatistics } from '../contract/order-answer.ts';
import { tableAnswer } from '../contract/script-answer.ts';
import { endpoint } from './endpoint.ts';
import { seenOrderOfPath } from './order-of-path.ts';

/**
 * `GET /v1/job/script/orders/{execute_uuid}/statistics`: counts the instances of an order by state.
 *
 * @see COC API Reference 2.0, 4.3.3
 */
export const getOrderStatistics = endpoint({
  operation: 'order-statistics',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/statistics',
  service: 'coc',
  answer(call, ids, backend) {
    const seen = seenOrderOfPath(call, ids, backend);
    if ('refusal' in seen) return seen.refusal;
    return tableAnswer(backend.settings.orders.table, orderStatistics(seen.run));
  },
});
