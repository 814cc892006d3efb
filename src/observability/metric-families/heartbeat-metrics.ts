import type { Declare } from './declare.ts';

/** Heartbeats of the monitoring systems. */
export function heartbeatMetrics({ gauge }: Declare) {
  return {
    heartbeatSilent: gauge(
      'heartbeat_silent',
      '1 while COC has an alarm that the heartbeat is missing, otherwise 0.',
      'source',
      'heartbeat',
    ),
    heartbeatLastHeard: gauge(
      'heartbeat_last_heard_timestamp_seconds',
      'UNIX time at which the heartbeat was last received; 0 when never since the start.',
      'source',
      'heartbeat',
    ),
  };
}
