import { type Intervention, orderOperations } from '../orders/order-plan.ts';
import { allowsIntervention } from '../orders/run-order.ts';
import type { Order } from '../state/order-log.ts';
import { escapeHtml } from './escape-html.ts';
import { orderPath } from './job-path.ts';

type Operation = Omit<Intervention, 'at'>;

const labels: Readonly<Record<Operation['type'], string>> = {
  CANCEL_INSTANCE: 'Cancel',
  SKIP_BATCH: 'Skip',
  CANCEL_ORDER: 'Cancel',
  PAUSE_ORDER: 'Pause',
  CONTINUE_ORDER: 'Continue',
};

/**
 * One button for each of some operations that the state of an order allows at `now` (epoch ms). Plain forms, no script.
 */
export function operationButtons(order: Order, operations: readonly Operation[], now: number): string {
  const possible = operations.filter((operation) => allowsIntervention(order, { at: now, ...operation }));
  if (possible.length === 0) return '';
  const buttons = possible.map(
    (operation) =>
      `<button name="operation" value="${sentValue(operation)}">${labels[operation.type]}</button>`,
  );
  const path = escapeHtml(`${orderPath(order.uuid)}/operation`);
  return `<form class="work" method="post" action="${path}">${buttons.join('')}</form>`;
}

/** The operation that a button sends, such as `SKIP_BATCH 2`; undefined when it is none. */
export function readOperation(value: unknown): Operation | undefined {
  const [name, number] = typeof value === 'string' ? value.split(' ') : [];
  const type = orderOperations.find((known) => known === name);
  if (type === 'SKIP_BATCH') return { type, batchIndex: Number(number) };
  if (type === 'CANCEL_INSTANCE') return { type, instanceId: Number(number) };
  return type && { type };
}

function sentValue({ type, batchIndex, instanceId }: Operation): string {
  return [type, batchIndex ?? instanceId ?? ''].join(' ').trim();
}
