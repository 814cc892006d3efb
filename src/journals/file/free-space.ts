import type { Clock } from '../../time/clock.ts';
import type { FileSystem } from './file-system.ts';

const LOOK_EVERY_MS = 1_000;
/** Open again only when this much more than the bound is free, so that senders don't see it flap. */
const HYSTERESIS = 1.1;

/** Watches the free space of a directory without ever making anybody wait for it. */
export class FreeSpace {
  readonly #options: { readonly fs: FileSystem; readonly directory: string; readonly clock: Clock };
  readonly #minFreeBytes: number;
  #freeBytes = Number.POSITIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #short = false;

  constructor(options: { fs: FileSystem; directory: string; clock: Clock }, minFreeBytes: number) {
    this.#options = options;
    this.#minFreeBytes = minFreeBytes;
  }

  /** Looks now. */
  async look(): Promise<void> {
    const { fs, directory, clock } = this.#options;
    this.#lookedAt = clock.monotonic();
    this.#freeBytes = await fs.freeBytes(directory);
    this.#short = this.#freeBytes < this.#minFreeBytes * (this.#short ? HYSTERESIS : 1);
  }

  /** As of the last look; infinite before the first. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Whether less than the bound is free, as of the last look. */
  get isShort(): boolean {
    return this.#short;
  }

  /** A write found no room, whatever the last look said. */
  ranOut(): void {
    this.#short = true;
  }

  /** Why nothing new should be stored, as of the last look, a second ago at most; undefined while there is room. */
  shortage(): string | undefined {
    if (this.#options.clock.monotonic() - this.#lookedAt >= LOOK_EVERY_MS) {
      // Free space that can't be asked for is no reason to refuse: a write that fails will tell.
      this.look().catch(() => undefined);
    }
    if (!this.#short) return undefined;
    return `the disk is nearly full: ${this.#freeBytes} bytes are free, ${this.#minFreeBytes} must stay free`;
  }
}
