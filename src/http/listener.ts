import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Logger } from 'pino';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import { ConnectionGuard } from './connection-guard.ts';
import { listenError } from './listen-error.ts';
import { readTls, type TlsFiles, tlsVersion } from './tls-files.ts';

/** Where and how to listen. */
export interface ListenerOptions {
  /** Its name under `listen` in the configuration. */
  readonly name: 'webhooks' | 'admin';
  /** Port 0 takes any free one. */
  readonly address: { readonly host: string; readonly port: number };
  /** Without it, plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  readonly app: RequestListener;
  readonly log: Logger;
  readonly clock: Pick<TimerClock, 'after'>;
  /** With more connections, those are closed that have waited longest; 2,048 by default. */
  readonly maxConnections?: number;
  /** How often to look whether the TLS files have changed, ms; 5,000 by default. */
  readonly tlsCheckMs?: number;
}

/** How long clients may take. Node looks at these every `connectionsCheckingInterval`, by default only every 30 s. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  insecureHTTPParser: false,
};
const HANDSHAKE = { handshakeTimeout: 10_000 };
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
  #tlsVersion = '';
  readonly #guard: ConnectionGuard;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#guard = new ConnectionGuard(options.maxConnections ?? MAX_CONNECTIONS);
  }

  /** Where it is reached from this machine, with the port that was taken. */
  get url(): string {
    const { address, tls } = this.#options;
    const bound = this.#server?.address() as AddressInfo | string | null | undefined;
    const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
    const host =
      LOCAL_FOR_ANY.get(address.host) ?? (isIPv6(address.host) ? `[${address.host}]` : address.host);
    return `${tls ? 'https' : 'http'}://${host}:${port}`;
  }

  /**
   * Begins to listen. Idempotent.
   *
   * @throws {ConfigError} when it cannot: the address is taken or not allowed, or the TLS files can't be used.
   */
  start(): Promise<void> {
    this.#starting ??= this.#stopping ? Promise.resolve() : this.#listen();
    return this.#starting;
  }

  /**
   * Takes no new connections, closes the idle ones, gives requests under way `graceMs` to end, and closes whatever is
   * left. Idempotent, and safe before `start`.
   */
  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#close(graceMs);
    return this.#stopping;
  }

  async #listen(): Promise<void> {
    const { address, name } = this.#options;
    const { host, port } = address;
    const server = this.#createServer();
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket) =>
      this.#guard.admit(socket),
    );
    server.listen({ host, port });
    try {
      await once(server, 'listening');
    } catch (error) {
      throw listenError(`listen.${name}`, `${host}:${port}`, error as NodeJS.ErrnoException);
    }
    server.on('error', (err) => this.#options.log.error({ err, listener: name }, 'a listener failed'));
    this.#server = server;
    if (server instanceof TlsServer) this.#watchTls(server);
  }

  #createServer(): Server {
    const { tls, name } = this.#options;
    const serve = (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response);
    if (!tls) return createServer(LIMITS, serve);
    const { version, options } = readTls(tls, `listen.tls.${name}`);
    this.#tlsVersion = version;
    const clients = tls.clientCaFile === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
    const server = createTlsServer({ ...LIMITS, ...options, ...clients, ...HANDSHAKE }, serve);
    // Those that shake no hands are not seen by the guard.
    server.maxConnections = (this.#options.maxConnections ?? MAX_CONNECTIONS) * 2;
    return server;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.#guard.waits(socket);
    request.once('end', () => this.#guard.owesAnswer(socket));
    response.once('close', () => this.#guard.waits(socket));
    // A connection that was busy when the stop began is to be closed as soon as it is idle.
    response.once('close', () => {
      if (this.#stopping) setImmediate(() => this.#server?.closeIdleConnections());
    });
    if (this.#stopping) response.setHeader('Connection', 'close');
    this.#options.app(request, response);
  }

  async #close(graceMs: number): Promise<void> {
    // A start that failed has told its own caller so.
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
    const onError = (err: unknown) => log.error({ err, listener: name }, 'checking the TLS files failed');
    this.#tlsCheck = new PeriodicLoop({ clock, everyMs, round, onError });
    this.#tlsCheck.start();
  }

  /** Certificate and key are replaced one after the other: what does not fit together is looked at again when it changes. */
  #renewTls(server: TlsServer, files: TlsFiles): void {
    const { log, name } = this.#options;
    try {
      const version = tlsVersion(files);
      if (version === this.#tlsVersion || version === '') return;
      this.#tlsVersion = version;
      server.setSecureContext(readTls(files, `listen.tls.${name}`).options);
      log.info({ listener: name }, 'the TLS files were read again');
    } catch (err) {
      log.error({ err, listener: name }, 'the TLS files cannot be used; the certificate stays as it is');
    }
  }
}
