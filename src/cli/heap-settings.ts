import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 keep the heap close to what is in use, because the agent runs for months beside other containers
 * of a pod. Call it before the work begins. Without it, 50,000 open alarms took 120 MB more at each
 * reconciliation, and a tenth more CPU time.
 *
 * - By default V8 collects the old generation only after the heap has grown several times over. Here it
 *   collects after 60 % growth.
 * - By default V8 allocates objects directly in the old generation where most earlier ones lived long. A
 *   start keeps most of what it reads, so V8 learns the wrong lesson: later, every short-lived alert would go
 *   there with all that it refers to.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags, read 2026-11; the flags are in Node 20 to 26
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
  setFlagsFromString('--no-allocation-site-pretenuring');
}
