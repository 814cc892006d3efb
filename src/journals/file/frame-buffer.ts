import { frameSize, writeFrame } from './frame.ts';

/** What an append of some dozens of large bodies takes. What is kept for good should not be what one huge body once took. */
const MOST_KEPT_BYTES = 8 * 2 ** 20;

/** Frames behind one another, ready to be written at once. */
export interface Frames {
  /** Good until the next texts are framed: its memory is used again. */
  readonly bytes: Buffer;
  /** How many bytes each frame has. */
  readonly lengths: readonly number[];
}

/** Frames texts into memory that it keeps: to allocate as much for every append would cost more than the writing. */
export class FrameBuffer {
  #kept = Buffer.alloc(0);

  frame(jsons: readonly string[]): Frames {
    const sizes = jsons.map(frameSize);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const target = this.#roomFor(total);
    let offset = 0;
    sizes.forEach((size, i) => {
      offset = writeFrame(target, offset, { json: jsons[i] ?? '', size });
    });
    return { bytes: target.subarray(0, total), lengths: sizes.map(({ bytes }) => bytes) };
  }

  #roomFor(bytes: number): Buffer {
    if (bytes > MOST_KEPT_BYTES) return Buffer.allocUnsafeSlow(bytes);
    if (bytes > this.#kept.length) this.#kept = Buffer.allocUnsafeSlow(nextPowerOfTwo(bytes));
    return this.#kept;
  }
}

function nextPowerOfTwo(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
