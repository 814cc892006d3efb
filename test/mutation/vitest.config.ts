import { statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';

/** They set the time zone of their process (Stryker runs tests in a thread), or measure time, which a busy machine makes long. */
const LEFT_OUT = [
  'test/unit/routing/template-time-zone.test.ts',
  'test/unit/journals/file/killed-process.test.ts',
  'test/unit/webhooks/hostile-bodies.test.ts',
  'test/unit/http/listener.test.ts',
];
/** Tests of seconds come last: a mutant ends at its first failing test. */
const SLOW = ['/any-order', '/contract/', '/two-days', '/reconcile/', '/recovery/'];

/** Puts the cheapest files first. The size of a file says roughly what it costs. */
class CheapestFirst {
  sort(files: TestSpecification[]): TestSpecification[] {
    const cost = ({ moduleId }: TestSpecification) =>
      statSync(moduleId).size + (SLOW.some((part) => moduleId.includes(part)) ? 1e6 : 0);
    return files.toSorted((a, b) => cost(a) - cost(b));
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

/** The tests that mutants are run against: without the pages, the models and whatever starts a process of its own. */
export default defineConfig({
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    exclude: LEFT_OUT,
    restoreMocks: true,
    // Stryker has its own limit for each mutant.
    testTimeout: 300_000,
    // A busy machine must neither stop a run nor kill a mutant.
    retry: 2,
    isolate: false,
    setupFiles: ['test/support/fixed-seed.ts'],
    sequence: { sequencer: CheapestFirst },
  },
});
