import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './body-budget.ts';

/** The result of reading a body. */
export type BodyRead =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  /** The budget has no memory left for it now. */
  | { readonly kind: 'no-room' }
  /** The sender left, or sent what is not HTTP. */
  | { readonly kind: 'aborted' };

const FIRST_BYTES = 16_384;

/** Limits for reading a body. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Memory is taken from here. The caller must give back the bytes of a body that was read. */
  readonly budget: BodyBudget;
}

/**
 * Reads the raw bytes of a request body, whatever its Content-Type is. Stops at the first byte over the limit. Never
 * throws. When no body was read, the budget has got everything back.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<BodyRead> {
  if (Number(request.headers['content-length']) > limits.maxBytes)
    return Promise.resolve({ kind: 'too-large' });
  const gathered = new GatheredBody(limits);
  return new Promise((resolve) => {
    const end = (result: BodyRead) => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      request.pause();
      // A reset after this must still find a listener, or it would end the process.
      request.on('error', () => request.destroy());
      if (result.kind !== 'body') gathered.forget();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      const refused = gathered.add(chunk);
      if (refused) end({ kind: refused });
    };
    const onEnd = () => end({ kind: 'body', body: gathered.bytes() });
    const onGone = () => end({ kind: 'aborted' });
    request.on('data', onData).once('end', onEnd).once('close', onGone).once('error', onGone);
    if (request.destroyed) onGone();
  });
}

/** One growing buffer instead of a list of chunks: a body of one-byte chunks would take a hundred times its size. */
class GatheredBody {
  readonly #limits: BodyLimits;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  add(chunk: Buffer): 'too-large' | 'no-room' | undefined {
    const length = this.#length + chunk.byteLength;
    if (length > this.#limits.maxBytes) return 'too-large';
    if (length > this.#buffer.byteLength && !this.#grow(length)) return 'no-room';
    chunk.copy(this.#buffer, this.#length);
    this.#length = length;
    return undefined;
  }

  bytes(): Buffer {
    const { budget } = this.#limits;
    budget.give(this.#buffer.byteLength - this.#length);
    return this.#buffer.subarray(0, this.#length);
  }

  forget(): void {
    this.#limits.budget.give(this.#buffer.byteLength);
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }

  #grow(least: number): boolean {
    const { budget, maxBytes } = this.#limits;
    const capacity = Math.min(maxBytes, Math.max(least, FIRST_BYTES, this.#buffer.byteLength * 2));
    if (!budget.take(capacity - this.#buffer.byteLength)) return false;
    const grown = Buffer.allocUnsafe(capacity);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    return true;
  }
}
