import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Client, type Dispatcher, errors, Pool, ProxyAgent } from 'undici';
import { Egress } from '../egress/egress.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import type { Deadline } from './deadline.ts';
import { exchange, type HttpAnswer, type HttpFailure, type HttpRequest } from './exchange.ts';
import { type ConnectSettings, dialer, Line } from './line.ts';
import { Slots } from './slots.ts';

/** Sends requests to one origin. */
export interface Transport {
  send(request: Omit<HttpRequest, 'origin' | 'reset'>, deadline: Deadline): Promise<HttpAnswer | HttpFailure>;
  /** Closes all connections. Calls in flight and later ones fail. */
  close(): Promise<void>;
}

type Settings = Pick<
  CocConfig,
  'proxy' | 'proxyAuth' | 'caFile' | 'timeout' | 'maxResponse' | 'connections'
> & {
  /** Decides where it may connect to. Default: where every agent may. */
  readonly egress?: Egress;
};

/**
 * Opens a transport to `origin`, which keeps its connections. It uses TLS 1.2 or later, and always verifies
 * certificates, whatever the environment variables say. The authorities in `caFile` are trusted in addition
 * to the built-in ones.
 *
 * @throws {ConfigError} when `caFile` or the password of the proxy cannot be read.
 */
export function openTransport(origin: string, settings: Settings, clock: Ticking): Transport {
  const { connections, proxy, maxResponse: maxBytes } = settings;
  const tls = tlsOf(settings);
  const refused = refusalOf(origin, settings);
  const common = { ...COMMON, connections };
  const dispatcher =
    proxy === undefined
      ? new Pool(origin, { ...common, connect: tls })
      : new ProxyAgent({ ...common, ...proxyOptions(proxy, tls, proxyToken(settings, clock)) });
  return {
    send: async (request, deadline) =>
      refused ?? exchange(dispatcher, { ...request, origin }, { deadline, maxBytes }),
    close: () => dispatcher.destroy(),
  };
}

/**
 * Opens a transport for requests that must not be made twice. Each has a connection of its own, because the
 * server may close a kept one just when it is used. A connection without a complete answer is reset, so that
 * the kernel can't send the request again. Through a proxy, the connection to the proxy is reset.
 *
 * @throws {ConfigError} as {@link openTransport}
 */
export function openFreshTransport(origin: string, settings: Settings, clock: Ticking): Transport {
  const { connections, proxy, maxResponse: maxBytes } = settings;
  const tls = tlsOf(settings);
  const refused = refusalOf(origin, settings);
  const token = proxyToken(settings, clock);
  const dial = dialer(tls);
  const slots = new Slots(connections);
  const open = new Set<Dispatcher>();
  let isClosed = false;
  const connectTo = (line: Line): Dispatcher => {
    const connect = dial(line);
    if (proxy === undefined) return new Client(origin, { ...COMMON, connect });
    const clientFactory = (url: URL) => new Client(url, { ...COMMON, connect });
    return new ProxyAgent({ ...COMMON, ...proxyOptions(proxy, tls, token), clientFactory });
  };
  return {
    async send(request, deadline) {
      if (refused) return refused;
      if (!(await slots.take(deadline.signal)))
        return { kind: 'failure', cause: deadline.cause() ?? 'interrupted', sent: false, answered: false };
      if (isClosed) {
        slots.release();
        const error = new errors.ClientDestroyedError();
        return { kind: 'failure', cause: 'error', sent: false, answered: false, error };
      }
      const line = new Line();
      const dispatcher = connectTo(line);
      open.add(dispatcher);
      const onComplete = () => line.complete();
      try {
        const whole = { ...request, origin, reset: true };
        return await exchange(dispatcher, whole, { deadline, maxBytes, onComplete });
      } finally {
        open.delete(dispatcher);
        slots.release();
        // Not awaited: neither the answer nor the deadline waits for the connection to close.
        void dispatcher.destroy();
      }
    },
    async close() {
      isClosed = true;
      for (const dispatcher of open) void dispatcher.destroy();
    },
  };
}

/** The deadline of each call limits it. The pool's own timers would restart at every byte. */
const COMMON = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 } as const;

/** The failure of every request to an address that the agent never calls; undefined for others. */
function refusalOf(origin: string, { egress = new Egress(), proxy }: Settings): HttpFailure | undefined {
  const error =
    egress.refusalOf(origin, proxy === undefined ? 'agent' : 'proxy') ?? (proxy && egress.refusalOf(proxy));
  return error ? { kind: 'failure', cause: 'error', sent: false, answered: false, error } : undefined;
}

function tlsOf({ timeout, caFile, egress = new Egress() }: Settings): ConnectSettings {
  return {
    timeout,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    lookup: egress.lookup,
    ...(caFile === undefined ? {} : { ca: [...rootCertificates, authorities(caFile)] }),
  };
}

function proxyOptions(uri: string, tls: ConnectSettings, token: string | undefined) {
  return { uri, requestTls: tls, proxyTls: tls, ...(token === undefined ? {} : { token }) };
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
  );
}

function proxyToken({ proxyAuth }: Settings, clock: Ticking): string | undefined {
  const password = proxyAuth && secretSourceOf(proxyAuth, 'password', clock);
  if (!password) return undefined;
  return `Basic ${Buffer.from(`${proxyAuth.user}:${password.current().reveal()}`).toString('base64')}`;
}
