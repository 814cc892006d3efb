import { statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';

/** Tests of seconds come last: a mutant ends at its first failing test. */
const SLOW = [
  '/any-order',
  '/contract/',
  '/two-days',
  '/killed-process',
  '/hostile-bodies',
  '/reconcile/',
  '/recovery/',
];

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
    // It sets the time zone of its process, and Stryker runs tests in a thread.
    exclude: ['test/unit/routing/template-time-zone.test.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
    isolate: false,
    setupFiles: ['test/support/fixed-seed.ts'],
    sequence: { sequencer: CheapestFirst },
  },
});
