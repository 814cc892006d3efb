import { createHmac } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Secret, type SecretSource, secretSourceOf } from '../settings/secret.ts';
import { systemClock } from '../time/clock.ts';
import type { SecretDigests, TellingSettings } from './change.ts';

/** Surroundings in which a configuration is told. */
export interface ToldFrom {
  /** Random text for the digests of secrets. */
  readonly salt: string;
  /** Directory from which relative paths count. */
  readonly workingDirectory: string;
}

interface WithKey {
  readonly integrationKey?: Secret | undefined;
  readonly integrationKeyFile?: string | undefined;
}

interface WithAccount {
  readonly type: string;
  readonly accessKey?: Secret | undefined;
  readonly accessKeyFile?: string | undefined;
}

/** Parts of a configuration that say where all that is open is kept. */
export interface DescribedConfig {
  readonly dataDir: string;
  readonly coc: WithKey & {
    readonly auth: WithAccount;
    readonly integrations: Readonly<Record<string, WithKey>>;
  };
  readonly sources: Readonly<
    Record<
      string,
      { readonly reconcile?: unknown; readonly staleAfter: number; readonly stale: 'resolve' | 'mark' }
    >
  >;
}

type Described = Pick<TellingSettings, 'account' | 'digests' | 'directory' | 'workingDirectory' | 'stale'>;

/** Describes where all that is open is kept, and how long a source may say nothing about it. */
export function describedSettings(
  { coc, dataDir, sources }: DescribedConfig,
  { salt, workingDirectory }: ToldFrom,
): Described {
  const asked = Object.entries(sources).filter(([, { reconcile }]) => reconcile === undefined);
  return {
    account: accountOf(coc.auth),
    digests: digestsOf(coc, salt),
    directory: directoryOf(dataDir, workingDirectory),
    workingDirectory,
    stale: Object.fromEntries(
      asked.map(([name, { staleAfter: after, stale: how }]) => [name, { after, how }]),
    ),
  };
}

/** The absolute path of a data directory, without links where it exists. */
function directoryOf(dataDir: string, workingDirectory: string): string {
  const path = resolve(workingDirectory, dataDir);
  try {
    return realpathSync(path);
  } catch {
    // It is not there yet, or on another machine.
    return path;
  }
}

/** Keys of `coc.auth` that say who calls COC, and in which account and project. */
const ACCOUNT = ['type', 'domain', 'user', 'project', 'domainId', 'projectId'] as const;

function accountOf(auth: object): Readonly<Record<string, string>> {
  const named = auth as Partial<Record<(typeof ACCOUNT)[number], string>>;
  return Object.fromEntries(
    ACCOUNT.flatMap((name) => (named[name] === undefined ? [] : [[name, named[name]]])),
  );
}

function digestsOf(coc: DescribedConfig['coc'], salt: string): SecretDigests {
  const digest = (source: SecretSource | undefined) => {
    const secret = textOf(source);
    return secret === undefined ? undefined : createHmac('sha256', salt).update(secret).digest('hex');
  };
  const keyed: Readonly<Record<string, WithKey>> = { default: coc, ...coc.integrations };
  const keys = Object.entries(keyed).flatMap(([name, one]) => {
    const key = digest(secretSourceOf(one, 'integrationKey', systemClock));
    return key === undefined ? [] : [[name, key] as const];
  });
  const accessKey = digest(secretSourceOf(coc.auth, 'accessKey', systemClock));
  return { salt, keys: Object.fromEntries(keys), ...(accessKey !== undefined && { accessKey }) };
}

/** The text of a secret; undefined where its file cannot be read, as in CI. */
function textOf(source: SecretSource | undefined): string | undefined {
  try {
    return source?.current().reveal();
  } catch {
    return undefined;
  }
}
