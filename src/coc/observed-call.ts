import type { Operation } from './classify.ts';
import type { HttpAnswer, HttpFailure } from './exchange.ts';

/** One exchange on the wire, for metrics. Exactly one of `status` and `error` is there. */
export interface ObservedCall {
  readonly operation: Operation;
  readonly status?: number;
  readonly error?: HttpFailure['cause'];
  readonly durationMs: number;
}

/** Says in the terms of metrics how an exchange ended. */
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
