import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { plantedBug } from './test/planted/plugin.ts';

/** `npm run test:planted` plants one bug at a time into all tests. */
const plugins = plantedBug(process.env.PLANTED_BUG);

export default defineConfig({
  test: {
    // One for each core; by default one core would be left idle.
    maxWorkers: availableParallelism(),
    projects: [
      {
        plugins,
        test: {
          name: 'unit',
          include: ['test/{unit,contract,model,repo}/**/*.test.ts'],
          setupFiles: ['test/support/fixed-seed.ts'],
          restoreMocks: true,
          // Simulations of days take a second, and much longer while the machine is busy.
          testTimeout: 60_000,
          // One process for many files: starting one for each takes longer than the tests. Nothing of ours is global.
          isolate: false,
        },
      },
      {
        plugins,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          isolate: false,
          // Longer than any wait in them, so that a wait that is in vain says what for.
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
      {
        plugins,
        test: {
          name: 'acceptance',
          include: ['test/acceptance/**/*.test.ts'],
          globalSetup: 'test/acceptance/global-setup.ts',
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        plugins,
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          setupFiles: 'test/support/fixed-seed.ts',
          globalSetup: 'test/crash/global-setup.ts',
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          testTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: 'weeks',
          include: ['test/weeks/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
