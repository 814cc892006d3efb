import type { Declare } from './declare.ts';

/** Webhook requests, and who was turned away. */
export function webhookMetrics({ counter, seconds }: Declare) {
  return {
    webhookRequests: counter(
      'webhook_requests_total',
      'Webhook requests, by HTTP status of the answer; "aborted" when the sender left before the answer.',
      'source',
      'code',
    ),
    webhookDuration: seconds(
      'webhook_request_duration_seconds',
      'Time from the head of a webhook request to its answer.',
      'source',
    ),
    webhookBodyBytes: counter(
      'webhook_body_bytes_total',
      'Bytes of webhook bodies, before decompression.',
      'source',
    ),
    intakeRefused: counter(
      'intake_refused_total',
      'Webhook requests answered 503, by reason; their senders must send again.',
      'reason',
    ),
    webhookAuthFailures: counter(
      'webhook_auth_failures_total',
      'Webhook requests without valid credentials, by reason.',
      'source',
      'reason',
    ),
    webhookAuthSlowed: counter(
      'webhook_auth_slowed_total',
      'Webhook requests without valid credentials that were answered late or not at all: their address sent too many.',
    ),
  };
}
