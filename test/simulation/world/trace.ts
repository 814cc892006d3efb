import { createHash } from 'node:crypto';

/** The part of a temporary name that differs from process to process, and from write to write. */
const OF_THIS_WRITE = /\.\d+-\d+\.tmp/g;

/** What happened in a life, line by line, for people and for the comparison of two lives. */
export class Trace {
  readonly #lines: string[] = [];
  readonly #startedAt: number;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  note(text: string): void {
    const seconds = (this.#now() - this.#startedAt) / 1_000;
    this.#lines.push(`${seconds.toFixed(3).padStart(9)} ${text.replace(OF_THIS_WRITE, '.tmp')}`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Digest of all lines, and of these bytes. */
  digest(...further: readonly Uint8Array[]): string {
    const hash = createHash('sha256').update(this.#lines.join('\n'));
    for (const bytes of further) hash.update(bytes);
    return hash.digest('hex');
  }
}
