import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** The tasks of a process: functions by name, with one argument and a promise as the result. */
export type Tasks = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** Carries out the tasks that the parent process sends, several at a time if needed, until it disconnects. */
export function serveTasks(tasks: Tasks): void {
  process.on('message', async ({ id, task, argument }: { id: number; task: string; argument: never }) => {
    try {
      process.send?.({ id, result: await tasks[task]?.(argument) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}

/** A process of the bench that carries out tasks of type `T`. */
export class Child<T extends Tasks> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /** Starts one of the files in `processes/`. It is stopped at the end of the row. */
  constructor(lab: Lab, name: string, execArgv: readonly string[] = []) {
    const file = fileURLToPath(new URL(`../processes/${name}.js`, import.meta.url));
    this.#process = fork(file, [], { execArgv: [...execArgv] });
    this.#process.on('message', (reply: Reply) => this.#settle(reply));
    this.#process.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} ended with ${code}`));
    });
    lab.later(() => this.stop());
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Runs a task in the process. @throws when the task failed, or the process ended. */
  ask<K extends keyof T & string>(task: K, argument: Parameters<T[K]>[0]): ReturnType<T[K]> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, task, argument });
    }) as ReturnType<T[K]>;
  }

  /** Stops the process. Idempotent. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  #settle({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(error));
  }
}
