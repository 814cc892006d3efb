import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { checkFields } from '../contract/check-fields.ts';
import type { SeenOrder } from '../contract/order-answer.ts';
import { orderPathRules } from '../contract/order-rules.ts';
import { refusedField, unfit } from '../contract/plain-request.ts';
import { runOrder } from '../orders/run-order.ts';
import { findOrder, type Order } from '../state/order-log.ts';
import { ordersUntil } from './lag.ts';

type OrderIds = { readonly execute_uuid: string };

/** The order that a path names, or the refusal of the path. The reference documents no error, so all of it is assumed. */
export function orderOfPath(
  { store }: Backend,
  ids: OrderIds,
): { readonly order: Order } | { readonly refusal: Answer } {
  const violations = checkFields(ids, orderPathRules, (name) => name);
  if (violations.length > 0) return { refusal: refusedField(violations.join(' | ')) };
  const order = findOrder(store.orders, ids.execute_uuid);
  return order ? { order } : { refusal: unknownOrder(ids) };
}

/** The order that a path names as a reading call sees it: as it was some time ago, or not yet. */
export function seenOrderOfPath(
  call: Call,
  ids: OrderIds,
  backend: Backend,
): SeenOrder | { readonly refusal: Answer } {
  const found = orderOfPath(backend, ids);
  if ('refusal' in found) return found;
  const { order } = found;
  const until = ordersUntil(call, backend.settings);
  return order.createdAt <= until ? { order, run: runOrder(order, until) } : { refusal: unknownOrder(ids) };
}

function unknownOrder({ execute_uuid }: OrderIds): Answer {
  return unfit(`The order ${execute_uuid} does not exist.`);
}
