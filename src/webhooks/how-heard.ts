import type { HowHeard } from '../time/listening-gaps.ts';
import type { WebhookAnswer } from './webhook-answer.ts';

/** Answers to a sender that got through with a body that can't be read, or is too large to be read. */
const UNREAD = new Set([400, 413]);

/**
 * Tells how a source was heard by a request with this answer; undefined for a sender that left before all of it was there. A sender
 * that got through is not silent, even where nothing tells which alerts it spoke of. Pure.
 */
export function howHeard(answer: WebhookAnswer | undefined): HowHeard {
  if (answer === undefined || answer.unread || UNREAD.has(answer.status)) return 'unread';
  return answer.status < 300 ? 'heard' : 'refused';
}
