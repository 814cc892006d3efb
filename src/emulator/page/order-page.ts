import { type BatchRun, type InstanceRun, type OrderRun, runOrder } from '../orders/run-order.ts';
import type { Order } from '../state/order-log.ts';
import { escapeHtml } from './escape-html.ts';
import { facts } from './facts.ts';
import { formatTime } from './format-time.ts';
import { htmlDocument } from './html-document.ts';
import { jobBadge } from './job-badge.ts';
import { operationButtons } from './operation-buttons.ts';

/** Characters of a log that the page shows: its end. */
const SHOWN_LOG = 2_000;

/** The page of one order at `now` (epoch ms): its batches, the servers in them, and their logs. */
export function renderOrderPage(order: Order, now: number): string {
  const run = runOrder(order, now);
  const operations = [{ type: 'PAUSE_ORDER' }, { type: 'CONTINUE_ORDER' }, { type: 'CANCEL_ORDER' }] as const;
  return htmlDocument({
    title: `${order.uuid} · COC emulator`,
    header: `<p class="path"><a href="/">COC emulator</a> / ${escapeHtml(order.uuid)}</p>
<h1>${escapeHtml(order.scriptName)}</h1>
<p>${jobBadge(run.status)} created ${formatTime(order.createdAt)} by <strong>${escapeHtml(order.creator)}</strong></p>`,
    main: `${operationButtons(order, operations, now)}
${run.batches.map((batch) => batchSection(order, batch, now)).join('\n')}
<section><h2>Details</h2>${detailsOf(order, run)}</section>
${operationsOf(order)}`,
    footer: `Times in UTC. This page shows the current state. All data:
<a href="/emulator/orders">/emulator/orders</a> and <a href="/emulator/scripts">/emulator/scripts</a>.`,
  });
}

/** The page for an unknown uuid. */
export function renderNoOrderPage(uuid: string): string {
  return htmlDocument({
    title: 'No such order · COC emulator',
    header: `<p class="path"><a href="/">COC emulator</a></p>
<h1>No such order</h1>`,
    main: `<p class="empty">There is no order ${escapeHtml(uuid)}. A reset of the emulator removes orders.</p>`,
    footer: '<a href="/">All orders</a>',
  });
}

function batchSection(order: Order, batch: BatchRun, now: number): string {
  const begun = batch.begunAt === undefined ? 'not begun' : `begun ${formatTime(batch.begunAt)}`;
  const pauses = batch.rotation === 'PAUSE' ? ', then pauses' : '';
  const skip = operationButtons(order, [{ type: 'SKIP_BATCH', batchIndex: batch.index }], now);
  const rows = batch.instances.map((instance) => instanceRow(order, instance, now)).join('');
  return `<section><h2>Batch ${batch.index}</h2><p class="time">${begun}${pauses}</p>${skip}
<table><thead><tr><th>State</th><th>Server</th><th>Region</th><th>Ended</th><th>Log</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

function instanceRow(order: Order, { plan, status, finishedAt, message }: InstanceRun, now: number): string {
  const cancel = operationButtons(order, [{ type: 'CANCEL_INSTANCE', instanceId: plan.id }], now);
  return `<tr>
<td data-label="State">${jobBadge(status)}${cancel}</td>
<td data-label="Server"><strong>${escapeHtml(plan.resourceId)}</strong><span class="note">${escapeHtml(plan.agentSn)}</span></td>
<td data-label="Region">${escapeHtml(plan.regionId)}</td>
<td data-label="Ended" class="time">${finishedAt === undefined ? '–' : formatTime(finishedAt)}</td>
<td data-label="Log" class="log">${logOf(message)}</td>
</tr>`;
}

/** The end of a log. */
function logOf(message: string): string {
  if (message.length <= SHOWN_LOG) return escapeHtml(message, 'keep-lines');
  return `…${escapeHtml(message.slice(-SHOWN_LOG), 'keep-lines')}`;
}

function detailsOf(order: Order, { currentBatch, endedAt, batches }: OrderRun): string {
  return facts([
    ['Script', `${order.scriptName} ${order.scriptVersion}\n${order.scriptUuid}`],
    ['Batch', `${currentBatch} of ${batches.length}`],
    ['Ended', endedAt === undefined ? '' : new Date(endedAt).toISOString()],
    ['Executed with', JSON.stringify(order.executeParam, null, 1)],
  ]);
}

function operationsOf({ interventions }: Order): string {
  if (interventions.length === 0) return '';
  const items = interventions.map(({ at, type, batchIndex, instanceId }) => {
    const target = batchIndex ?? instanceId ?? '';
    return `<li>${formatTime(at)} <span class="event"><strong>${type}</strong> ${target}</span></li>`;
  });
  return `<section><h2>Operations</h2><ol class="timeline">${items.join('')}</ol></section>`;
}
