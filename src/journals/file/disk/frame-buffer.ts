import { frameSize, writeFrame } from './frame.ts';

/** Enough for an append of some dozens of large bodies. The memory for one huge body is not kept. */
const MAX_KEPT_BYTES = 8 * 2 ** 20;

/** Consecutive frames, ready for one write. */
export interface Frames {
  /** Valid until the next call of {@link FrameBuffer.frame}, which uses the same memory. */
  readonly bytes: Buffer;
  /** The size of each frame, bytes. */
  readonly lengths: readonly number[];
}

/**
 * Memory for frames that is used again. Allocating it for every append would cost more than the write itself.
 */
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
    if (bytes > MAX_KEPT_BYTES) return Buffer.allocUnsafeSlow(bytes);
    if (bytes > this.#kept.length) this.#kept = Buffer.allocUnsafeSlow(nextPowerOfTwo(bytes));
    return this.#kept;
  }
}

function nextPowerOfTwo(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
