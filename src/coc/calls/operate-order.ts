import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { long, pathText, whole } from './fields.ts';

const ORDER_OPERATIONS = [
  ...(['CANCEL_INSTANCE', 'SKIP_BATCH', 'CANCEL_ORDER', 'PAUSE_ORDER', 'CONTINUE_ORDER'] as const),
] as const;

/**
 * Pauses, continues or cancels an order, skips one of its batches, or cancels one of its servers. The reference shows no
 * answer; it names the id.
 *
 * @see COC API Reference 2.0, 4.3.6
 */
export const operateOrder = api({
  operation: 'operate-order',
  method: 'PUT',
  path: '/v1/job/script/orders/{execute_uuid}/operation',
  section: '4.3.6',
  pathParameters: z.strictObject({ execute_uuid: pathText(26) }),
  body: z
    .strictObject({
      operation_type: z.enum(ORDER_OPERATIONS),
      batch_index: whole(1, 20).optional(),
      // A number, as the reference has it, unless no number can hold it: then COC reads the digits.
      instance_id: long(1n)
        .transform((digits) => (Number.isSafeInteger(Number(digits)) ? Number(digits) : digits))
        .optional(),
    })
    .refine(
      ({ operation_type, batch_index, instance_id }) =>
        (operation_type === 'SKIP_BATCH') === (batch_index !== undefined) &&
        (operation_type === 'CANCEL_INSTANCE') === (instance_id !== undefined),
      'needs batch_index to skip a batch, instance_id to cancel a server, and neither for anything else',
    ),
  answer: wrapped(z.unknown()),
});
