import type { Operation } from './classify.ts';
import type { HttpAnswer, HttpFailure } from './exchange.ts';

/** One HTTP exchange, for metrics. It has either `status` or `error`. */
export interface ObservedCall {
  readonly operation: Operation;
  readonly status?: number;
  readonly error?: HttpFailure['cause'];
  readonly durationMs: number;
}

/** Describes the end of an exchange for metrics. */
export function observedCall(
  operation: Operation,
  end: HttpAnswer | HttpFailure,
  durationMs: number,
): ObservedCall {
  return {
    operation,
    durationMs,
    ...(end.kind === 'answer' ? { status: end.status } : { error: end.cause }),
  };
}
