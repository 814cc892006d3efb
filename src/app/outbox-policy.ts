import { incidentRules } from '../incidents/rules-from-config.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { ReadConfig } from './read-config.ts';

/** An incident that could not be looked up is looked for again after this long, or sooner when the delay is longer. */
const LOOKUP_RETRY_FACTOR = 10;

/** What the configuration says about decisions of the outbox. */
export function policyOf({ config, fingerprint }: ReadConfig): OutboxPolicy {
  const { alarm, delivery, outbox, incidentBudget } = config;
  return {
    configuration: fingerprint,
    unmatchedResolve: alarm.unmatchedResolve,
    resendOn: new Set(alarm.resendOn),
    collapse: alarm.collapse,
    resolveHoldMs: alarm.resolveHold,
    reassertEveryMs: alarm.reassertEvery === 0 ? Number.POSITIVE_INFINITY : alarm.reassertEvery,
    backoff: { initialMs: delivery.backoff.initial, maxMs: delivery.backoff.max },
    confirmRejectedAfterMs: delivery.confirmRejectedAfter,
    incidentLookupDelayMs: delivery.incidentLookupDelay,
    incidentLookupRetryMs: delivery.incidentLookupDelay * LOOKUP_RETRY_FACTOR,
    incidentRules: incidentRules(config),
    maxIncidentsPerHour: incidentBudget.maxPerHour ?? Number.POSITIVE_INFINITY,
    stormGatherMs: incidentBudget.gather,
    maxEntries: outbox.maxEntries,
    maxSeriesPerSource: outbox.maxSeriesPerSource,
    maxBytes: outbox.maxBytes,
  };
}
