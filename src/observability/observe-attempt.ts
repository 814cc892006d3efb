import type { Attempt } from '../delivery/dispatcher.ts';
import type { Metrics } from './metrics.ts';

/** Counts one finished attempt at delivery, and records its duration. */
export function observeAttempt(
  metrics: Metrics,
  { entry, outcome, durationMs }: Pick<Attempt, 'entry' | 'outcome' | 'durationMs'>,
): void {
  const { kind } = entry.body;
  const reason = outcome.kind === 'delivered' ? '' : outcome.reason;
  metrics.attempts.inc({ kind, outcome: outcome.kind, reason });
  metrics.attemptDuration.observe({ kind }, durationMs / 1_000);
}
