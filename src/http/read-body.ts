import type { IncomingMessage } from 'node:http';
import type { BodyLease } from './body-room.ts';

/** The result of reading a body. */
export type BodyRead =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  /** There is no memory left for it now. */
  | { readonly kind: 'no-room' }
  /** The sender left, or sent what is not HTTP. */
  | { readonly kind: 'aborted' };

const FIRST_BYTES = 4_096;

/** Limits for reading a body. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Memory is taken from here. The caller releases it, whatever the result is. */
  readonly lease: BodyLease;
}

/**
 * Reads the raw bytes of a request body, whatever its Content-Type is. Stops at the first byte over the limit. While it
 * waits for memory, nothing is read. Never throws.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<BodyRead> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.maxBytes) return { kind: 'too-large' };
  // A reset while nobody reads must still find a listener, or it would end the process.
  request.on('error', () => request.destroy());
  if (!(await limits.lease.announce(announced))) return { kind: 'no-room' };
  return gather(request, new GatheredBody(limits, announced));
}

function gather(request: IncomingMessage, gathered: GatheredBody): Promise<BodyRead> {
  return new Promise((resolve) => {
    const end = (result: BodyRead) => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      request.pause();
      if (result.kind !== 'body') gathered.forget();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      const added = gathered.add(chunk);
      if (added === 'added') return;
      if (!(added instanceof Promise)) return end({ kind: added });
      request.pause();
      void added.then((later) => (later === 'added' ? request.resume() : end({ kind: later })));
    };
    const onEnd = () => end({ kind: 'body', body: gathered.bytes() });
    const onGone = () => end({ kind: 'aborted' });
    request.on('data', onData).once('end', onEnd).once('close', onGone).once('error', onGone);
    if (request.destroyed) onGone();
  });
}

type Added = 'added' | 'too-large' | 'no-room';

/** One growing buffer instead of a list of chunks: a body of one-byte chunks would take a hundred times its size. */
class GatheredBody {
  readonly #limits: BodyLimits;
  readonly #announced: number;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(limits: BodyLimits, announced: number) {
    this.#limits = limits;
    this.#announced = announced;
  }

  add(chunk: Buffer): Added | Promise<Added> {
    const length = this.#length + chunk.byteLength;
    const { maxBytes, lease } = this.#limits;
    if (length > maxBytes) return 'too-large';
    if (length <= this.#buffer.byteLength) return this.#append(chunk);
    const room = lease.grow(this.#capacityFor(length), this.#mostBytes());
    return typeof room === 'number'
      ? this.#growAndAppend(room, chunk)
      : room.then((later) => this.#growAndAppend(later, chunk));
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  forget(): void {
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }

  #append(chunk: Buffer): Added {
    chunk.copy(this.#buffer, this.#length);
    this.#length += chunk.byteLength;
    return 'added';
  }

  #growAndAppend(capacity: number, chunk: Buffer): Added {
    if (capacity === 0) return 'no-room';
    const grown = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
    return this.#append(chunk);
  }

  #mostBytes(): number {
    return this.#announced > 0 ? this.#announced : this.#limits.maxBytes;
  }

  #capacityFor(length: number): number {
    return Math.min(this.#mostBytes(), Math.max(length, FIRST_BYTES, this.#buffer.byteLength * 2));
  }
}
