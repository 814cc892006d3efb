import type { Backend } from '../backend.ts';
import { type OrderRun, runOrder } from '../orders/run-order.ts';
import type { Order } from '../state/order-log.ts';

/** An order in the control API: what it was created with, and how far it is now, without lag. */
export type OrderView = Omit<Order, 'batches'> & OrderRun;

/** All orders as they are now. */
export function listOrderViews({ store, now }: Backend): OrderView[] {
  const until = now();
  return store.orders.orders.map((order) => ({ ...order, ...runOrder(order, until) }));
}
