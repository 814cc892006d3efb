import { formerSourceNames, type RenamedSource } from '../alerts/former-source-names.ts';
import type { EgressSettings } from '../egress/config.ts';
import { type CallingSections, checkEgress } from '../egress/destinations.ts';
import type { ConfigIssue } from '../errors.ts';
import { checkRouting } from '../routing/check-routing.ts';
import type { RoutingSettings } from '../routing/config.ts';
import { checkHeartbeats } from '../routing/heartbeat-settings.ts';
import { checkListen, type ListenSettings } from './listen-settings.ts';

/** The part of the section `coc` that names integrations. */
export interface IntegrationSettings {
  readonly integrationKey?: unknown;
  readonly integrationKeyFile?: unknown;
  readonly integrations?: Readonly<Record<string, RenamedIntegration>>;
  readonly incidentApi?: 'auto' | 'v1' | 'v2';
}

interface RenamedIntegration {
  readonly renamedFrom?: readonly string[] | undefined;
}

/** Sections to check together. A section that is invalid by itself is missing here. */
export type CheckedSections = Partial<
  RoutingSettings & {
    readonly listen: ListenSettings;
    readonly coc: IntegrationSettings & CallingSections['coc'];
    readonly sources: CallingSections['sources'] & RenamedSources;
    readonly egress: EgressSettings;
  }
>;

type RenamedSources = Readonly<Record<string, RenamedSource>>;

/** Names of the configured integrations. `default` is the one of `coc.integrationKey`. */
export function integrationNames(coc: IntegrationSettings): readonly string[] {
  const hasDefault = coc.integrationKey !== undefined || coc.integrationKeyFile !== undefined;
  return [...(hasDefault ? ['default'] : []), ...Object.keys(coc.integrations ?? {})];
}

/** Names that integrations have now, by those that they had before. */
export function renamedIntegrations({ integrations = {} }: IntegrationSettings): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(integrations).flatMap(([name, { renamedFrom = [] }]) =>
      renamedFrom.map((former) => [former, name] as const),
    ),
  );
}

/** Finds faults between sections: unknown names, and settings that contradict each other. */
export function checkSections({
  listen,
  coc,
  alarm,
  routes,
  incidents,
  heartbeats = [],
  sources,
  egress,
}: CheckedSections): readonly ConfigIssue[] {
  const listening = listen ? checkListen(listen) : [];
  const beating = sources ? checkHeartbeats(heartbeats, Object.keys(sources)) : [];
  const calling = egress ? checkEgress({ ...(coc && { coc }), ...(sources && { sources }) }, egress) : [];
  const renamed = [...(sources ? checkRenamed(sources) : []), ...(coc ? checkRenamedIntegrations(coc) : [])];
  const single = [...listening, ...beating, ...calling, ...renamed];
  if (!coc || !alarm || !routes || !incidents) return single;
  const routing = checkRouting({ alarm, routes, incidents }, { integrations: integrationNames(coc) });
  return [...single, ...routing, ...checkRemarks(coc, incidents)];
}

/** Reminders and forwards need an API that the configuration may rule out. */
function checkRemarks(
  { incidentApi }: IntegrationSettings,
  incidents: RoutingSettings['incidents'],
): readonly ConfigIssue[] {
  if (incidentApi !== 'v1') return [];
  return incidents.flatMap((policy, i) =>
    (['remindAfter', 'escalateAfter'] as const)
      .filter((key) => policy[key] !== undefined)
      .map((key) => ({
        path: `incidents[${i}].${key}`,
        message: 'has no effect with coc.incidentApi v1; write auto there, or remove it',
      })),
  );
}

/** A former name belongs to one source, and to none that is configured. */
function checkRenamed(sources: RenamedSources): readonly ConfigIssue[] {
  const taken = new Set(Object.keys(sources));
  return Object.entries(sources).flatMap(([name, source]) =>
    formerSourceNames(source).flatMap((former) => {
      const isTaken = taken.has(former);
      taken.add(former);
      if (!isTaken) return [];
      return [
        {
          path: `sources.${name}.renamedFrom`,
          message: former === name ? `is its own name: ${name}` : `is the name of another source: ${former}`,
          remedy: former === name ? 'remove it' : 'remove it, or give that source another name',
        },
      ];
    }),
  );
}

/** What is open under a former name goes to one integration, and to none that is configured under that name. */
function checkRenamedIntegrations(coc: IntegrationSettings): readonly ConfigIssue[] {
  const taken = new Set(integrationNames(coc));
  return Object.entries(coc.integrations ?? {}).flatMap(([name, { renamedFrom = [] }]) =>
    renamedFrom.flatMap((former) => {
      const isTaken = taken.has(former);
      taken.add(former);
      if (!isTaken) return [];
      return [
        {
          path: `coc.integrations.${name}.renamedFrom`,
          message: `has a name that belongs to an integration already: ${former}`,
          remedy: 'leave it to one integration',
        },
      ];
    }),
  );
}
