import { type ChildProcess, spawn } from 'node:child_process';

const KEPT_CHARACTERS = 60_000;
const ENDS_WITHIN_MS = 5_000;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Groups of processes that have not been seen to end; whatever is left goes with the test run. */
const alive = new Set<number>();
process.once('exit', () => {
  for (const pid of alive) killGroup(pid);
});

/** A program in a process group of its own. States: running -> ended. What it prints is kept, the latest of it. */
export class RunningProcess {
  readonly name: string;
  /** Resolves when it has ended and all that it printed was read. */
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
  #output = '';

  constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    const env = { PATH: process.env.PATH, TZ: 'UTC' };
    this.#child = spawn(command, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid, stdout, stderr } = this.#child;
    if (pid !== undefined) alive.add(pid);
    const keep = (text: string) => {
      this.#output = `${this.#output}${text}`.slice(-KEPT_CHARACTERS);
    };
    stdout?.setEncoding('utf8').on('data', keep);
    stderr?.setEncoding('utf8').on('data', keep);
    this.exit = new Promise((resolve) => {
      this.#child.once('error', (error) => keep(`${error}\n`));
      this.#child.once('close', (code, signal) => {
        if (pid !== undefined) alive.delete(pid);
        resolve({ code, signal });
      });
    });
  }

  /** What it has printed on both outputs. */
  output(): string {
    return this.#output;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it and everything that it started, without a chance to tidy up. */
  async kill(): Promise<Exit> {
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
    return this.exit;
  }

  /** Asks it to end, and kills it when it does not. */
  async stop(): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => void this.kill(), ENDS_WITHIN_MS);
    await this.exit;
    clearTimeout(timer);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
