import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { pathText, text, whole } from './fields.ts';
import { givenParameters } from './script-fields.ts';

const target = z.strictObject({
  resource_id: text(1, 64),
  agent_sn: text(1, 32),
  project_id: text(1, 32),
  region_id: text(1, 32),
  /** Only in the example of the reference. */
  agent_status: z.string().optional(),
});

const batch = z.strictObject({
  batch_index: whole(1, 20),
  target_instances: z.array(target).min(1).max(10),
  rotation_strategy: z.enum(['CONTINUE', 'PAUSE']),
});

type Batch = z.output<typeof batch>;

/**
 * Runs a script on servers, batch after batch. The call must not be repeated. Seconds of `timeout` are more than 5 and less
 * than 1800 by the text of the reference, and from 5 to 1800 by its table; what both allow is taken. Answers the id of the
 * order.
 *
 * @see COC API Reference 2.0, 4.2.6
 */
export const executeScript = api({
  operation: 'execute-script',
  method: 'POST',
  path: '/v1/job/scripts/{script_uuid}',
  section: '4.2.6',
  pathParameters: z.strictObject({ script_uuid: pathText(25) }),
  body: z.strictObject({
    execute_param: z.strictObject({
      resourceful: z.boolean(),
      timeout: whole(6, 1_799),
      success_rate: z.number().min(1).max(100).refine(hasOneDecimal, 'has more than one decimal'),
      execute_user: text(1, 32),
      script_params: givenParameters.optional(),
    }),
    execute_batches: z
      .array(batch)
      .min(1)
      .max(20)
      .refine(inOrder, 'has batches whose index does not go from 1 on without a gap'),
  }),
  answer: wrapped(z.string().min(1)),
});

function hasOneDecimal(rate: number): boolean {
  return Number.isInteger(Number((rate * 10).toFixed(6)));
}

function inOrder(batches: readonly Batch[]): boolean {
  return batches.every(({ batch_index }, at) => batch_index === at + 1);
}
