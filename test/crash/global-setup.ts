import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureDebianPackages } from '../acceptance/harness/debian-packages.ts';
import { buildWithBug } from '../planted/build.ts';

/** Builds the program once for all test files, in a directory that no other build uses. */
export function setup(): () => void {
  if (process.env.COC_ALARM_AGENT_MAIN === 'none') return () => undefined;
  ensureDebianPackages([
    { name: 'strace', commands: ['strace'] },
    { name: 'mount', commands: ['mount', 'umount'] },
  ]);
  if (process.env.COC_ALARM_AGENT_MAIN !== undefined) return () => undefined;
  const directory = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-built-'));
  copyFileSync('package.json', join(directory, 'package.json'));
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  process.env.COC_ALARM_AGENT_MAIN = process.env.PLANTED_BUG
    ? buildWithBug(directory, process.env.PLANTED_BUG)
    : build(join(directory, 'dist'));
  return () => rmSync(directory, { recursive: true, force: true });
}

function build(outDir: string): string {
  execFileSync(resolve('node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--outDir', outDir]);
  return join(outDir, 'main.js');
}
