import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { getOrder } from '../../coc/calls/get-order.ts';
import type { ORDER_STATES } from '../../coc/calls/known-values.ts';
import { listOrderBatches } from '../../coc/calls/list-order-batches.ts';
import { listOrders } from '../../coc/calls/list-orders.ts';
import { readProgress } from '../../coc/read-order.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { errorOf } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { durationWords, timeOrDash } from './coc-times.ts';
import { hideSensitive } from './hide-sensitive.ts';
import { describeOrder } from './order-text.ts';
import { toneOfState } from './order-words.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';
import { sensitiveNames } from './sensitive-names.ts';

type ListedOrder = AnswerOf<typeof listOrders>['data'][number];

interface OrderListOptions extends ListOptions {
  readonly status?: (typeof ORDER_STATES)[number];
  readonly creator?: string;
}

const COLUMNS: readonly Column[] = [
  { heading: 'UUID' },
  { heading: 'NAME', least: 12, floor: 8 },
  { heading: 'STATUS' },
  { heading: 'CREATED', spare: 1 },
  { heading: 'LASTED', spare: 2 },
  { heading: 'BY', least: 8, spare: 3 },
  { heading: 'REGIONS', least: 8, spare: 4 },
];

/** Prints orders, the newest first, and returns the exit code. */
export function printOrders(options: OrderListOptions): Promise<number> {
  return withCoc(options, (session) => printList(orderListing(session, options), options));
}

function orderListing(
  { call, timezone }: CocSession,
  { status, creator }: Pick<OrderListOptions, 'status' | 'creator'>,
): CocList<ListedOrder> {
  return {
    of: 'orders',
    idOf: ({ order_id }) => order_id,
    async readPage({ limit, after }) {
      const query = { limit, status, creator, marker: after?.order_id };
      const result = await callApi(call, listOrders, { query });
      if (result.kind !== 'answered') return result;
      const { data: rows, total } = result.answer;
      return { ...result, answer: { rows, total } };
    },
    table: (rows, terminal) => describeOrders(rows, timezone, terminal),
    note: `times in ${timezone}`,
  };
}

function describeOrders(rows: readonly ListedOrder[], zone: string, terminal: Terminal): string {
  const cells = rows.map((order) => [
    order.execute_uuid,
    order.order_name ?? '-',
    { text: order.status, tone: toneOfState(order.status) },
    timeOrDash(zone, order.gmt_created),
    durationWords(order),
    order.creator ?? '-',
    order.properties?.region_ids ?? '-',
  ]);
  return fittedTable(COLUMNS, cells, terminal);
}

/** Prints an order, its batches, and how far it is. Returns the exit code. */
export function printOrder(
  uuid: string,
  options: CocOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withCoc(options, async (session) => {
    const { ask, call, timezone } = session;
    const path = { execute_uuid: uuid };
    const { answer: order, raw } = await ask(getOrder, { path });
    const hidden = await sensitiveNames(session, order);
    if (options.json) {
      printAnswer(options, hideSensitive(raw, hidden), () => '');
      return EXIT_OK;
    }
    const { answer: batches } = await ask(listOrderBatches, { path });
    const progress = await readProgress(call, uuid);
    if (progress.kind !== 'answered') throw errorOf(progress);
    const look = { timezone, ...terminalFor(options) };
    process.stdout.write(describeOrder({ order, batches, progress: progress.answer, hidden }, look));
    return EXIT_OK;
  });
}
