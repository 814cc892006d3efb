import type { Declare } from './declare.ts';

/** Alarms that are corrected or told again without a webhook. */
export function repairMetrics({ counter, gauge }: Declare) {
  return {
    repairs: counter(
      'repairs_total',
      'Alarms that were corrected without a webhook, by reason.',
      'source',
      'reason',
    ),
    alarmsMarkedStale: counter(
      'alarms_marked_stale_total',
      'Alarms marked as stale because their source was silent about them for too long; they stay open.',
      'source',
    ),
    alarmsReasserted: counter(
      'alarms_reasserted_total',
      'Re-assertions: alarms reported again because they still fire.',
      'source',
    ),
    alarmFlaps: counter(
      'alarm_flaps_total',
      'Problems that came back while their recovery was held back.',
      'source',
    ),
    reconcileFailures: counter(
      'reconcile_failures_total',
      'Failed requests to a source for its active alerts.',
      'source',
    ),
    reconcileLastSuccess: gauge(
      'reconcile_last_success_timestamp_seconds',
      'UNIX time at which a source last returned its active alerts.',
      'source',
    ),
  };
}
