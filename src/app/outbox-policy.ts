import { integrationNames, renamedIntegrations } from '../config/check-sections.ts';
import { startSettings } from '../config/needs-restart.ts';
import { sourceNamesNow } from '../dead-letters/under-names-now.ts';
import { heartbeatPlan } from '../heartbeats/heartbeat-plan.ts';
import { incidentRules } from '../incidents/rules-from-config.ts';
import type { PolicySettings, TellingSettings } from '../orphans/change.ts';
import type { ToldConfiguration } from '../orphans/change-teller.ts';
import { type AskAgent, compareAnswers } from '../orphans/compare-answers.ts';
import { describedSettings, type ToldFrom } from '../orphans/described-settings.ts';
import { findEffects } from '../orphans/find-effects.ts';
import { findOrphans, type KnownNames } from '../orphans/find-orphans.ts';
import { readOpenAnswer } from '../orphans/open-answer.ts';
import { wordsForOrphan } from '../orphans/words-for-orphan.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Renderer } from '../outbox/renderer.ts';
import { type IncidentSettings, resolveSettings } from '../routing/incident-settings.ts';
import { type NamedPolicy, namedPolicies } from '../routing/policy-names.ts';
import { createRouter } from '../routing/route.ts';
import { writingOf } from '../routing/writing.ts';
import { writtenIncident } from '../routing/written-incident.ts';
import { writtenRemark } from '../routing/written-remark.ts';
import type { CurrentConfig } from './current-config.ts';
import type { ReadConfig } from './read-config.ts';

/** The waits between two looks for an incident grow up to this many times `delivery.incidentLookupDelay`. */
const LONGEST_LOOKUP_FACTOR = 10;

/** Derives the policy of the outbox from the configuration, with what renders anew, if it may change. */
export function policyOf({ config, fingerprint, way }: ReadConfig, renderer?: Renderer): OutboxPolicy {
  const { alarm, delivery, outbox, incidents, incidentBudget } = config;
  const writing = writingOf(config);
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
    incidentRules: incidentRules(incidents, writing),
    writeIncident: (request, covered) => writtenIncident(request, covered, writing),
    writeRemark: (remark) => writtenRemark(remark, writing),
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
    formerSources: sourceNamesNow(config.sources),
    integrations: everyIntegrationName(config.coc),
    policies: namedPolicies(config.incidents).flatMap(({ names }) => names),
  };
}

function everyIntegrationName(coc: ReadConfig['config']['coc']): readonly string[] {
  return [...integrationNames(coc), ...renamedIntegrations(coc).keys()];
}

/** The settings that decide what becomes of what is open or waits. */
export function tellingSettings({ config }: Pick<ReadConfig, 'config'>, from: ToldFrom): TellingSettings {
  const { coc, dataDir, alarm, incidents, incidentBudget } = config;
  const { maxPerHour, gather } = incidentBudget;
  return {
    names: knownNames({ config }),
    renamed: {
      sources: Object.fromEntries(sourceNamesNow(config.sources)),
      integrations: Object.fromEntries(renamedIntegrations(coc)),
    },
    ...describedSettings(config, from),
    heartbeats: heartbeatPlan(config).map(({ source, name, withinMs }) => ({
      source,
      name,
      within: withinMs,
    })),
    budget: { ...(maxPerHour !== undefined && { maxPerHour }), gather },
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

/** What is told of the current configuration. The data directory is the one in use, where it is given. */
export function toldConfiguration(
  { read, routing }: Pick<CurrentConfig, 'read' | 'routing'>,
  dataDir = read.config.dataDir,
): ToldConfiguration {
  const config = { ...read.config, dataDir };
  return {
    fingerprint: read.fingerprint,
    routes: routing.router,
    settings: (salt) => tellingSettings({ config }, { salt, workingDirectory: process.cwd() }),
  };
}

/** Tells what a configuration would mean for what is open or waits in an agent, which is asked for that. */
export async function consequencesOf(next: Pick<ReadConfig, 'config'>, ask: AskAgent) {
  const { open, settings, start } = readOpenAnswer(await ask('/api/v1/open'));
  const { workingDirectory, digests } = settings;
  const after = tellingSettings(next, { workingDirectory, salt: digests.salt });
  const afterStart = startSettings(next.config, workingDirectory);
  const routes = createRouter(next.config, { integrations: integrationNames(next.config.coc) });
  return {
    needsRestart: Object.keys(afterStart).filter((name) => start[name] !== afterStart[name]),
    orphans: findOrphans(open, after.names).map((orphan) => wordsForOrphan(orphan)),
    effects: [
      ...findEffects(open, { before: settings, after }),
      ...(await compareAnswers(ask, { routes, settings: after })),
    ],
  };
}
