import { Router } from 'express';
import type { Backend } from '../backend.ts';
import { listOrderViews } from './order-view.ts';

/** `GET /emulator/orders`: all orders with their batches and instances, the first created first, without lag. */
export function ordersControl(backend: Backend): Router {
  const router = Router();
  router.get('/orders', (_request, response) => {
    const orders = listOrderViews(backend);
    response.json({ total: orders.length, orders });
  });
  return router;
}
