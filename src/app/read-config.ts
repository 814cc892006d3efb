import { z } from 'zod';
import { adminSchema } from '../config/admin-settings.ts';
import { checkSections } from '../config/check-sections.ts';
import type { Environment } from '../config/environment.ts';
import { listenSchema } from '../config/listen-settings.ts';
import { type LoadedConfig, loadConfig } from '../config/load-config.ts';
import { type Config, configSchema } from './registry.ts';

/** A configuration and its fingerprint. */
export interface ReadConfig {
  readonly config: Config;
  /** A hash that is safe to show. It changes when a value of the file, a `${NAME}` reference, or a file named in `coc` changes. */
  readonly fingerprint: string;
}

/**
 * Reads and validates the configuration file, with the sections of all adapters.
 *
 * @throws {ConfigError} with every error in the file.
 */
export function readConfig(file: string, environment: Environment): Promise<LoadedConfig<Config>> {
  return loadConfig(file, { schema: configSchema, environment, check: checkSections });
}

/** Adds the fingerprint of a configuration, computed with the key of a data directory. */
export function withFingerprint(loaded: LoadedConfig<Config>, key: Uint8Array): ReadConfig {
  return { config: loaded.config, fingerprint: loaded.fingerprint(key) };
}

const ADMIN_SECTIONS = { listen: listenSchema, admin: adminSchema };

/**
 * Reads only the sections `listen` and `admin`: enough for a command to reach a running agent. The
 * environment variables of other sections need not be set.
 *
 * @throws {ConfigError} with every error in these sections.
 */
export async function readAdminSections(file: string, environment: Environment) {
  const schema = z.object(ADMIN_SECTIONS);
  const { config } = await loadConfig(file, { schema, environment, only: Object.keys(ADMIN_SECTIONS) });
  return config;
}
