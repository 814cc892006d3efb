import type { Clock } from '../../../time/clock.ts';
import type { FileSystem } from './file-system.ts';

interface Options {
  readonly fs: FileSystem;
  readonly directory: string;
  readonly clock: Clock;
  /** Free bytes that are already spoken for: the part of the reserve that must be filled again. */
  readonly claimedBytes: () => number;
}

const MEASURE_EVERY_MS = 1_000;
/** A shortage ends only when this many times the limit is free, so that senders see no flapping. */
const HYSTERESIS = 1.1;

/**
 * Free space on the disk of a directory: the last measurement, less all that we have written since.
 * {@link shortage} never waits. It repeats an old measurement in the background.
 */
export class FreeSpace {
  readonly #options: Options;
  readonly #minFreeBytes: number;
  #measuredBytes = Number.POSITIVE_INFINITY;
  /** Bytes written since the last measurement began. */
  #writtenBytes = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #short = false;
  #measuring: Promise<void> | undefined;

  constructor(options: Options, minFreeBytes: number) {
    this.#options = options;
    this.#minFreeBytes = minFreeBytes;
  }

  /** Measures now. While a measurement is under way, its result is shared. */
  measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #measure(): Promise<void> {
    const { fs, directory, clock } = this.#options;
    this.#measuredAt = clock.monotonic();
    const before = this.#writtenBytes;
    const measured = await fs.freeBytes(directory);
    this.#measuredBytes = measured;
    // What was written meanwhile may be in the measurement or not, so it counts.
    this.#writtenBytes -= before;
    this.#short = this.#isBelow(this.#short ? HYSTERESIS : 1);
  }

  /** Measures again when the last measurement is a second old. A measurement that fails changes nothing. */
  async refresh(): Promise<void> {
    // A failed measurement is no reason to refuse. If the disk is full, a write will fail.
    if (this.#isOld()) await this.measure().catch(() => undefined);
  }

  /** Counts bytes that were just written. A long intake between two measurements is noticed by them. */
  wrote(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#isBelow(1)) this.#short = true;
  }

  /** Free bytes by the last measurement and what was written since; infinite before the first one. */
  get freeBytes(): number {
    return Math.max(0, this.#measuredBytes - this.#writtenBytes);
  }

  /** True while less than the limit is free. */
  get isShort(): boolean {
    return this.#short;
  }

  /** True while less than half of the limit is free. */
  get isVeryShort(): boolean {
    return this.#short && this.#isBelow(0.5);
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
    void this.refresh();
    if (!this.#short) return undefined;
    const claimed = this.#options.claimedBytes();
    const mustStay = `${this.#minFreeBytes} must stay free`;
    const reserve = claimed > 0 ? `, and ${claimed} are needed for the reserve` : '';
    return `the disk is nearly full: ${this.freeBytes} bytes are free, ${mustStay}${reserve}`;
  }

  #isOld(): boolean {
    return this.#options.clock.monotonic() - this.#measuredAt >= MEASURE_EVERY_MS;
  }

  #isBelow(share: number): boolean {
    return this.freeBytes - this.#options.claimedBytes() < this.#minFreeBytes * share;
  }
}
