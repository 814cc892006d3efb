import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, saidNumber, saidText } from './fields.ts';
import { saidExecuteParam } from './script-fields.ts';

/**
 * Reads an order: what runs, since when, and how far it is. The tables of the reference say `ERROR` here and `ABNORMAL`
 * elsewhere, and have two texts as numbers.
 *
 * @see COC API Reference 2.0, 4.3.1
 */
export const getOrder = api({
  operation: 'get-order',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}',
  section: '4.3.1',
  pathParameters: z.strictObject({ execute_uuid: pathText(26) }),
  answer: wrapped(
    z.looseObject({
      execute_uuid: z.string().min(1),
      gmt_created: saidNumber,
      gmt_finished: saidNumber,
      execute_costs: saidNumber,
      creator: saidText,
      status: z.string().min(1),
      properties: z
        .looseObject({
          script_uuid: saidText,
          script_name: z.coerce.string().nullish(),
          script_version_uuid: z.coerce.string().nullish(),
          script_version_name: saidText,
          current_execute_batch_index: saidNumber,
          execute_param: saidExecuteParam,
        })
        .nullish(),
    }),
  ),
});
