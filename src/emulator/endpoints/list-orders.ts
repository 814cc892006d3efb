import type { FieldRules } from '../contract/check-fields.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { orderRow, type SeenOrder } from '../contract/order-answer.ts';
import { readPlainQuery } from '../contract/plain-request.ts';
import { tableAnswer } from '../contract/script-answer.ts';
import { runOrder } from '../orders/run-order.ts';
import { endpoint } from './endpoint.ts';
import { ordersUntil } from './lag.ts';
import { newestPage } from './marked-page.ts';

const INT_MAX = 2_147_483_647;

/** Rows of a page without `limit`: the default of 4.5.1, because 4.3.5 names none. */
const DEFAULT_LIMIT = 10;

/** Rules for the query. */
const rules: FieldRules = {
  limit: { kind: 'long', required: false, min: 1, max: 100 },
  marker: { kind: 'long', required: false, min: 1, max: INT_MAX },
  start_time: { kind: 'long', required: false, min: 1, max: INT_MAX },
  end_time: { kind: 'long', required: false, min: 1, max: INT_MAX },
  creator: { kind: 'text', required: false, min: 1, max: 64 },
  status: {
    kind: 'enum',
    required: false,
    values: ['READY', 'PROCESSING', 'ABNORMAL', 'PAUSED', 'CANCELED', 'FINISHED'],
  },
};

/**
 * `GET /v1/job/script/orders`: lists orders as they were `orders.lagMs` ago, the newest first. `marker` is the id of the last row
 * of the page before. Times of the query are seconds, because their maximum is.
 *
 * @see COC API Reference 2.0, 4.3.5
 */
export const listOrders = endpoint({
  operation: 'order-list',
  method: 'GET',
  path: '/v1/job/script/orders',
  service: 'coc',
  answer(call, _ids, { settings, store }) {
    const read = readPlainQuery(call.query, rules);
    if ('refusal' in read) return read.refusal;
    const until = ordersUntil(call, settings);
    const found = store.orders.orders
      .filter(({ createdAt }) => createdAt <= until)
      .map((order) => ({ order, run: runOrder(order, until) }))
      .filter((seen) => call.listing?.unfiltered || passes(read.fields, seen));
    const idOf = ({ order }: SeenOrder) => order.id;
    const page = { fields: read.fields, idOf, defaultLimit: DEFAULT_LIMIT };
    const { rows, total } = newestPage(found, page, call.listing);
    const shown = rows.map((row) => orderRow(row, settings.orders));
    return tableAnswer(settings.orders.table, { total, data: shown });
  },
});

function passes(fields: JsonObject, { order, run }: SeenOrder): boolean {
  const { start_time, end_time, creator, status } = fields;
  return (
    (typeof start_time !== 'number' || order.createdAt >= start_time * 1000) &&
    (typeof end_time !== 'number' || order.createdAt <= end_time * 1000) &&
    (creator === undefined || creator === order.creator) &&
    (status === undefined || status === run.status)
  );
}
