import type { Call } from '../call.ts';
import type { EmulatorSettings } from '../options.ts';

/** The time up to which a reading call sees what happened, epoch ms. */
export function readableUntil(call: Call, settings: EmulatorSettings): number {
  return call.receivedAt - (call.lagMs ?? settings.incidentLagMs);
}

/** The time up to which incidents must have been opened for a call that changes them, epoch ms. */
export function handleableUntil(call: Call, settings: EmulatorSettings): number {
  return call.receivedAt - (call.lagMs ?? settings.handleLagMs);
}
