import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

let made = 0;

/**
 * Makes a control group with a memory limit until the test is over, of version 1 or 2, whichever the machine has.
 * Returns the command that starts a process in it.
 */
export function memoryGroup(mebibytes: number, environment: string): readonly string[] {
  made += 1;
  const name = `coc-alarm-agent-${process.pid}-${made}`;
  const version1 = '/sys/fs/cgroup/memory';
  const [root, file] = existsSync(join(version1, 'memory.limit_in_bytes'))
    ? [version1, 'memory.limit_in_bytes']
    : ['/sys/fs/cgroup', 'memory.max'];
  const directory = join(root, name);
  try {
    mkdirSync(directory);
    writeFileSync(join(directory, file), `${mebibytes * 2 ** 20}`);
  } catch (cause) {
    throw new Error(
      'a memory limit needs root and a writable control group, such as in a privileged container',
      { cause },
    );
  }
  onTestFinished(() => rmdirSync(directory));
  const script = `echo $$ > ${directory}/cgroup.procs; export ${environment}; exec "$@"`;
  return ['bash', '-c', script, 'limited'];
}
