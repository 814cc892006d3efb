import type { ConfigIssue } from '../errors.ts';
import { checkRouting } from '../routing/check-routing.ts';
import type { RoutingSettings } from '../routing/config.ts';
import { checkHeartbeats } from '../routing/heartbeat-settings.ts';
import { checkListen, type ListenSettings } from './listen-settings.ts';

/** As much of the section `coc` as says which integrations there are. */
export interface IntegrationSettings {
  readonly integrationKey?: unknown;
  readonly integrationKeyFile?: unknown;
  readonly integrations?: Readonly<Record<string, unknown>>;
}

/** The sections that are looked at together; one that is missing was faulty by itself. */
export type CheckedSections = Partial<
  RoutingSettings & {
    readonly listen: ListenSettings;
    readonly coc: IntegrationSettings;
    readonly sources: Readonly<Record<string, unknown>>;
  }
>;

/** The names of the integrations that alarms can go to; `default` is that of `coc.integrationKey`. */
export function integrationNames(coc: IntegrationSettings): readonly string[] {
  const hasDefault = coc.integrationKey !== undefined || coc.integrationKeyFile !== undefined;
  return [...(hasDefault ? ['default'] : []), ...Object.keys(coc.integrations ?? {})];
}

/** Finds the faults between sections: names that point nowhere, settings against each other. */
export function checkSections({
  listen,
  coc,
  alarm,
  routes,
  incidents,
  heartbeats = [],
  sources,
}: CheckedSections): readonly ConfigIssue[] {
  const listening = listen ? checkListen(listen) : [];
  const beating = sources ? checkHeartbeats(heartbeats, Object.keys(sources)) : [];
  const single = [...listening, ...beating];
  if (!coc || !alarm || !routes || !incidents) return single;
  const routing = checkRouting({ alarm, routes, incidents }, { integrations: integrationNames(coc) });
  return [...single, ...routing];
}
