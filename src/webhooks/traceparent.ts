import type { Trace } from '../outbox/events/trace.ts';

/** Version, id of the trace, id of the span, flags, and in a later version anything behind a hyphen. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ONLY_ZEROS = /^0+$/;
/** A sender that writes more than this follows no version. */
const MAX_LENGTH = 512;

/**
 * Reads a header `traceparent`. Undefined when it is absent or not valid: the request is then served like one without it.
 * Of a later version the part that version 00 has is read.
 *
 * @see https://www.w3.org/TR/trace-context/ "traceparent Header Field Values", "Versioning of traceparent", read 2026-12
 */
export function readTraceparent(header: string | readonly string[] | undefined): Trace | undefined {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, flags };
}
