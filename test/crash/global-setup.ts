import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureDebianPackages } from '../acceptance/harness/debian-packages.ts';

/** Builds the program once for all test files, in a directory that no other build uses. */
export function setup(): () => void {
  if (process.env.COC_ALARM_AGENT_MAIN === 'none') return () => undefined;
  ensureDebianPackages([
    { name: 'strace', commands: ['strace'] },
    { name: 'mount', commands: ['mount', 'umount'] },
  ]);
  if (process.env.COC_ALARM_AGENT_MAIN !== undefined) return () => undefined;
  const directory = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-built-'));
  const outDir = join(directory, 'dist');
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--outDir', outDir]);
  copyFileSync('package.json', join(directory, 'package.json'));
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  process.env.COC_ALARM_AGENT_MAIN = join(outDir, 'main.js');
  return () => rmSync(directory, { recursive: true, force: true });
}
