import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  controlGroupLimit,
  heapFits,
  heapMebibytesFor,
  memoryLimit,
} from '../../../src/http/memory-limit.ts';

const MiB = 2 ** 20;

const V2_MOUNT = '30 25 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw';
const V1_MOUNTS = [
  '31 25 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct',
  '32 25 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
].join('\n');

/** The limit with these files, and no others. */
function limitWith(files: Readonly<Record<string, string>>): number {
  return controlGroupLimit((path) => files[path]);
}

describe('the memory limit of the control groups', () => {
  it.each([
    [
      'of version 2: its own',
      {
        '/proc/self/cgroup': '0::/kubepods/pod1/agent\n',
        '/proc/self/mountinfo': V2_MOUNT,
        '/sys/fs/cgroup/kubepods/memory.max': 'max\n',
        '/sys/fs/cgroup/kubepods/pod1/memory.max': `${800 * MiB}\n`,
        '/sys/fs/cgroup/kubepods/pod1/agent/memory.max': `${512 * MiB}\n`,
      },
      512 * MiB,
    ],
    [
      'of version 2: one above it',
      {
        '/proc/self/cgroup': '0::/kubepods/pod1/agent\n',
        '/proc/self/mountinfo': V2_MOUNT,
        '/sys/fs/cgroup/kubepods/memory.max': `${256 * MiB}\n`,
        '/sys/fs/cgroup/kubepods/pod1/agent/memory.max': `${512 * MiB}\n`,
      },
      256 * MiB,
    ],
    [
      'of version 2: where it is slowed down',
      {
        '/proc/self/cgroup': '0::/a\n',
        '/proc/self/mountinfo': V2_MOUNT,
        '/sys/fs/cgroup/a/memory.max': 'max\n',
        '/sys/fs/cgroup/a/memory.high': `${300 * MiB}\n`,
      },
      300 * MiB,
    ],
    [
      'of version 2: in a container, which sees its own group as the root',
      {
        '/proc/self/cgroup': '0::/\n',
        '/proc/self/mountinfo': V2_MOUNT,
        '/sys/fs/cgroup/memory.max': `${512 * MiB}\n`,
      },
      512 * MiB,
    ],
    [
      'of version 1',
      {
        '/proc/self/cgroup': '4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n0::/\n',
        '/proc/self/mountinfo': V1_MOUNTS,
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
        '/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': `${512 * MiB}\n`,
      },
      512 * MiB,
    ],
    [
      'of version 1: in a container that is named as on the host',
      {
        '/proc/self/cgroup': '4:memory:/docker/abc\n',
        '/proc/self/mountinfo': '32 25 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${512 * MiB}\n`,
      },
      512 * MiB,
    ],
    [
      'that is mounted elsewhere than its group',
      {
        '/proc/self/cgroup': '4:memory:/other\n',
        '/proc/self/mountinfo': '32 25 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${700 * MiB}\n`,
      },
      700 * MiB,
    ],
    ['without any', { '/proc/self/cgroup': '0::/\n', '/proc/self/mountinfo': V2_MOUNT }, Infinity],
    ['where there are no control groups', {}, Infinity],
  ])('is found %s', (_, files, bytes) => {
    expect(limitWith(files)).toBe(bytes);
  });

  it('is never more than the machine has', () => {
    const { processBytes, heapBytes } = memoryLimit(() => undefined);
    expect(processBytes).toBe(totalmem());
    expect(heapBytes).toBeGreaterThan(MiB);
  });
});

describe('the heap', () => {
  it.each([
    [512, 358, true],
    [512, 409, true],
    [512, 410, false],
    [512, 4_096, false],
  ])('in %i MiB of memory, at %i MiB, fits: %s', (memory, heap, fits) => {
    expect(heapFits({ processBytes: memory * MiB, heapBytes: heap * MiB })).toBe(fits);
  });

  it('is to be 70 % of the memory', () => {
    expect(heapMebibytesFor({ processBytes: 512 * MiB, heapBytes: 0 })).toBe(358);
  });
});
