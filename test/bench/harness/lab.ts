import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The amount of measurement. */
export type Size = 'quick' | 'gate' | 'full';

/**
 * The shared means of all rows: the amount of measurement, directories, and the clean-up at the end of a row.
 */
export class Lab {
  readonly size: Size;
  /** Minutes of steady load for the write amplification. */
  readonly minutes: number;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(size: Size, minutes: number) {
    this.size = size;
    this.minutes = minutes;
  }

  /** Chooses a number by the amount of measurement. */
  pick<T>(by: Readonly<Record<Size, T>>): T {
    return by[this.size];
  }

  /** Registers a clean-up for the end of the row. The last one runs first. */
  later(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  /** Makes a directory that is removed at the end of the row. */
  async directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-bench-'));
    this.later(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  /** Runs all clean-ups. */
  async tidyUp(): Promise<void> {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) await undo();
  }

  /** Prints progress on standard error. */
  say(text: string): void {
    process.stderr.write(`${(performance.now() / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);
  }
}
