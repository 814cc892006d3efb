import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { checkSections } from '../config/check-sections.ts';
import type { Environment } from '../config/environment.ts';
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
