import { type RequestHandler, Router } from 'express';
import type { Backend } from '../backend.ts';
import { requireSameOrigin } from '../control/require-same-origin.ts';
import { operateOnOrder } from '../orders/operate-on-order.ts';
import { findOrder } from '../state/order-log.ts';
import { type Review, reviewScript, reviews } from '../state/review-script.ts';
import { orderPath } from './job-path.ts';
import { readOperation } from './operation-buttons.ts';
import { renderNoOrderPage, renderOrderPage } from './order-page.ts';
import { sendPage } from './send-page.ts';

/** Handlers that the pages share: the headers of a page, and the reader of a form. */
interface PageHandlers {
  readonly protect: RequestHandler;
  readonly readForm: RequestHandler;
}

/**
 * `GET /orders/{execute_uuid}`. The buttons of an order send `POST /orders/{execute_uuid}/operation`, which redirects to its page,
 * those of a script `POST /scripts/{script_uuid}/review`, which redirects to the overview.
 */
export function jobRouter({ store, now }: Backend, { protect, readForm }: PageHandlers): Router {
  const router = Router();
  router.get('/orders/:uuid', protect, (request, response) => {
    const uuid = String(request.params.uuid);
    const order = findOrder(store.orders, uuid);
    if (order) sendPage(response, renderOrderPage(order, now()));
    else sendPage(response.status(404), renderNoOrderPage(uuid));
  });
  router.post('/orders/:uuid/operation', protect, requireSameOrigin, readForm, (request, response) => {
    const uuid = String(request.params.uuid);
    const order = findOrder(store.orders, uuid);
    const operation = readOperation(request.body?.operation);
    if (order && operation && operateOnOrder(order, { at: now(), ...operation })) store.changed();
    response.redirect(303, orderPath(uuid));
  });
  router.post('/scripts/:uuid/review', protect, requireSameOrigin, readForm, (request, response) => {
    const uuid = String(request.params.uuid);
    const review = (Object.keys(reviews) as Review[]).find((known) => known === request.body?.review);
    if (review) reviewScript(store.scripts, { uuid, review, at: now() });
    store.changed();
    response.redirect(303, '/');
  });
  return router;
}
