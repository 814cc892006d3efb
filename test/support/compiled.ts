import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { tempDirectory } from './temp-directory.ts';

const OPTIONS = [
  '--noCheck',
  '--noEmit',
  'false',
  '--target',
  'es2023',
  '--module',
  'nodenext',
  '--skipLibCheck',
];

/** Compiles a script of the tests, with all that it imports, for a process of its own. Answers the path to run. */
export function compiled(script: string): string {
  const outDir = tempDirectory();
  const options = [
    '--outDir',
    outDir,
    '--rootDir',
    '.',
    '--types',
    'node',
    '--rewriteRelativeImportExtensions',
  ];
  execFileSync(resolve('node_modules/.bin/tsc'), ['--ignoreConfig', ...OPTIONS, ...options, script]);
  writeFileSync(join(outDir, 'package.json'), '{"type":"module"}');
  symlinkSync(resolve('node_modules'), join(outDir, 'node_modules'));
  return join(outDir, script.replace(/\.ts$/, '.js'));
}

/** A process of its own, with the lines that it prints. It is gone when the test is over. */
export function startProcess(script: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return {
    kill,
    /** The next line; undefined when there is none any more. */
    line: async () => {
      const { value, done } = await lines.next();
      return done ? undefined : String(value);
    },
  };
}
