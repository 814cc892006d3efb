import type { Clock } from '../../../time/clock.ts';
import type { FileSystem } from './file-system.ts';

const MEASURE_EVERY_MS = 1_000;
/** A shortage ends only when this many times the limit is free, so that senders see no flapping. */
const HYSTERESIS = 1.1;

/**
 * Free space on the disk of a directory. {@link shortage} never waits: it answers from the last measurement,
 * and repeats an old one in the background.
 */
export class FreeSpace {
  readonly #options: { readonly fs: FileSystem; readonly directory: string; readonly clock: Clock };
  readonly #minFreeBytes: number;
  #freeBytes = Number.POSITIVE_INFINITY;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #short = false;

  constructor(options: { fs: FileSystem; directory: string; clock: Clock }, minFreeBytes: number) {
    this.#options = options;
    this.#minFreeBytes = minFreeBytes;
  }

  /** Measures now. */
  async measure(): Promise<void> {
    const { fs, directory, clock } = this.#options;
    this.#measuredAt = clock.monotonic();
    this.#freeBytes = await fs.freeBytes(directory);
    this.#short = this.#freeBytes < this.#minFreeBytes * (this.#short ? HYSTERESIS : 1);
  }

  /** Free bytes as of the last measurement; infinite before the first one. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** True when less than the limit was free at the last measurement. */
  get isShort(): boolean {
    return this.#short;
  }

  /** Notes that a write found no room, whatever the last measurement says. */
  ranOut(): void {
    this.#short = true;
  }

  /**
   * Names the reason why nothing new should be stored; undefined while there is room. A measurement that is a
   * second old or more is repeated in the background.
   */
  shortage(): string | undefined {
    if (this.#options.clock.monotonic() - this.#measuredAt >= MEASURE_EVERY_MS) {
      // A failed measurement is no reason to refuse. If the disk is full, a write will fail.
      this.measure().catch(() => undefined);
    }
    if (!this.#short) return undefined;
    return `the disk is nearly full: ${this.#freeBytes} bytes are free, ${this.#minFreeBytes} must stay free`;
  }
}
