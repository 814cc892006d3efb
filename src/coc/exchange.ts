import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline.ts';

/** One HTTP request. `body` is sent exactly as it was signed. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query, as they go on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** True to close the connection after the answer. */
  readonly reset?: boolean;
}

/** Somebody answered; whether it was COC is for the classification. Header names are in lower case. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True when the answer was longer than the cap: `body` is its head. */
  readonly truncated: boolean;
}

/** Nobody answered in full. `sent` is false only when certainly not one byte of the request was written. */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly cause: 'timeout' | 'interrupted' | 'error';
  readonly sent: boolean;
  /** True when the answer had begun. */
  readonly answered: boolean;
  readonly error?: unknown;
}

export interface Limits {
  readonly deadline: Deadline;
  readonly maxBytes: number;
}

/**
 * Makes one exchange. It never throws and never follows a redirect; it ends at the deadline at the latest, whether the
 * other side does not accept, does not answer, or drips; and it reads `maxBytes` of the answer at most.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: Limits,
): Promise<HttpAnswer | HttpFailure> {
  const { deadline, maxBytes } = limits;
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(maxBytes, (result) => {
      deadline.signal.removeEventListener('abort', onAbort);
      resolve(result);
    });
    const onAbort = () => handler.giveUp(deadline.cause() ?? 'interrupted');
    if (deadline.signal.aborted) return onAbort();
    deadline.signal.addEventListener('abort', onAbort, { once: true });
    try {
      dispatcher.dispatch(request, handler);
    } catch (error) {
      handler.fail(error);
    }
  });
}

/**
 * States: queued (no connection yet) -> started (bytes may be on the wire) -> answering -> over. It reports once, and
 * a request that is given up while it is queued is never written.
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
    if (this.#over) controller.abort(new Error('the call was given up'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#maxBytes - this.#bytes;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(chunk.length, room);
    if (chunk.length > room) this.#answer({ truncated: true });
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
    this.#controller?.abort(new Error('the call was given up'));
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
      this.fail(new Error('the answer ended before it began'));
      return;
    }
    const body = Buffer.concat(this.#chunks).toString('utf8');
    this.#end({ kind: 'answer', ...this.#head, body, truncated });
    if (truncated) this.#controller?.abort(new Error('the answer is too long'));
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
