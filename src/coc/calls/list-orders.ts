import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { long, saidId, saidNumber, saidText, text, whole } from './fields.ts';
import { ORDER_STATES } from './known-values.ts';

const SECONDS = long(1n, 2_147_483_647n);

/**
 * Lists orders, the newest first. The next page begins after the `order_id` of the last row. The bounds of time have limits
 * that fit seconds, while all times in answers are milliseconds.
 *
 * @see COC API Reference 2.0, 4.3.5
 */
export const listOrders = api({
  operation: 'list-orders',
  method: 'GET',
  path: '/v1/job/script/orders',
  section: '4.3.5',
  query: z.strictObject({
    limit: whole(1, 100).optional(),
    marker: long(1n, 2_147_483_647n).optional(),
    start_time: SECONDS.optional(),
    end_time: SECONDS.optional(),
    creator: text(1, 64).optional(),
    status: z.enum(ORDER_STATES).optional(),
  }),
  answer: wrapped(
    z.looseObject({
      total: saidNumber,
      data: z.array(
        z.looseObject({
          order_id: saidId,
          order_name: saidText,
          execute_uuid: z.string().min(1),
          gmt_created: saidNumber,
          gmt_finished: saidNumber,
          execute_costs: saidNumber,
          creator: saidText,
          status: z.string(),
          properties: z.looseObject({ region_ids: saidText }).nullish(),
        }),
      ),
    }),
    // Bare, it has a field `data` itself: the list.
    (data) => typeof data === 'object' && data !== null && !Array.isArray(data),
  ),
});
