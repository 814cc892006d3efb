import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification, Vitest } from 'vitest/node';

const TESTS = ['test/unit', 'test/contract'];
/** What is set for a whole process. Stryker runs tests in a thread, which can not do that. */
const OF_A_PROCESS = /\bprocess\.chdir\(|\bstubEnv\('TZ'/;
/** They measure time or memory, or start processes of their own, whose code has no mutants. */
const TIMED = [
  'test/unit/admin/alarms/alarm-list-many.test.ts',
  'test/unit/orphans/change-many.test.ts',
  'test/unit/journals/file/killed-process.test.ts',
  'test/unit/sources/json-scan-cost.test.ts',
  'test/unit/webhooks/hostile-bodies.test.ts',
  'test/unit/http/listener.test.ts',
];

function needProcess(): readonly string[] {
  const files = TESTS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return files.filter((file) => file.endsWith('.test.ts') && OF_A_PROCESS.test(readFileSync(file, 'utf8')));
}

/** Tests of seconds come last: a mutant ends at its first failing test. */
const SLOW = ['/any-order', '/contract/', '/two-days', '/reconcile/', '/recovery/'];

/**
 * Puts the tests of the mutant's own folder first, and of the others the cheapest. The size of a file says roughly what
 * it costs.
 */
class OwnThenCheapest {
  readonly #context: Vitest;

  constructor(context: Vitest) {
    this.#context = context;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    const own = this.#ownFolders();
    const cost = ({ moduleId }: TestSpecification) =>
      statSync(moduleId).size +
      (SLOW.some((part) => moduleId.includes(part)) ? 1e7 : 0) +
      (own.some((folder) => moduleId.includes(folder)) ? 0 : 1e6);
    return files.toSorted((a, b) => cost(a) - cost(b));
  }

  /** Folders of the tests of the mutated file: `/test/unit/outbox/decide/` for `src/outbox/decide/accept.ts`. */
  #ownFolders(): string[] {
    const [mutated, ...others] = this.#context.config.related ?? [];
    if (mutated === undefined || others.length > 0) return [];
    return [`${dirname(mutated).replace(/^.*\/src\//, '/test/unit/')}/`];
  }

  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

/** The tests that mutants are run against: without the pages, the models and whatever starts a process of its own. */
export default defineConfig({
  test: {
    include: TESTS.map((folder) => `${folder}/**/*.test.ts`),
    exclude: [...needProcess(), ...TIMED],
    restoreMocks: true,
    // Stryker has its own limit for each mutant.
    testTimeout: 300_000,
    // A busy machine must neither stop a run nor kill a mutant.
    retry: 2,
    isolate: false,
    setupFiles: ['test/support/fixed-seed.ts', 'test/mutation/thread-setup.ts'],
    sequence: { sequencer: OwnThenCheapest },
  },
});
