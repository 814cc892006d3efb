import type { OutboxPolicy } from '../../src/outbox/policy.ts';

/** Policy of the tests. The argument changes what a test is about. */
export function aPolicy(changes: Partial<OutboxPolicy> = {}): OutboxPolicy {
  return {
    configuration: 'c1',
    unmatchedResolve: 'record',
    resendOn: new Set(['level']),
    collapse: false,
    resolveHoldMs: 0,
    lateFireWindowMs: 300_000,
    reassertEveryMs: Number.POSITIVE_INFINITY,
    backoff: { initialMs: 1_000, maxMs: 300_000 },
    confirmRejectedAfterMs: 60_000,
    incidentLookupDelayMs: 10_000,
    incidentLookupMaxMs: 100_000,
    incidentAbsentAfterMs: 120_000,
    incidentListLagMs: 90_000,
    incidentAskAfterMs: 1_800_000,
    incidentRules: new Map(),
    writeIncident: ({ title, description, tail = [] }) => ({ title, description, tail }),
    writeRemark: ({ news }) => news.map(({ kind }) => kind).join(', '),
    maxIncidentsPerHour: Number.POSITIVE_INFINITY,
    stormGatherMs: 0,
    maxEntries: 1_000_000,
    maxSeriesPerSource: 1_000_000,
    maxBytes: 2 ** 33,
    ...changes,
  };
}
