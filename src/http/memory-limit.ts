import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, relative } from 'node:path';
import { getHeapStatistics } from 'node:v8';

/** Memory that this process may use, in bytes. */
export interface MemoryLimit {
  /** Memory of the container, the service or the machine, whichever is smallest. */
  readonly processBytes: number;
  /** Heap of V8, as set by `--max-old-space-size` or by Node's own default. */
  readonly heapBytes: number;
}

/** Bytes that the heap may still grow by. Garbage that was not collected yet counts as used. */
export function freeHeapBytes(): number {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  return limit - used;
}

/** A heap above this part of the memory leaves too little for everything else of the process. */
const LARGEST_HEAP_PART = 0.8;
const GOOD_HEAP_PART = 0.7;

/** True when the heap cannot outgrow the memory. */
export function heapFits({ processBytes, heapBytes }: MemoryLimit): boolean {
  return heapBytes <= processBytes * LARGEST_HEAP_PART;
}

/** The heap that goes with the memory, for `--max-old-space-size`, MiB. */
export function heapMebibytesFor({ processBytes }: MemoryLimit): number {
  return Math.floor((processBytes * GOOD_HEAP_PART) / 2 ** 20);
}

/** Content of a file; undefined when it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/** Files with the limit of a control group, and the type of file system that they are in. */
const VERSIONS = [
  { type: 'cgroup2', files: ['memory.max', 'memory.high'] },
  { type: 'cgroup', files: ['memory.limit_in_bytes'] },
] as const;

/** Reads the limits of this process. They do not change while it runs. */
export function memoryLimit(read: ReadText = readText): MemoryLimit {
  return {
    processBytes: Math.min(totalmem(), controlGroupLimit(read)),
    heapBytes: getHeapStatistics().heap_size_limit,
  };
}

/**
 * The smallest memory limit of the control groups that this process is in: its own and all above it, of version 1 and 2.
 * Infinity when there is none.
 * @see https://man7.org/linux/man-pages/man7/cgroups.7.html "/proc files" and
 * https://docs.kernel.org/admin-guide/cgroup-v2.html "Memory Interface Files", read 2026-12
 */
export function controlGroupLimit(read: ReadText): number {
  const groups = read('/proc/self/cgroup')?.split('\n') ?? [];
  const mounts = read('/proc/self/mountinfo')?.split('\n') ?? [];
  let least = Number.POSITIVE_INFINITY;
  for (const { type, files } of VERSIONS) {
    const group = groups.map((line) => groupPath(line, type)).find((path) => path !== undefined);
    const mount = mounts.map((line) => memoryMount(line, type)).find((found) => found !== undefined);
    if (group === undefined || mount === undefined) continue;
    for (const directory of directoriesOf(group, mount))
      for (const file of files) least = Math.min(least, limitIn(read(join(directory, file))));
  }
  return least;
}

/** Reads one line of `/proc/self/cgroup`: `0::/path` for version 2, `4:memory:/path` for version 1. */
function groupPath(line: string, type: 'cgroup' | 'cgroup2'): string | undefined {
  const [, id, controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
  if (type === 'cgroup2') return id === '0' && controllers === '' ? path : undefined;
  return controllers?.split(',').includes('memory') ? path : undefined;
}

interface Mount {
  /** Path of the group that is mounted. */
  readonly root: string;
  readonly at: string;
}

/** Reads one line of `/proc/self/mountinfo`: `30 25 0:26 ROOT AT options … - TYPE source super-options`. */
function memoryMount(line: string, type: 'cgroup' | 'cgroup2'): Mount | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, at] = before.split(' ');
  const [found, , options = ''] = after.split(' ');
  if (found !== type || root === undefined || at === undefined) return undefined;
  return type === 'cgroup2' || options.split(',').includes('memory') ? { root, at } : undefined;
}

/**
 * Directories of the group and of all groups above it that are mounted. In a container the group may be named as on the
 * host, while only its own directory is mounted.
 */
function directoriesOf(group: string, { root, at }: Mount): readonly string[] {
  const below = relative(root, group);
  const names = below.startsWith('..') ? [] : below.split('/').filter((name) => name !== '');
  return [at, ...names.map((_, index) => join(at, ...names.slice(0, index + 1)))];
}

/** Reads a limit in bytes. Without a limit, version 2 says `max`, and version 1 a number close to 2^63. */
function limitIn(text: string | undefined): number {
  const bytes = /^\d+$/.test(text?.trim() ?? '') ? Number(text) : Number.POSITIVE_INFINITY;
  return bytes < 2 ** 60 ? bytes : Number.POSITIVE_INFINITY;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not Linux, or not mounted: then this file limits nothing.
    return undefined;
  }
}
