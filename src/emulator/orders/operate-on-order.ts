import type { Order } from '../state/order-log.ts';
import type { Intervention } from './order-plan.ts';
import { allowsIntervention } from './run-order.ts';

/**
 * Performs an operation on an order, not before the last one. False, and nothing changes, when the state of the order does not
 * allow it.
 */
export function operateOnOrder(order: Order, operation: Intervention): boolean {
  const at = Math.max(operation.at, order.createdAt, order.interventions.at(-1)?.at ?? 0);
  const intervention = { ...operation, at };
  if (!allowsIntervention(order, intervention)) return false;
  order.interventions.push(intervention);
  return true;
}
