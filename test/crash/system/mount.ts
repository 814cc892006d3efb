import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { mustRun, runCommand } from '../../acceptance/harness/run-command.ts';

/** Mounts a file system in memory with these options, until the test is over. */
export async function mountMemory(path: string, options: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  if (process.getuid?.() !== 0)
    throw new Error('mounting needs root: run this as root on Linux, such as in a privileged container');
  await mustRun('mount', ['-t', 'tmpfs', '-o', `${options},mode=0700`, 'tmpfs', path]);
  // Lazily: whoever still has it open, when a test failed, must not keep the name.
  onTestFinished(async () => void (await runCommand('umount', ['-l', path])));
}

/** Mounts it again with other options, such as `ro`. */
export async function remount(path: string, options: string): Promise<void> {
  await mustRun('mount', ['-o', `remount,${options}`, path]);
}
