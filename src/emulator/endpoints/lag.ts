import type { Call } from '../call.ts';
import type { EmulatorSettings } from '../options.ts';

/** The time up to which a reading call sees changes, epoch ms. */
export function readableUntil(call: Call, settings: EmulatorSettings): number {
  return call.processedAt - (call.lagMs ?? settings.incidentLagMs);
}

/** The latest opening time of an incident that a writing call can find, epoch ms. */
export function handleableUntil(call: Call, settings: EmulatorSettings): number {
  return call.processedAt - (call.lagMs ?? settings.handleLagMs);
}

/** The time up to which a reading call sees scripts and orders, epoch ms. */
export function ordersUntil(call: Call, settings: EmulatorSettings): number {
  return call.processedAt - (call.lagMs ?? settings.orders.lagMs);
}
