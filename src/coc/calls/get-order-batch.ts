import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { long, pathText, saidId, saidNumber, saidText, whole } from './fields.ts';
import { INSTANCE_STATES } from './known-values.ts';

/**
 * Reads the servers of a batch, with the end of what the script printed. The next page begins after the `id` of the last row.
 *
 * @see COC API Reference 2.0, 4.3.4
 */
export const getOrderBatch = api({
  operation: 'get-order-batch',
  method: 'GET',
  path: '/v1/job/script/orders/{execute_uuid}/batches/{batch_index}',
  section: '4.3.4',
  pathParameters: z.strictObject({ execute_uuid: pathText(26), batch_index: whole(1, 20) }),
  query: z.strictObject({
    status: z.enum(INSTANCE_STATES).optional(),
    limit: whole(1, 50),
    marker: long(0n, 2_147_483_647n),
  }),
  answer: wrapped(
    z.looseObject({
      batch_index: saidNumber,
      total_instances: saidNumber,
      execute_instances: z.array(
        z.looseObject({
          id: saidId,
          target_instance: z
            .looseObject({
              resource_id: saidText,
              agent_sn: saidText,
              agent_status: saidText,
              properties: z
                .looseObject({
                  ...{ host_name: saidText, fixed_ip: saidText, floating_ip: saidText, region_id: saidText },
                  ...{ zone_id: saidText, application: saidText, group: saidText, project_id: saidText },
                })
                .nullish(),
            })
            .nullish(),
          gmt_created: saidNumber,
          gmt_finished: saidNumber,
          execute_costs: saidNumber,
          status: z.string(),
          message: saidText,
        }),
      ),
    }),
  ),
});
