import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { adminSchema } from './admin-settings.ts';
import type { ListenSettings } from './listen-settings.ts';
import type { logSchema } from './log-settings.ts';
import type { outboxSchema } from './outbox-settings.ts';

/** Sections with settings that are only read at a start. */
interface Sections {
  readonly listen: ListenSettings;
  readonly admin: z.output<typeof adminSchema>;
  readonly dataDir: string;
  readonly outbox: z.output<typeof outboxSchema>;
  readonly journal: { readonly type: string };
  readonly log: z.output<typeof logSchema>;
}

/** Settings that are only read at a start: listeners, storage and log. */
const FIXED: Readonly<Record<string, (config: Sections) => unknown>> = {
  'listen.webhooks': ({ listen }) => listen.webhooks,
  'listen.admin': ({ listen }) => listen.admin,
  'listen.tls': ({ listen }) => listen.tls,
  admin: ({ admin }) => admin,
  dataDir: ({ dataDir }) => dataDir,
  // These three limits apply at once.
  outbox: ({ outbox: { maxEntries, maxSeriesPerSource, maxBytes, ...fixed } }) => fixed,
  journal: ({ journal }) => journal,
  // The lines about alarms begin and end at once.
  log: ({ log: { alarms, ...fixed } }) => fixed,
};

/**
 * The settings that are only read at a start, as text without secrets, by their sections. Relative paths count from
 * `workingDirectory`.
 */
export function startSettings(
  config: Sections,
  workingDirectory = process.cwd(),
): Readonly<Record<string, string>> {
  const placed = withDirectory(config, workingDirectory);
  return Object.fromEntries(
    Object.entries(FIXED).map(([name, read]) => [name, JSON.stringify(read(placed)) ?? '']),
  );
}

/** Lists the sections in which two configurations differ, and which only take effect after a restart. */
export function needsRestart(current: Sections, next: Sections): readonly string[] {
  const [is, will] = [current, next].map((one) => withDirectory(one, process.cwd())) as [Sections, Sections];
  return Object.entries(FIXED).flatMap(([name, read]) =>
    isDeepStrictEqual(read(is), read(will)) ? [] : [name],
  );
}

/** Two spellings of one data directory are the same. */
function withDirectory(config: Sections, workingDirectory: string): Sections {
  return { ...config, dataDir: resolve(workingDirectory, config.dataDir) };
}
