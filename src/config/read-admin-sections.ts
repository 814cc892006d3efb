import { z } from 'zod';
import { adminSchema } from './admin-settings.ts';
import type { Environment } from './environment.ts';
import { listenSchema } from './listen-settings.ts';
import { loadConfig } from './load-config.ts';

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
