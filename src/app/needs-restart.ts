import { isDeepStrictEqual } from 'node:util';
import type { Config } from './registry.ts';

/** What is only read at a start: where the agent listens, and where and how it stores and logs. */
const FIXED: Readonly<Record<string, (config: Config) => unknown>> = {
  'listen.webhooks': ({ listen }) => listen.webhooks,
  'listen.admin': ({ listen }) => listen.admin,
  'listen.tls': ({ listen }) => listen.tls,
  admin: ({ admin }) => admin,
  dataDir: ({ dataDir }) => dataDir,
  // The bounds of what may wait apply at once.
  outbox: ({ outbox: { maxEntries, maxSeriesPerSource, maxBytes, ...fixed } }) => fixed,
  log: ({ log }) => log,
};

/** Where two configurations differ in what only takes effect after a restart. */
export function needsRestart(inForce: Config, next: Config): readonly string[] {
  return Object.entries(FIXED).flatMap(([name, read]) =>
    isDeepStrictEqual(read(inForce), read(next)) ? [] : [name],
  );
}
