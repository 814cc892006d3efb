import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline.ts';

/** Methods of COC's API. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One HTTP request. `body` is sent exactly as it was signed. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query, as they are sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** True to close the connection after the answer. */
  readonly reset?: boolean;
}

/** A complete answer, from COC or from a server in between. Header names are in lower case. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True when the answer exceeded the limit; then `body` is its start. */
  readonly truncated: boolean;
}

/** No complete answer. `sent` is false only when certainly no byte of the request was written. */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly cause: 'timeout' | 'interrupted' | 'error';
  readonly sent: boolean;
  /** True when the answer had started. */
  readonly answered: boolean;
  readonly error?: unknown;
}

/** Limits for one exchange. */
export interface Limits {
  readonly deadline: Deadline;
  readonly maxBytes: number;
  /** Called when there is an answer, before its connection is closed. */
  readonly onComplete?: () => void;
}

/**
 * Makes one HTTP exchange. It never throws and never follows a redirect. It ends at the deadline at the
 * latest, even if the server does not accept, does not answer, or sends very slowly. It reads at most
 * `maxBytes` of the answer.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: Limits,
): Promise<HttpAnswer | HttpFailure> {
  const { deadline, maxBytes, onComplete } = limits;
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(maxBytes, (result) => {
      deadline.signal.removeEventListener('abort', onAbort);
      if (result.kind === 'answer') onComplete?.();
      resolve(result);
    });
    const onAbort = () => handler.giveUp(deadline.cause() ?? 'interrupted');
    if (deadline.signal.aborted) return onAbort();
    deadline.signal.addEventListener('abort', onAbort);
    try {
      dispatcher.dispatch(request, handler);
    } catch (error) {
      handler.fail(error);
    }
  });
}

/**
 * Collects one answer, and reports the end of the exchange once.
 *
 * States: queued (no connection yet) -> started (bytes may have been sent) -> answering -> over. A request
 * that is cancelled while it is queued is never sent.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #report: (result: HttpAnswer | HttpFailure) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #head: Pick<HttpAnswer, 'status' | 'headers'> | undefined;
  #over = false;

  constructor(maxBytes: number, report: (result: HttpAnswer | HttpFailure) => void) {
    this.#maxBytes = maxBytes;
    this.#report = report;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) controller.abort(new Error('the call was cancelled'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#maxBytes - this.#bytes;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(chunk.length, room);
    if (chunk.length <= room) return;
    this.#answer({ truncated: true });
    controller.abort(new Error('the answer is too long'));
  }

  onResponseEnd(): void {
    this.#answer({ truncated: false });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    this.#end({ ...this.#failure('error'), error });
  }

  giveUp(cause: 'timeout' | 'interrupted'): void {
    this.#end(this.#failure(cause));
    this.#controller?.abort(new Error('the call was cancelled'));
  }

  #failure(cause: HttpFailure['cause']): HttpFailure {
    return {
      kind: 'failure',
      cause,
      sent: this.#controller !== undefined,
      answered: this.#head !== undefined,
    };
  }

  #answer({ truncated }: Pick<HttpAnswer, 'truncated'>): void {
    if (!this.#head) {
      this.fail(new Error('the connection ended without an answer'));
      return;
    }
    const body = Buffer.concat(this.#chunks).toString('utf8');
    this.#end({ kind: 'answer', ...this.#head, body, truncated });
  }

  #end(result: HttpAnswer | HttpFailure): void {
    if (this.#over) return;
    this.#over = true;
    this.#report(result);
  }
}

type RawHeaders = Record<string, string | string[] | undefined>;

function flatten(headers: RawHeaders): Record<string, string> {
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
