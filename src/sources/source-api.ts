import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Pool } from 'undici';
import { EGRESS_REFUSED, Egress, type EgressError } from '../egress/egress.ts';
import { ConfigError, messageOf } from '../errors.ts';
import type { SourceFault, Unreachable } from './active-alerts.ts';

const MAX_ANSWER_BYTES = 64 * 2 ** 20;
/** Bytes that are read of a useless answer, so that its connection can be used again. */
const DUMPED_BYTES = 65_536;
const CONNECTIONS = 2;
const REDIRECTED = new Set([301, 302, 303, 307, 308]);
/** Codes of Node and OpenSSL for an untrusted certificate, or a server without TLS. */
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH)/;

/** Address of a source's API, and options for its connections. */
export interface ApiPlace {
  readonly url: string;
  /** Limit for one call, ms. */
  readonly timeout: number;
  readonly tls: { readonly caFile?: string | undefined };
  /** Limit for the bytes of one answer; 64 MiB by default. */
  readonly maxBytes?: number;
  /** Decides where the agent may connect to. Default: where every agent may. */
  readonly egress?: Egress | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** One call of the API of a source. */
export interface ApiCall {
  /** Path below the address of the source. */
  readonly path: string;
  /** The headers, or what makes them for this call. An error of it counts as no access. */
  readonly headers: Headers | (() => Headers);
  /** JSON text for a POST. Without it, the call is a GET. */
  readonly body?: string;
}

/** Body of an answer while it arrives, so that a long one is never in memory as a whole. */
export type AnswerBody = AsyncIterable<Buffer>;

/** No answer, or only a part of one. */
class NoAnswer extends Error {
  readonly unreachable: Unreachable;

  constructor(fault: SourceFault, detail: string) {
    super(detail);
    this.unreachable = unreachable(fault, detail);
  }
}

/** Client for the HTTP API of one source. It always verifies TLS, and never follows a redirect. */
export class SourceApi {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #timeoutMs: number;
  readonly #maxBytes: number;
  readonly #refusal: EgressError | undefined;

  /** @throws {ConfigError} when the file of certificate authorities can't be used */
  constructor(place: ApiPlace) {
    const { url, timeout, tls, maxBytes = MAX_ANSWER_BYTES, egress = new Egress() } = place;
    const { caFile } = tls;
    const { origin, pathname } = new URL(url);
    this.#basePath = pathname.replace(/\/+$/, '');
    this.#timeoutMs = timeout;
    this.#maxBytes = maxBytes;
    this.#refusal = egress.refusalOf(url);
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout,
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        lookup: egress.lookup,
        ...(caFile !== undefined && { ca: [...rootCertificates, authorities(caFile)] }),
      },
    });
  }

  /**
   * Makes one call, and passes the body of an answer with status 200 to `read`. The call ends at its timeout
   * or when the signal aborts. An error of `read` itself is thrown.
   */
  async call<T>(
    call: ApiCall,
    read: (body: AnswerBody) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | Unreachable> {
    const ending = new AbortController();
    const end = () => ending.abort(new Error('the call was cancelled'));
    const late = () => ending.abort(new Error(`no answer within ${this.#timeoutMs} ms`));
    const timer = setTimeout(late, this.#timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      return await read(this.#exchange(call, ending.signal));
    } catch (error) {
      if (error instanceof NoAnswer) return error.unreachable;
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  /** @throws {NoAnswer} */
  async *#exchange(call: ApiCall, signal: AbortSignal): AsyncGenerator<Buffer> {
    try {
      if (this.#refusal) throw this.#refusal;
      const headers = typeof call.headers === 'function' ? call.headers() : call.headers;
      const { statusCode, body } = await this.#pool.request({
        path: `${this.#basePath}${call.path}`,
        method: call.body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json', 'user-agent': 'coc-alarm-agent', ...headers },
        ...(call.body !== undefined && { body: call.body }),
        signal,
      });
      if (statusCode !== 200) {
        await body.dump({ limit: DUMPED_BYTES, signal });
        throw new NoAnswer(
          faultOf(statusCode),
          `it answered with status ${statusCode}${remedyFor(statusCode)}`,
        );
      }
      let length = 0;
      for await (const piece of body) {
        length += piece.length;
        if (length > this.#maxBytes)
          throw new NoAnswer('source', `its answer is longer than ${this.#maxBytes} bytes`);
        yield piece;
      }
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      if (error instanceof ConfigError) throw new NoAnswer('access', error.message);
      if (signal.aborted) throw new NoAnswer('network', messageOf(signal.reason));
      throw new NoAnswer(faultOfCode(codeOf(error)), causeOf(error));
    }
  }
}

/** Makes the result for a question that failed. */
export function unreachable(fault: SourceFault, detail: string): Unreachable {
  return { kind: 'unreachable', fault, detail };
}

function faultOfCode(code: string): SourceFault {
  if (code === EGRESS_REFUSED) return 'address';
  return TLS_CODES.test(code) ? 'tls' : 'network';
}

function faultOf(status: number): SourceFault {
  if (status === 401 || status === 403) return 'access';
  return status === 404 || REDIRECTED.has(status) ? 'address' : 'source';
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return '; check reconcile.auth';
  if (status === 404) return '; check the path in reconcile.url';
  return REDIRECTED.has(status) ? '; write the target of the redirect into reconcile.url' : '';
}

/** Describes an error below HTTP, with its code: ECONNREFUSED says more than the message. */
function causeOf(error: unknown): string {
  const code = codeOf(error);
  return code === '' ? messageOf(error) : `${messageOf(error)} (${code})`;
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
}

function authorities(caFile: string): string {
  try {
    const pem = readFileSync(caFile, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch (cause) {
    const text = `cannot read reconcile.tls.caFile ${caFile}: ${messageOf(cause)}`;
    const remedy = 'check the path, and that the user of the agent can read the file';
    throw new ConfigError(`${text}; ${remedy}`, [], { cause });
  }
  throw new ConfigError(
    `reconcile.tls.caFile ${caFile} has no certificate in PEM form; write certificates of authorities into it`,
    [],
  );
}
