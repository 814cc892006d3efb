import type { Logger } from 'pino';
import { faultOfKey } from '../coc/integration-key.ts';
import { checkSections } from '../config/check-sections.ts';
import type { Environment } from '../config/environment.ts';
import { type LoadedConfig, loadConfig } from '../config/load-config.ts';
import { fileNotices } from '../config/notices/file-notices.ts';
import { findNotices } from '../config/notices/find-notices.ts';
import type { Notice } from '../config/notices/notice.ts';
import { messageOf } from '../errors.ts';
import { secretSourceOf } from '../settings/secret.ts';
import { systemClock } from '../time/clock.ts';
import { type Config, configSchema } from './registry.ts';

/** A configuration and its fingerprint. */
export interface ReadConfig {
  readonly config: Config;
  /** A hash that is safe to show. It changes when a value of the file, a `${NAME}` reference, or a file named in `coc` changes. */
  readonly fingerprint: string;
  /** The same for the addresses and integration keys of COC alone. */
  readonly way?: string;
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
  return { config: loaded.config, fingerprint: loaded.fingerprint(key), way: loaded.way(key) };
}

/**
 * Finds all that is wrong, or looks wrong, in a valid configuration, and in the files that it names unless these
 * are skipped. Mistakes come first.
 */
export function configNotices(
  loaded: LoadedConfig<Config>,
  { files }: { readonly files: 'read' | 'skip' },
): readonly Notice[] {
  const { config, notices, placeOf } = loaded;
  const found = [...findNotices(config), ...(files === 'read' ? noticesOfFiles(loaded) : [])];
  const placed = found.map((notice) =>
    notice.path === undefined ? notice : { ...notice, at: placeOf(notice.path) },
  );
  const all = [...notices, ...placed];
  return [...all.filter(({ kind }) => kind === 'mistake'), ...all.filter(({ kind }) => kind === 'doubt')];
}

/** Finds the files that a configuration names and the agent cannot use. */
export function noticesOfFiles({ config, files }: LoadedConfig<Config>): readonly Notice[] {
  const unusable = fileNotices(files);
  const paths = new Set(unusable.map(({ path }) => path));
  return [...unusable, ...keyNotices(config).filter(({ path }) => !paths.has(path))];
}

/** Finds integration keys in files that COC cannot take. */
function keyNotices({ coc }: Config): readonly Notice[] {
  const named = [
    ['coc', coc] as const,
    ...Object.entries(coc.integrations).map(
      ([name, one]) => [`coc.integrations[${JSON.stringify(name)}]`, one] as const,
    ),
  ];
  return named.flatMap(([place, one]): Notice[] => {
    if (one.integrationKeyFile === undefined) return [];
    const path = `${place}.integrationKeyFile`;
    const fault = keyFault(one);
    if (fault === undefined) return [];
    const message = `names ${one.integrationKeyFile}, whose key ${fault}`;
    return [
      { kind: 'mistake', path, message, remedy: 'copy the key again from Integration Management in COC' },
    ];
  });
}

function keyFault(one: Parameters<typeof secretSourceOf<'integrationKey'>>[0]): string | undefined {
  try {
    const key = secretSourceOf(one, 'integrationKey', systemClock)?.current();
    return key && faultOfKey(key);
  } catch (error) {
    return messageOf(error);
  }
}

const WORDS = {
  mistake: 'the configuration has a mistake; the agent runs, but not as it was meant',
  doubt: 'the configuration may have a mistake',
} as const;

/** Logs notices: mistakes as errors, doubts as warnings. */
export function logNotices(log: Logger, notices: readonly Notice[]): void {
  for (const { kind, at, path, message, remedy } of notices)
    log[kind === 'mistake' ? 'error' : 'warn']({ at, path, problem: message, remedy }, WORDS[kind]);
}
