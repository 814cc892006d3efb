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
      /** Made by {@link instanceId}. */
      instance_id: z.union([whole(1, Number.MAX_SAFE_INTEGER), long(1n)]).optional(),
    })
    .refine(
      ({ operation_type, batch_index, instance_id }) =>
        (operation_type === 'SKIP_BATCH') === (batch_index !== undefined) &&
        (operation_type === 'CANCEL_INSTANCE') === (instance_id !== undefined),
      'needs batch_index to skip a batch, instance_id to cancel a server, and neither for anything else',
    ),
  answer: wrapped(z.unknown()),
});

/** Id of a server as COC takes it: a number, as the reference has it, or the digits that no number can hold. */
export function instanceId(digits: string): number | string {
  const id = Number(digits);
  return Number.isSafeInteger(id) ? id : digits;
}
