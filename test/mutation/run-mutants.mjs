import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

/** The rooms that hold the promises. */
export const CORE = ['src/outbox', 'src/journals', 'src/delivery', 'src/coc', 'src/incidents'];

/** Pattern of all source files of a folder; one file, with or without lines (`src/a.ts:3-9`), is a pattern itself. */
export function wholeFolder(folder) {
  return /\.ts(?::|$)/.test(folder) ? folder : `${folder.replace(/\/$/, '')}/**/*.ts`;
}

/**
 * Runs the unit tests against mutants of these places, and returns each with what became of it. `resume` takes over the
 * results of earlier runs with `resume`, where neither the code nor its tests have changed.
 */
export async function runMutants({ mutate, sample, concurrency, resume }) {
  const folder = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-mutation-'));
  try {
    return await new Stryker(
      strykerOptions({ mutate, sample, concurrency, resume, folder }),
    ).runMutationTest();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function strykerOptions({ mutate, sample, concurrency, resume, folder }) {
  const here = (file) => fileURLToPath(new URL(file, import.meta.url));
  return {
    mutate,
    testRunner: 'vitest',
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner'), here('choose-mutants.mjs')],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
    // Another text in a log or an error is no other behaviour.
    mutator: { excludedMutations: ['StringLiteral'] },
    coverageAnalysis: 'perTest',
    // A constant is computed when its module is loaded; each of these would need a new process.
    ignoreStatic: true,
    ignorePatterns: ['/dist', '/profiles', '/reports', '/test/bench/.build', '/test/e2e', '/test/acceptance'],
    // Stryker would rewrite it by the JavaScript API of TypeScript, which version 7 does not have.
    tsconfigFile: 'none.json',
    tempDirName: join(folder, 'sandbox'),
    reporters: ['progress-append-only'],
    dryRunTimeoutMinutes: 60,
    timeoutMS: 5_000,
    timeoutFactor: 2,
    allowEmpty: true,
    logLevel: 'warn',
    warnings: { unknownOptions: false },
    ...(concurrency && { concurrency }),
    ...(resume && { incremental: true, incrementalFile: 'reports/mutation.json' }),
    ...(sample && { checkers: ['sample'], mutationSample: { ...sample, file: join(folder, 'sample.json') } }),
  };
}
