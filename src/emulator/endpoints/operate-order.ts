import { operateChecks } from '../contract/order-rules.ts';
import { readPlainBody, unfit } from '../contract/plain-request.ts';
import { uuidAnswer } from '../contract/script-answer.ts';
import { operateOnOrder } from '../orders/operate-on-order.ts';
import { orderOperations } from '../orders/order-plan.ts';
import { runOrder } from '../orders/run-order.ts';
import { endpoint } from './endpoint.ts';
import { orderOfPath } from './order-of-path.ts';

/**
 * `PUT /v1/job/script/orders/{execute_uuid}/operation`: pauses, continues or cancels an order, skips one of its batches, or
 * cancels one of its instances. `instance_id` is the `id` of the instance in its batch.
 *
 * @see COC API Reference 2.0, 4.3.6
 */
export const operateOrder = endpoint({
  operation: 'order-operate',
  method: 'PUT',
  path: '/v1/job/script/orders/{execute_uuid}/operation',
  service: 'coc',
  answer(call, ids, backend) {
    const { settings, store } = backend;
    const read = readPlainBody(call.json, operateChecks, settings.coercion);
    if ('refusal' in read) return read.refusal;
    const found = orderOfPath(backend, ids);
    if ('refusal' in found) return found.refusal;
    const { order } = found;
    const { operation_type, batch_index, instance_id } = read.fields;
    const type = orderOperations.find((known) => known === operation_type);
    const operation = type && {
      ...{ at: call.processedAt, type },
      ...(typeof batch_index === 'number' && { batchIndex: batch_index }),
      ...(typeof instance_id === 'number' && { instanceId: instance_id }),
    };
    if (!operation || !operateOnOrder(order, operation)) {
      const { status } = runOrder(order, call.processedAt);
      return unfit(`The operation ${String(operation_type)} is not possible: the order is ${status}.`);
    }
    store.changed();
    return uuidAnswer(order.uuid);
  },
});
