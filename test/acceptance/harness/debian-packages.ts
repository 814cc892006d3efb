import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A package, and commands of it that tests call. */
export interface DebianPackage {
  readonly name: string;
  readonly commands: readonly string[];
}

/**
 * Installs the packages whose commands are not in PATH. Needs root, apt-get and a mirror only when one is missing.
 *
 * @throws with what to install by hand, when it can't.
 */
export function ensureDebianPackages(packages: readonly DebianPackage[]): void {
  const missing = packages.filter(({ commands }) => !commands.every(isInPath));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0 || !isInPath('apt-get'))
    throw new Error(remedy(missing, 'not root on Debian'));
  const install = ['install', '-y', '--no-install-recommends', ...names];
  if (aptGet(install).status === 0) return;
  aptGet(['update']);
  const { status, output } = aptGet(install);
  if (status !== 0) throw new Error(remedy(missing, output.slice(-2_000)));
}

function isInPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function aptGet(args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

function remedy(missing: readonly DebianPackage[], why: string): string {
  const commands = missing.flatMap((one) => one.commands).join(', ');
  const names = missing.map(({ name }) => name).join(' ');
  return `these tests call ${commands}; run "apt-get update && apt-get install ${names}" as root, or put them in PATH (${why})`;
}
