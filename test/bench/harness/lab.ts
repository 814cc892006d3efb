import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How much is measured. */
export type Size = 'quick' | 'gate' | 'full';

/** What all rows share: how much to measure, where to put files, and what to end when a row is over. */
export class Lab {
  readonly size: Size;
  /** Minutes of steady load for the write amplification. */
  readonly minutes: number;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(size: Size, minutes: number) {
    this.size = size;
    this.minutes = minutes;
  }

  /** One of three numbers, by how much is measured. */
  pick<T>(by: Readonly<Record<Size, T>>): T {
    return by[this.size];
  }

  /** Has this called when the row is over, the latest first. */
  later(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  /** A directory that is gone when the row is over. */
  async directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-bench-'));
    this.later(() => rm(path, { recursive: true, force: true }));
    return path;
  }

  /** Ends everything that was started. */
  async tidyUp(): Promise<void> {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) await undo();
  }

  /** Says what is going on, on standard error. */
  say(text: string): void {
    process.stderr.write(`${(performance.now() / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);
  }
}
