import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mustRun } from '../../acceptance/harness/run-command.ts';

/** Mounts a file system in memory with these options until the test is over. Returns its path. */
export async function mountMemory(options: string): Promise<string> {
  if (process.getuid?.() !== 0)
    throw new Error('mounting needs root: run this as root on Linux, such as in a privileged container');
  const path = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-disk-'));
  await mustRun('mount', ['-t', 'tmpfs', '-o', `${options},mode=0700`, 'tmpfs', path]);
  onTestFinished(async () => {
    await mustRun('umount', ['-l', path]);
    rmdirSync(path);
  });
  return path;
}

/** Changes the options of a mounted file system, such as `ro`. */
export async function remount(path: string, options: string): Promise<void> {
  await mustRun('mount', ['-o', `remount,${options}`, path]);
}
