import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { adminSchema } from './admin-settings.ts';
import type { ListenSettings } from './listen-settings.ts';
import type { logSchema } from './log-settings.ts';
import type { outboxSchema } from './outbox-settings.ts';

/** The sections of which something is only read at a start. */
interface Sections {
  readonly listen: ListenSettings;
  readonly admin: z.output<typeof adminSchema>;
  readonly dataDir: string;
  readonly outbox: z.output<typeof outboxSchema>;
  readonly log: z.output<typeof logSchema>;
}

/** What is only read at a start: where the agent listens, and where and how it stores and logs. */
const FIXED: Readonly<Record<string, (config: Sections) => unknown>> = {
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
export function needsRestart(inForce: Sections, next: Sections): readonly string[] {
  return Object.entries(FIXED).flatMap(([name, read]) =>
    isDeepStrictEqual(read(inForce), read(next)) ? [] : [name],
  );
}
