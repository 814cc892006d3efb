import type { OrderRun } from '../orders/run-order.ts';
import type { ScriptStatus } from '../state/script-log.ts';

/** The state of a script, an order or an instance as a badge. */
export function jobBadge(status: ScriptStatus | OrderRun['status']): string {
  const state = status.replace('PENDING_APPROVE', 'pending').toLowerCase();
  return `<span class="badge ${state}">${state}</span>`;
}
