import type { JournalError } from '../errors.ts';
import type { IntakeRefusal } from '../observability/label-values.ts';
import type { Metrics } from '../observability/metrics.ts';
import { OutboxFullError } from '../outbox/outbox-full-error.ts';
import { type Answer, errorAnswer } from './webhook-answer.ts';

/** Senders wait this long before they send again, unless there is reason for longer, ms. */
const RETRY_AFTER_MS = 5_000;

/** What a refused sender is told. */
interface Refusal {
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** 503 with Retry-After, counted: never 429 or any other 4xx, after which Alertmanager would not send again. */
export function refuse(metrics: Metrics, reason: IntakeRefusal, refusal: Refusal): Answer {
  metrics.intakeRefused.inc({ reason });
  const { message, retryAfterMs = RETRY_AFTER_MS } = refusal;
  const close = reason === 'shutting-down' ? { Connection: 'close' } : {};
  const retryAfter = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  return errorAnswer(503, message, { headers: { 'Retry-After': retryAfter, ...close } });
}

/** The refusal that follows from what could not be stored. */
export function refuseByJournal(metrics: Metrics, error: JournalError): Answer {
  return refuse(metrics, reasonOf(error), { message: error.message });
}

function reasonOf(error: JournalError): IntakeRefusal {
  if (error instanceof OutboxFullError) return error.reason;
  if (error.code === 'journal.full') return 'disk';
  return error.code === 'shutting-down' ? 'shutting-down' : 'unavailable';
}
