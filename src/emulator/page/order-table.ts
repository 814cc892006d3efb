import { countInstances } from '../orders/count-instances.ts';
import { runOrder } from '../orders/run-order.ts';
import type { Order } from '../state/order-log.ts';
import { cutText } from './cut-text.ts';
import { escapeHtml } from './escape-html.ts';
import { formatTime } from './format-time.ts';
import { jobBadge } from './job-badge.ts';
import { orderPath } from './job-path.ts';

const SHOWN = 100;

/** The latest orders at `now` (epoch ms) as a table, newest first, each with a link to its page. */
export function orderTable(orders: readonly Order[], now: number): string {
  if (orders.length === 0) return '<p class="empty">No script has been executed.</p>';
  const rows = orders
    .slice(-SHOWN)
    .reverse()
    .map((order) => orderRow(order, now))
    .join('');
  return `<table><thead><tr><th>Created</th><th>State</th><th>Uuid</th><th>Script</th><th>Servers</th>
</tr></thead><tbody>${rows}</tbody></table>`;
}

function orderRow(order: Order, now: number): string {
  const run = runOrder(order, now);
  const counts = countInstances(run)
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status.toLowerCase()}`);
  return `<tr>
<td data-label="Created" class="time">${formatTime(order.createdAt)}</td>
<td data-label="State">${jobBadge(run.status)}</td>
<td data-label="Uuid" class="time"><a href="${escapeHtml(orderPath(order.uuid))}">${escapeHtml(order.uuid)}</a></td>
<td data-label="Script"><strong>${cutText(order.scriptName)}</strong></td>
<td data-label="Servers" class="time">${counts.join(', ')}</td>
</tr>`;
}
