import type { Declare } from './declare.ts';

/** Calls to COC and IAM, and the state of the destinations. */
export function cocMetrics({ counter, gauge, seconds }: Declare) {
  return {
    cocRequests: counter(
      'coc_requests_total',
      'Calls to COC and IAM, by HTTP status of the answer or kind of failure.',
      'operation',
      'code',
    ),
    cocDuration: seconds('coc_request_duration_seconds', 'Duration of calls to COC and IAM.', 'operation'),
    destinationConcurrency: gauge(
      'destination_concurrency',
      'Limit of attempts at the same time; lower while the destination is throttled or slow.',
      'destination',
    ),
    destinationPaused: gauge(
      'destination_paused',
      '1 while the destination is paused because it fails, otherwise 0.',
      'destination',
    ),
    clockOffset: gauge('clock_offset_seconds', "Seconds by which COC's clock is ahead of ours."),
  };
}
