import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, saidNumber, saidText } from './fields.ts';

/**
 * Lists the batches of an order. The answer is a bare list.
 *
 * @see COC API Reference 2.0, 4.3.2
 */
export const listOrderBatches = api({
  operation: 'list-order-batches',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/batches',
  section: '4.3.2',
  pathParameters: z.strictObject({ execute_uuid: pathText(26) }),
  answer: wrapped(
    z.array(
      z.looseObject({
        batch_index: z.coerce.number(),
        total_instances: saidNumber,
        rotation_strategy: saidText,
        properties: z.unknown().optional(),
      }),
    ),
  ),
});
