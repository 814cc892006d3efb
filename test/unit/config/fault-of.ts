import { configSchema } from '../../../src/app/registry.ts';
import { checkSections } from '../../../src/config/check-sections.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { ConfigError } from '../../../src/errors.ts';

/** Loads a configuration with the schema and the checks of the program. */
export function loadedOf(text: string, environment: Record<string, string> = {}) {
  return parseConfig(text, 'agent.yaml', { schema: configSchema, environment, check: checkSections });
}

/** The values of a configuration. */
export function configOf(text: string, environment: Record<string, string> = {}) {
  return loadedOf(text, environment).config;
}

/** The error that a configuration is refused with. */
export function faultOf(text: string, environment: Record<string, string> = {}): ConfigError {
  try {
    configOf(text, environment);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
  throw new Error('the configuration was accepted');
}

/** A configuration without faults, to which a test adds its own lines. */
export const SOUND = `coc:
  endpoint: http://localhost:9100
  integrationKey: key
  auth: { type: none }
sources:
  prod: { type: alertmanager }
alarm:
  applicationId: app-1
`;
