import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep the heap close to what is in use, as the agent runs for months beside others in a pod; to be called before
 * the work begins. Without it, 50,000 open alarms took 120 MB more at each reconciliation, and a tenth more CPU time.
 *
 * - V8 waits until the heap has grown several times before it collects the old generation; here, by 60 %.
 * - V8 allocates at once in the old generation what most often lived long: after a start, which keeps most of what it
 *   reads, that is wrong for everything that comes later, and each alert drags what it points to along.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags, read 2026-11; the flags are in Node 20 to 26
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
  setFlagsFromString('--no-allocation-site-pretenuring');
}
