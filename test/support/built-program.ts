import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** The program as it is released, compiled for a test. */
export interface BuiltProgram {
  /** Path of its main script. */
  readonly script: string;
  /** Removes it. */
  remove(): void;
}

/** Compiles the program with its own settings into a directory of its own. */
export function buildProgram(): BuiltProgram {
  const directory = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-built-'));
  const outDir = join(directory, 'dist');
  // The types are checked elsewhere; that takes most of the time.
  const options = ['-p', 'tsconfig.build.json', '--outDir', outDir, '--noCheck'];
  execFileSync(resolve('node_modules/.bin/tsc'), options);
  copyFileSync('package.json', join(directory, 'package.json'));
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  return {
    script: join(outDir, 'main.js'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** End of a process, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

/** Further arguments and variables of a serving agent, and the signal that ends it; SIGTERM by default. */
interface ServeHow extends RunOptions {
  readonly args?: readonly string[];
  readonly signal?: 'SIGTERM' | 'SIGKILL';
}

/** Runs a program until its end. */
export function runProcess(
  program: string,
  args: readonly string[],
  { environment = {} }: RunOptions = {},
): Promise<Ended> {
  const env = { ...process.env, COLUMNS: '', NO_COLOR: '', FORCE_COLOR: '', ...environment };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
  });
}

/** Builds the program once for the tests of a file. They run it in processes of its own. */
export function builtProgram() {
  let program: BuiltProgram | undefined;
  beforeAll(() => {
    program = buildProgram();
  }, 120_000);
  afterAll(() => program?.remove());
  const script = () => program?.script ?? '';
  return {
    /** Runs the agent until its log has these words, or it ends by itself. Then it gets the signal. */
    async serveUntil(words: string, configFile: string, how: ServeHow = {}): Promise<Ended> {
      const { args = [], environment = {}, signal = 'SIGTERM' } = how;
      const env = { ...process.env, ...environment };
      const child = spawn(process.execPath, [script(), 'serve', '--config', configFile, ...args], { env });
      onTestFinished(() => void child.kill('SIGKILL'));
      const exited = once(child, 'exit') as Promise<[number]>;
      const err = text(child.stderr);
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        const isNew = !out.includes(words);
        out += part;
        if (isNew && out.includes(words)) child.kill(signal);
      });
      const [code] = await exited;
      return { code, out, err: await err };
    },
  };
}
