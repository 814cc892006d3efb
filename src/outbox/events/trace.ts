/**
 * Place of a request in a distributed trace, as its sender named it. All three are lower-case hexadecimal digits.
 *
 * @see https://www.w3.org/TR/trace-context/ "traceparent Header", read 2026-12
 */
export interface Trace {
  /** 32 digits, not all 0. */
  readonly traceId: string;
  /** 16 digits, not all 0: the span of the sender that made the request. */
  readonly spanId: string;
  /** 2 digits. */
  readonly flags: string;
}
