import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, saidNumber, saidText } from './fields.ts';

const count = z
  .looseObject({
    // The table of the reference and its example name it differently.
    instance_status: saidText,
    instance_statuses: saidText,
    instance_count: z.coerce.number(),
    batch_indexes: z.array(z.coerce.number()).nullish(),
  })
  .transform(({ instance_status, instance_statuses, ...rest }) => ({
    ...rest,
    instance_status: instance_status ?? instance_statuses ?? '',
  }));

/**
 * Counts the servers of an order by what became of them.
 *
 * @see COC API Reference 2.0, 4.3.3
 */
export const getOrderStatistics = api({
  operation: 'get-order-statistics',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/statistics',
  section: '4.3.3',
  pathParameters: z.strictObject({ execute_uuid: pathText(26) }),
  answer: wrapped(z.looseObject({ total_instance: saidNumber, execute_statistics: z.array(count) })),
});
