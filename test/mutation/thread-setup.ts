import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { beforeAll, inject, vi } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** What Stryker runs the tests for: to see which lines each of them runs, or against a mutant. */
    mode: 'dry-run' | 'mutant';
    /** Name of the global variable in which it counts. */
    globalNamespace: string;
  }
}

/** No test of these takes a tenth of it, even on a busy machine: only one that waits for ever. */
const HANGS_MS = 30_000;

if (inject('mode') === 'mutant') {
  // One failure is enough: neither a smaller counterexample nor a second attempt says more about a mutant.
  fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
  vi.setConfig({ testTimeout: HANGS_MS, hookTimeout: HANGS_MS });
  watchThread();
}

/** Has this thread watched, once: a mutant that loops for ever keeps every timer of it from firing. */
function watchThread(): void {
  const { watched } = globalThis as { watched?: true };
  if (watched) return;
  Object.assign(globalThis, { watched: true });
  const beats = new SharedArrayBuffer(4);
  const beat = new Int32Array(beats);
  setInterval(() => Atomics.add(beat, 0, 1), HANGS_MS / 10).unref();
  const workerData = { beats, hangsMs: HANGS_MS };
  new Worker(new URL('watchdog.mjs', import.meta.url), { workerData }).unref();
}

interface Counted {
  readonly mutantCoverage?: { perTest: Readonly<Record<string, unknown>> };
}

if (inject('mode') === 'dry-run') {
  // Each file reports all that is counted so far. Without this, memory would grow with the square of the tests.
  beforeAll(() => {
    const { mutantCoverage } = (Reflect.get(globalThis, inject('globalNamespace')) ?? {}) as Counted;
    if (mutantCoverage) mutantCoverage.perTest = {};
  });
}

const { umask } = process;

/** A thread may not set the mask of its process. Tests that set it go on with the one that there is. */
process.umask = () => umask();
