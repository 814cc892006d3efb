import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import type { Logger } from 'pino';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import { ConnectionGuard } from './connection-guard.ts';
import { framingFault } from './framing.ts';
import { ListenError } from './listen-error.ts';
import { respond } from './respond.ts';
import { readTls, type TlsFiles, tlsVersion } from './tls-files.ts';

/** Options of a {@link Listener}. */
export interface ListenerOptions {
  /** The name of the listener under `listen` in the configuration. */
  readonly name: 'webhooks' | 'admin';
  /** Port 0 means any free port. */
  readonly address: { readonly host: string; readonly port: number };
  /** Plain HTTP without it. */
  readonly tls?: TlsFiles | undefined;
  readonly app: RequestListener;
  readonly log: Logger;
  readonly clock: Pick<TimerClock, 'after'>;
  /** Limit above which the longest waiting connections are closed; 2,048 by default. */
  readonly maxConnections?: number;
  /** Interval at which the TLS files are checked for changes, ms; 5,000 by default. */
  readonly tlsCheckMs?: number;
  /** Time for the TLS handshake of a connection, ms; 10,000 by default. */
  readonly handshakeMs?: number;
}

/** Time limits for clients. Node checks them every `connectionsCheckingInterval`, by default only every 30 s. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  insecureHTTPParser: false,
};
const HANDSHAKE_MS = 10_000;
const MAX_CONNECTIONS = 2_048;
const TLS_CHECK_MS = 5_000;
const LOCAL_FOR_ANY: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
]);

/** One HTTP or HTTPS listener. States: new -> listening -> stopped. Stopping is safe in each of them. */
export class Listener {
  readonly #options: ListenerOptions;
  #server: Server | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #tlsCheck: PeriodicLoop | undefined;
  #tlsVersion: string | undefined;
  readonly #guard: ConnectionGuard;
  readonly #distrusted = new WeakSet<Socket>();

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#guard = new ConnectionGuard(options.maxConnections ?? MAX_CONNECTIONS);
  }

  /** The URL of the listener as seen from this machine, with the port that it really has. */
  get url(): string {
    const { address, tls } = this.#options;
    const bound = this.#server?.address() as AddressInfo | string | null | undefined;
    const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
    const host =
      LOCAL_FOR_ANY.get(address.host) ?? (isIPv6(address.host) ? `[${address.host}]` : address.host);
    return `${tls ? 'https' : 'http'}://${host}:${port}`;
  }

  /**
   * Starts listening. Idempotent.
   *
   * @throws {ListenError} when the address is taken or not allowed.
   * @throws {ConfigError} when the TLS files cannot be used.
   */
  start(): Promise<void> {
    this.#starting ??= this.#stopping ? Promise.resolve() : this.#listen();
    return this.#starting;
  }

  /**
   * Accepts no new connections, closes the idle ones, gives running requests `graceMs` to finish, and closes the rest.
   * Idempotent, and safe before `start`.
   */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#close(graceMs);
    return this.#stopping;
  }

  async #listen(): Promise<void> {
    const { address, name } = this.#options;
    const { host, port } = address;
    const server = this.#createServer();
    // Of a TLS listener this is the bare connection, before its handshake.
    server.on('connection', (socket) => this.#guard.admit(socket));
    server.on('secureConnection', (socket) => this.#guard.isSecured(socket));
    server.listen({ host, port });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new ListenError(`${host}:${port}`, error as NodeJS.ErrnoException, `listen.${name}`);
    }
    server.on('error', (err) =>
      this.#options.log.error({ err, listener: name }, 'a listener met an error; it goes on listening'),
    );
    this.#server = server;
    if (server instanceof TlsServer) this.#watchTls(server);
  }

  #createServer(): Server {
    const { tls, name, handshakeMs = HANDSHAKE_MS } = this.#options;
    const serve = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);
    if (!tls) return createServer(LIMITS, serve);
    const { version, options } = readTls(tls, `listen.tls.${name}`);
    this.#tlsVersion = version;
    const clients = tls.clientCaFile === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
    return createTlsServer({ ...LIMITS, ...options, ...clients, handshakeTimeout: handshakeMs }, serve);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.#guard.waits(socket);
    request.once('end', () => this.#guard.owesAnswer(socket));
    response.once('close', () => this.#guard.waits(socket));
    // A connection that is busy when `stop` is called is closed as soon as it is idle.
    response.once('close', () => {
      if (this.#stopping) setImmediate(() => this.#server?.closeIdleConnections());
    });
    if (this.#stopping) response.setHeader('Connection', 'close');
    // What follows a request that is not understood was perhaps meant as its body.
    if (this.#distrusted.has(socket)) return;
    const fault = framingFault(request);
    if (fault) {
      this.#distrusted.add(socket);
      response.setHeader('Connection', 'close');
      respond(response, fault.status, { error: fault.message });
      return;
    }
    this.#options.app(request, response);
  }

  async #close(graceMs: number): Promise<void> {
    // The caller of `start` got the error already.
    await this.#starting?.catch(() => undefined);
    await this.#tlsCheck?.stop();
    const server = this.#server;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const cancel = this.#options.clock.after(graceMs, () => server.closeAllConnections());
    await closed;
    cancel();
    this.#server = undefined;
  }

  #watchTls(server: TlsServer): void {
    const { tls, name, log, clock, tlsCheckMs: everyMs = TLS_CHECK_MS } = this.#options;
    if (!tls) return;
    const round = async () => this.#renewTls(server, tls);
    const onError = (err: unknown) =>
      log.error(
        { err, listener: name },
        `could not check the TLS files; checking again in ${everyMs / 1_000} s`,
      );
    this.#tlsCheck = new PeriodicLoop({ clock, everyMs, round, onError });
    this.#tlsCheck.start();
  }

  /** Certificate and key are replaced one after the other: files that do not match are read again at their next change. */
  #renewTls(server: TlsServer, files: TlsFiles): void {
    const { log, name } = this.#options;
    try {
      const version = tlsVersion(files);
      if (version === this.#tlsVersion || version === undefined) return;
      this.#tlsVersion = version;
      server.setSecureContext(readTls(files, `listen.tls.${name}`).options);
      log.info({ listener: name }, 'read the changed TLS files; new connections use them');
    } catch (err) {
      log.error(
        { err, listener: name },
        'cannot use the changed TLS files; the old certificate stays in use until the files change again',
      );
    }
  }
}
