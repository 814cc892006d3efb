import type { JsonObject } from '../contract/json-object.ts';
import type { Intervention, OrderPlan } from '../orders/order-plan.ts';

/** One execution of a script. How far it is follows from its plan and the time. */
export interface Order extends OrderPlan {
  /** Number of the order. It grows and never repeats. */
  readonly id: number;
  readonly uuid: string;
  readonly creator: string;
  readonly scriptUuid: string;
  readonly scriptName: string;
  readonly scriptVersion: string;
  /** What the script is executed with, with the names of the API. */
  readonly executeParam: JsonObject;
  readonly interventions: Intervention[];
}

/** All orders, the first created first. */
export interface OrderLog {
  nextId: number;
  nextInstanceId: number;
  readonly orders: Order[];
}

/** An empty log. */
export function newOrderLog(): OrderLog {
  return { nextId: 1, nextInstanceId: 1, orders: [] };
}

/** The order with this uuid; undefined when there is none. */
export function findOrder(log: OrderLog, uuid: string): Order | undefined {
  return log.orders.find((order) => order.uuid === uuid);
}
