import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { adminSchema } from '../config/admin-settings.ts';
import { checkSections } from '../config/check-sections.ts';
import type { Environment } from '../config/environment.ts';
import { listenSchema } from '../config/listen-settings.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Config, configSchema } from './registry.ts';

/** A configuration, and what tells it from another one. */
export interface ReadConfig {
  readonly config: Config;
  /** First digits of a hash over the text of the file, before variables are put in: safe to show. */
  readonly fingerprint: string;
}

/**
 * Reads and validates the configuration file with everything that the adapters know of it.
 *
 * @throws {ConfigError} with every fault at once.
 */
export async function readConfig(file: string, environment: Environment): Promise<ReadConfig> {
  const config = await loadConfig(file, { schema: configSchema, environment, check: checkSections });
  const fingerprint = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 12);
  return { config, fingerprint };
}

const ADMIN_SECTIONS = { listen: listenSchema, admin: adminSchema };

/**
 * Reads how the admin listener is reached, and no more: whoever asks a running agent need not have the variables that its
 * secrets are in.
 *
 * @throws {ConfigError} with every fault of these sections at once.
 */
export function readAdminSections(file: string, environment: Environment) {
  const schema = z.object(ADMIN_SECTIONS);
  return loadConfig(file, { schema, environment, only: Object.keys(ADMIN_SECTIONS) });
}
