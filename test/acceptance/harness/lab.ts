import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import { stringify } from 'yaml';
import { RunningProcess } from './running-process.ts';

/** A directory and the processes of one test; both go with it. */
export class Lab {
  readonly directory: string;
  readonly #processes: RunningProcess[] = [];

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(): Promise<Lab> {
    return new Lab(await mkdtemp(join(tmpdir(), 'coc-alarm-agent-acceptance-')));
  }

  /** Starts a program that the lab ends. */
  run(name: string, command: string, args: readonly string[]): RunningProcess {
    const started = new RunningProcess(name, command, args);
    this.#processes.push(started);
    return started;
  }

  /** Makes a directory in the lab's. */
  async makeDirectory(name: string): Promise<string> {
    const path = join(this.directory, name);
    await mkdir(path, { recursive: true });
    return path;
  }

  /** Writes a file into the lab's directory: a text as it is, anything else as YAML. */
  async writeFile(name: string, content: unknown): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, typeof content === 'string' ? content : stringify(content));
    return path;
  }

  /** What every process has printed. */
  outputs(): string {
    return this.#processes.map((one) => `==== ${one.name}\n${one.output()}`).join('\n');
  }

  /** Ends all processes, the last first, and removes the directory. */
  async close(): Promise<void> {
    for (const one of this.#processes.toReversed()) await one.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A test with a lab of its own; when it fails, everything that its processes printed is shown. */
export const test = base.extend<{ lab: Lab }>({
  lab: async ({ onTestFailed }, use) => {
    const lab = await Lab.open();
    onTestFailed(() => {
      process.stderr.write(`${lab.outputs()}\n`);
    });
    try {
      await use(lab);
    } finally {
      await lab.close();
    }
  },
});
