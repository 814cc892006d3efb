import { ConfigError, messageOf } from '../../errors.ts';
import { filledSecret, type SecretSource, secretSourceOf, type Ticking } from '../../settings/secret.ts';
import { REFUSED_PAUSE_MS } from '../classify.ts';
import type { CocConfig } from '../config.ts';
import { readableSecrets } from '../readable-secrets.ts';
import { secretVersion } from '../secret-version.ts';
import { authorization, sdkDate } from '../sign.ts';
import type { Authorization, Credentials, OutgoingRequest } from './credentials.ts';

type AkskConfig = Extract<CocConfig['auth'], { type: 'aksk' }>;

interface Keys {
  readonly accessKey: SecretSource;
  readonly secretKey: SecretSource;
  readonly securityToken?: SecretSource;
}

/**
 * Credentials that sign every request with an access key. They never retry after a 401, because that would
 * lock the key.
 */
export function akskCredentials(config: AkskConfig, clock: Ticking): Credentials {
  const keys = keysOf(config, clock);
  const sources = Object.values(keys) as SecretSource[];
  return {
    signed: true,
    authorize: async (request, time) => sign(request, time, { config, keys }),
    renew: () => false,
    version: secretVersion(sources),
    identity: () => ({
      credentials: ['aksk', ...sources.map((source) => readableSecrets([source])[0]?.reveal() ?? '')],
      scope: [config.projectId ?? '', config.domainId ?? ''],
    }),
    secrets: () => readableSecrets(sources),
    close: async () => undefined,
  };
}

function keysOf(config: AkskConfig, clock: Ticking): Keys {
  const accessKey = secretSourceOf(config, 'accessKey', clock);
  const secretKey = secretSourceOf(config, 'secretKey', clock);
  const securityToken = secretSourceOf(config, 'securityToken', clock);
  if (!accessKey || !secretKey)
    throw new ConfigError(
      'coc.auth has no access key or no secret key; set accessKey and secretKey, or their File forms',
      [],
    );
  return { accessKey, secretKey, ...(securityToken ? { securityToken } : {}) };
}

interface Signing {
  readonly config: AkskConfig;
  readonly keys: Keys;
}

function sign(request: OutgoingRequest, time: number, { config, keys }: Signing): Authorization {
  try {
    const headers = {
      'x-sdk-date': sdkDate(time),
      ...(keys.securityToken ? { 'x-security-token': filledSecret(keys.securityToken).reveal() } : {}),
      ...(config.projectId === undefined ? {} : { 'x-project-id': config.projectId }),
      ...(config.domainId === undefined ? {} : { 'x-domain-id': config.domainId }),
    };
    const { method, host, path, query, body } = request;
    const pair = {
      accessKey: filledSecret(keys.accessKey).reveal(),
      secretKey: filledSecret(keys.secretKey).reveal(),
    };
    const signature = authorization({ method, path, query, body, headers: { ...headers, host } }, pair);
    return { kind: 'headers', headers: { ...headers, authorization: signature } };
  } catch (unusable) {
    const detail = messageOf(unusable);
    return {
      kind: 'refused',
      outcome: {
        kind: 'retry',
        reason: 'credentials',
        scope: 'destination',
        afterMs: REFUSED_PAUSE_MS,
        detail,
      },
    };
  }
}
