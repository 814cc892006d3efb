import { integrationNames } from '../config/check-sections.ts';
import { createRouter, type Router } from '../routing/route.ts';
import type { Source } from '../sources/source.ts';
import { type Config, createSource } from './registry.ts';

/** What turns a webhook body into alarms: made anew when the configuration changes. */
export interface Routing {
  readonly sources: ReadonlyMap<string, Source>;
  readonly router: Router;
}

/** @throws {ConfigError} when a secret cannot be read, or routes contradict each other. */
export function createRouting(config: Config): Routing {
  const { levels } = config.alarm;
  const sources = Object.entries(config.sources).map(
    ([name, settings]) => [name, createSource(name, settings, { levels })] as const,
  );
  const router = createRouter(config, { integrations: integrationNames(config.coc) });
  return { sources: new Map(sources), router };
}
