import type { JournalError } from '../errors.ts';
import type { IntakeRefusal } from '../observability/label-values.ts';
import type { Metrics } from '../observability/metrics.ts';
import { OutboxFullError } from '../outbox/outbox-full-error.ts';
import { errorAnswer, type WebhookAnswer } from './webhook-answer.ts';

/** The time after which senders should send again, unless there is a reason for a longer one, ms. */
const RETRY_AFTER_MS = 5_000;

/** The error text of a 503, and when to send again. */
interface Unavailable {
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** A 503 with Retry-After, counted. Never 429 or any other 4xx: after those Alertmanager would not send again. */
export function unavailableAnswer(
  metrics: Metrics,
  reason: IntakeRefusal,
  { message, retryAfterMs = RETRY_AFTER_MS }: Unavailable,
): WebhookAnswer {
  metrics.intakeRefused.inc({ reason });
  const close = reason === 'shutting-down' ? { Connection: 'close' } : {};
  const retryAfter = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  return errorAnswer(503, message, { headers: { 'Retry-After': retryAfter, ...close } });
}

/** The 503 for alerts that could not be stored. */
export function journalErrorAnswer(metrics: Metrics, error: JournalError): WebhookAnswer {
  return unavailableAnswer(metrics, refusalReason(error), { message: error.message });
}

function refusalReason(error: JournalError): IntakeRefusal {
  if (error instanceof OutboxFullError) return error.reason;
  if (error.code === 'journal.full') return 'disk';
  return error.code === 'shutting-down' ? 'shutting-down' : 'unavailable';
}
