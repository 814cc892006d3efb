import { integrationNames, renamedIntegrations } from '../config/check-sections.ts';
import type { SourceNamesNow } from '../dead-letters/under-names-now.ts';
import { incidentRules } from '../incidents/rules-from-config.ts';
import type { KnownNames } from '../orphans/find-orphans.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { ReadConfig } from './read-config.ts';

/** The waits between two looks for an incident grow up to this many times `delivery.incidentLookupDelay`. */
const LONGEST_LOOKUP_FACTOR = 10;

/** Derives the policy of the outbox from the configuration. */
export function policyOf({ config, fingerprint }: ReadConfig): OutboxPolicy {
  const { alarm, delivery, outbox, incidentBudget } = config;
  return {
    configuration: fingerprint,
    unmatchedResolve: alarm.unmatchedResolve,
    resendOn: new Set(alarm.resendOn),
    collapse: alarm.collapse,
    resolveHoldMs: alarm.resolveHold,
    lateFireWindowMs: alarm.lateFireWindow,
    reassertEveryMs: alarm.reassertEvery === 0 ? Number.POSITIVE_INFINITY : alarm.reassertEvery,
    backoff: { initialMs: delivery.backoff.initial, maxMs: delivery.backoff.max },
    confirmRejectedAfterMs: delivery.confirmRejectedAfter,
    incidentLookupDelayMs: delivery.incidentLookupDelay,
    incidentLookupMaxMs: delivery.incidentLookupDelay * LONGEST_LOOKUP_FACTOR,
    incidentAbsentAfterMs: delivery.incidentAbsentAfter,
    incidentListLagMs: delivery.incidentListLag,
    incidentAskAfterMs: delivery.incidentAskAfter,
    integrations: new Set(everyIntegrationName(config.coc)),
    renamedIntegrations: renamedIntegrations(config.coc),
    incidentRules: incidentRules(config),
    maxIncidentsPerHour: incidentBudget.maxPerHour ?? Number.POSITIVE_INFINITY,
    stormGatherMs: incidentBudget.gather,
    maxEntries: outbox.maxEntries,
    maxSeriesPerSource: outbox.maxSeriesPerSource,
    maxBytes: outbox.maxBytes,
  };
}

/** Names that a configuration knows. */
export function knownNames({ config }: Pick<ReadConfig, 'config'>): KnownNames {
  return {
    sources: new Map(Object.entries(config.sources).map(([name, { type }]) => [name, type])),
    integrations: everyIntegrationName(config.coc),
    policies: [...incidentRules(config).keys()],
  };
}

/** Names that sources have, by those that they had before. */
export function sourceNamesNow({ config }: Pick<ReadConfig, 'config'>): SourceNamesNow {
  return new Map(
    Object.entries(config.sources).flatMap(([name, { renamedFrom }]) =>
      renamedFrom === undefined ? [] : [[renamedFrom, name] as const],
    ),
  );
}

function everyIntegrationName(coc: ReadConfig['config']['coc']): readonly string[] {
  return [...integrationNames(coc), ...renamedIntegrations(coc).keys()];
}
