import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** What a command line of the built program printed, and its exit code. */
export interface BuiltResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Builds the program once for the tests of a file. They run it in processes of its own. */
export function builtProgram() {
  let main = '';
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'built-program-'));
    const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(directory, 'dist')];
    execFileSync(resolve('node_modules/.bin/tsc'), options);
    copyFileSync('package.json', join(directory, 'package.json'));
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    main = join(directory, 'dist/main.js');
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return {
    /** Runs a command line to its end. */
    run: (...args: readonly string[]): Promise<BuiltResult> =>
      new Promise((done) => {
        execFile(process.execPath, [main, ...args], (error, out, err) => {
          done({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
        });
      }),
    /** Runs the agent until its log has these words, or it ends by itself. */
    async serveUntil(words: string, configFile: string): Promise<BuiltResult> {
      const child = spawn(process.execPath, [main, 'serve', '--config', configFile]);
      onTestFinished(() => void child.kill('SIGKILL'));
      const exited = once(child, 'exit') as Promise<[number]>;
      const err = text(child.stderr);
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        const isNew = !out.includes(words);
        out += part;
        if (isNew && out.includes(words)) child.kill('SIGTERM');
      });
      const [code] = await exited;
      return { code, out, err: await err };
    },
  };
}
