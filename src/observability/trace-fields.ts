import type { Trace } from '../outbox/events/trace.ts';

/** The fields of a log line about a request with a trace, by the names that OpenTelemetry gives them. */
export function traceFields(trace: Trace | undefined): Readonly<Record<string, string>> {
  return trace ? { trace_id: trace.traceId, span_id: trace.spanId, trace_flags: trace.flags } : {};
}
