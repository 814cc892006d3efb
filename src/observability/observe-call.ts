import type { ObservedCall } from '../coc/observed-call.ts';
import { UNKNOWN } from './label-values.ts';
import type { Metrics } from './metrics.ts';

/** Counts one call to COC or IAM, and records its duration. */
export function observeCall(metrics: Metrics, { operation, status, error, durationMs }: ObservedCall): void {
  metrics.cocRequests.inc({ operation, code: error ?? statusLabel(status) });
  metrics.cocDuration.observe({ operation }, durationMs / 1_000);
}

/** Only a valid HTTP status becomes a label, so that the set of labels stays closed. */
function statusLabel(status: number | undefined): string {
  return status !== undefined && status >= 100 && status <= 599 ? String(status) : UNKNOWN;
}
