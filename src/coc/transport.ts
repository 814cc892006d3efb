import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { Egress } from '../egress/egress.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import type { Deadline } from './deadline.ts';
import { exchange, type HttpAnswer, type HttpFailure, type HttpRequest } from './exchange.ts';

/** Sends requests to one origin. */
export interface Transport {
  send(request: Omit<HttpRequest, 'origin' | 'reset'>, deadline: Deadline): Promise<HttpAnswer | HttpFailure>;
  /** Closes all connections. Calls in flight fail. */
  close(): Promise<void>;
}

type Settings = Pick<
  CocConfig,
  'proxy' | 'proxyAuth' | 'caFile' | 'timeout' | 'maxResponse' | 'connections'
> & {
  /**
   * `never` opens a new connection for every request, for requests that must not be made twice: a kept
   * connection may be closed by the server just when it is used. By default connections are kept.
   */
  readonly keepAlive?: 'never';
  /** Decides where it may connect to. Default: where every agent may. */
  readonly egress?: Egress;
};

/**
 * Opens a transport to `origin`. It uses TLS 1.2 or later, and always verifies certificates, whatever the
 * environment variables say. The authorities in `caFile` are trusted in addition to the built-in ones.
 *
 * @throws {ConfigError} when `caFile` or the password of the proxy cannot be read.
 */
export function openTransport(origin: string, settings: Settings, clock: Ticking): Transport {
  const { egress = new Egress(), proxy } = settings;
  const dispatcher = dispatcherFor(origin, { ...settings, egress }, clock);
  const error =
    egress.refusalOf(origin, proxy === undefined ? 'agent' : 'proxy') ?? (proxy && egress.refusalOf(proxy));
  const { maxResponse: maxBytes } = settings;
  const reset = settings.keepAlive === 'never';
  return {
    send: async (request, deadline) =>
      error
        ? { kind: 'failure', cause: 'error', sent: false, answered: false, error }
        : exchange(dispatcher, { ...request, origin, reset }, { deadline, maxBytes }),
    close: () => dispatcher.destroy(),
  };
}

function dispatcherFor(
  origin: string,
  settings: Settings & { readonly egress: Egress },
  clock: Ticking,
): Dispatcher {
  const { connections, timeout, caFile, proxy, egress } = settings;
  const tls = {
    timeout,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    lookup: egress.lookup,
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, authorities(caFile)] }),
  } as const;
  // The deadline of each call limits it. The pool's own timers would restart at every byte.
  const common = { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 };
  if (proxy === undefined) return new Pool(origin, { ...common, connect: tls });
  const token = proxyToken(settings, clock);
  return new ProxyAgent({
    ...common,
    uri: proxy,
    requestTls: tls,
    proxyTls: tls,
    ...(token === undefined ? {} : { token }),
  });
}

function authorities(caFile: string): string {
  try {
    const pem = readFileSync(caFile, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (cause) {
    const remedy = 'check the path, and that the user of the agent can read the file';
    throw new ConfigError(`cannot read coc.caFile ${caFile}: ${messageOf(cause)}; ${remedy}`, [], { cause });
  }
  throw new ConfigError(
    `coc.caFile ${caFile} has no certificate in PEM form; write certificates of authorities into it`,
    [],
  );
}

function proxyToken({ proxyAuth }: Settings, clock: Ticking): string | undefined {
  const password = proxyAuth && secretSourceOf(proxyAuth, 'password', clock)?.current().reveal();
  if (!proxyAuth || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${proxyAuth.user}:${password}`).toString('base64')}`;
}
