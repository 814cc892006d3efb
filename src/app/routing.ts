import type { Alert } from '../alerts/alert.ts';
import { integrationNames } from '../config/check-sections.ts';
import { alertUnderNameNow, sourceNamesNow } from '../dead-letters/under-names-now.ts';
import { Egress } from '../egress/egress.ts';
import type { Renderer } from '../outbox/renderer.ts';
import { requestRenderer } from '../routing/request-anew.ts';
import { createRouter, type Router } from '../routing/route.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import type { Source } from '../sources/source-port.ts';
import type { Clock } from '../time/clock.ts';
import type { ReadConfig } from './read-config.ts';
import { createActiveAlerts, createSource } from './registry.ts';

/** The objects that turn a webhook body into alarms. A reload replaces them. */
export interface Routing {
  readonly sources: ReadonlyMap<string, Source>;
  readonly router: Router;
  /** Renders anew what waits, or was refused. */
  readonly renderer: Renderer;
  /** The sources that can be asked for their active alerts, by name. */
  readonly active: ReadonlyMap<string, ActiveAlerts>;
}

/**
 * Creates the sources and the router.
 *
 * @throws {ConfigError} when a secret cannot be read, or routes contradict each other.
 */
export function createRouting(
  { config, fingerprint: configuration }: Pick<ReadConfig, 'config'> & Partial<ReadConfig>,
  { clock }: { readonly clock: Clock },
): Routing {
  const { levels } = config.alarm;
  const egress = new Egress(config.egress);
  const sources = Object.entries(config.sources).map(
    ([name, settings]) => [name, createSource(name, settings, { levels, clock })] as const,
  );
  const router = createRouter(config, {
    integrations: integrationNames(config.coc),
    ...(configuration !== undefined && { configuration }),
  });
  const active = Object.entries(config.sources).flatMap(([name, settings]) => {
    const asked = createActiveAlerts(name, settings, { levels, clock, egress });
    return asked ? [[name, asked] as const] : [];
  });
  // What waits may have come from a source before it had its name.
  const names = sourceNamesNow(config.sources);
  const named = (alert: Alert) => alertUnderNameNow(alert, names);
  const render = requestRenderer(config, router);
  const renderer: Renderer = {
    route: (alert, now) => router(named(alert), now),
    requestOf: (waiting) => render(waiting.alert ? { ...waiting, alert: named(waiting.alert) } : waiting),
  };
  return { sources: new Map(sources), router, renderer, active: new Map(active) };
}
