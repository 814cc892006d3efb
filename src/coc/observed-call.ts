import type { Operation } from './classify.ts';
import type { Answer, Failure } from './exchange.ts';

/** One exchange on the wire, for metrics. Exactly one of `status` and `error` is there. */
export interface ObservedCall {
  readonly operation: Operation;
  readonly status?: number;
  readonly error?: Failure['cause'];
  readonly durationMs: number;
}

/** Says in the terms of metrics how an exchange ended. */
export function observedCall(operation: Operation, end: Answer | Failure, durationMs: number): ObservedCall {
  return {
    operation,
    durationMs,
    ...(end.kind === 'answer' ? { status: end.status } : { error: end.cause }),
  };
}
