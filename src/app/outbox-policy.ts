import { formerSourceNames } from '../alerts/former-source-names.ts';
import { integrationNames, renamedIntegrations } from '../config/check-sections.ts';
import { startSettings } from '../config/needs-restart.ts';
import type { SourceNamesNow } from '../dead-letters/under-names-now.ts';
import { incidentRules } from '../incidents/rules-from-config.ts';
import type { OpenAndSettings, PolicySettings, TellingSettings } from '../orphans/change.ts';
import { findEffects } from '../orphans/find-effects.ts';
import { findOrphans, type KnownNames } from '../orphans/find-orphans.ts';
import { wordsForOrphan } from '../orphans/words-for-orphan.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Renderer } from '../outbox/renderer.ts';
import { cocWords } from '../routing/coc-words.ts';
import { type IncidentSettings, resolveSettings } from '../routing/incident-settings.ts';
import { type NamedPolicy, namedPolicies } from '../routing/policy-names.ts';
import { writtenIncident } from '../routing/written-incident.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { ReadConfig } from './read-config.ts';

/** The waits between two looks for an incident grow up to this many times `delivery.incidentLookupDelay`. */
const LONGEST_LOOKUP_FACTOR = 10;

/** Derives the policy of the outbox from the configuration, with what renders anew, if it may change. */
export function policyOf({ config, fingerprint, way }: ReadConfig, renderer?: Renderer): OutboxPolicy {
  const { alarm, delivery, outbox, incidentBudget, language, admin } = config;
  const writing = { words: cocWords(language), zone: admin.timezone };
  return {
    configuration: fingerprint,
    ...(way !== undefined && { way }),
    ...(renderer && { renderer }),
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
    writeIncident: (request, covered) => writtenIncident(request, covered, writing),
    maxIncidentsPerHour: incidentBudget.maxPerHour ?? Number.POSITIVE_INFINITY,
    stormGatherMs: incidentBudget.gather,
    maxEntries: outbox.maxEntries,
    maxSeriesPerSource: outbox.maxSeriesPerSource,
    maxBytes: outbox.maxBytes,
  };
}

/** Names that a configuration knows. */
function knownNames({ config }: Pick<ReadConfig, 'config'>): KnownNames {
  return {
    sources: new Map(Object.entries(config.sources).map(([name, { type }]) => [name, type])),
    formerSources: sourceNamesNow({ config }),
    integrations: everyIntegrationName(config.coc),
    policies: [...incidentRules(config).keys()],
  };
}

/** Names that sources have, by those that they had before. */
export function sourceNamesNow({ config }: Pick<ReadConfig, 'config'>): SourceNamesNow {
  return new Map(
    Object.entries(config.sources).flatMap(([name, source]) =>
      formerSourceNames(source).map((former) => [former, name] as const),
    ),
  );
}

function everyIntegrationName(coc: ReadConfig['config']['coc']): readonly string[] {
  return [...integrationNames(coc), ...renamedIntegrations(coc).keys()];
}

/** The settings that decide what becomes of what is open or waits. */
export function tellingSettings({ config }: Pick<ReadConfig, 'config'>): TellingSettings {
  const { coc, dataDir, alarm, incidents } = config;
  return {
    names: knownNames({ config }),
    endpoint: coc.endpoint,
    dataDir,
    resendOn: alarm.resendOn,
    resolveHold: alarm.resolveHold,
    policies: namedPolicies(incidents).map(policySettings),
  };
}

function policySettings({ policy, names }: NamedPolicy<IncidentSettings>): PolicySettings {
  const { correlateBy, openAfter, warRoom } = policy;
  const { mode = 'none', after = 0, onlyIfUntouched = true } = resolveSettings(policy) ?? {};
  return {
    names,
    match: (policy.match ?? []).map(({ name, operator, value }) => `${name}${operator}${value}`).join('; '),
    correlateBy: Array.isArray(correlateBy) ? correlateBy.join(', ') : (correlateBy?.source ?? ''),
    ...{ resolve: mode, after, onlyIfUntouched, openAfter },
    warRoom: warRoom !== undefined,
  };
}

/** Names of the integrations that two configurations have, with different keys. */
export function changedKeys(
  { config: { coc: before } }: Pick<ReadConfig, 'config'>,
  { config: { coc: after } }: Pick<ReadConfig, 'config'>,
): readonly string[] {
  const keyIn = (coc: ReadConfig['config']['coc'], name: string) => {
    const one = name === 'default' && !coc.integrations.default ? coc : coc.integrations[name];
    return [one?.integrationKey, one?.integrationKeyFile];
  };
  return integrationNames(after).filter(
    (name) =>
      integrationNames(before).includes(name) && !sameSettings(keyIn(before, name), keyIn(after, name)),
  );
}

/** Tells what a configuration would mean for what is open or waits in an agent, by what the agent answered. */
export function consequencesOf(next: Pick<ReadConfig, 'config'>, { open, settings, start }: OpenAndSettings) {
  const after = tellingSettings(next);
  const afterStart = startSettings(next.config);
  return {
    needsRestart: Object.keys(afterStart).filter((name) => start[name] !== afterStart[name]),
    orphans: findOrphans(open, after.names).map((orphan) => wordsForOrphan(orphan)),
    effects: findEffects(open, { before: settings, after }),
  };
}
