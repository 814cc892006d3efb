import type { ObservedCall } from '../coc/observed-call.ts';
import { UNKNOWN } from './label-values.ts';
import type { Metrics } from './metrics.ts';

/** Counts one exchange with COC or IAM, and how long it took. */
export function observeCall(metrics: Metrics, { operation, status, error, durationMs }: ObservedCall): void {
  metrics.cocRequests.inc({ operation, code: error ?? codeOf(status) });
  metrics.cocDuration.observe({ operation }, durationMs / 1_000);
}

/** A status off the wire becomes a label only when it is one of HTTP's. */
function codeOf(status: number | undefined): string {
  return status !== undefined && status >= 100 && status <= 599 ? String(status) : UNKNOWN;
}
