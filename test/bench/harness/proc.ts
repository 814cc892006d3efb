import { readFileSync } from 'node:fs';

/** Clock ticks a second in `/proc/<pid>/stat`, a constant of Linux. */
const TICKS_PER_SECOND = 100;

/** Reads the CPU time of a process so far, user and system, in us. It is exact to 10 ms. */
export function cpuUsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in parentheses, which may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6;
}

/** Reads the resident memory of a process, now and at its highest, in MB (2^20 bytes). */
export function memoryOf(pid: number): { readonly rssMb: number; readonly highestMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { rssMb: kib('VmRSS') / 1_024, highestMb: kib('VmHWM') / 1_024 };
}
