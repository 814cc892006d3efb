import { beforeEach, describe, expect, it, vi } from 'vitest';
import { report, SEED, STATES } from './simulation/budget.ts';
import type { Keep } from './simulation/crash-case.ts';
import { play } from './simulation/moment.ts';
import { leadRandomLives } from './simulation/random-lives.ts';
import { failingCases, replay } from './simulation/replay.ts';
import { SCENARIOS } from './simulation/scenarios.ts';
import { States } from './simulation/states.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

const NAMES = [...SCENARIOS.keys()];
const KEEPS: readonly Keep[] = ['nothing', 'everything', 1, 2, 3, 4, 5, 6];
const always = () => true;

it('what failed once works now', async () => {
  for (const failing of failingCases()) await replay(failing);
});

describe('what was promised is there after a crash', () => {
  const states = new States();

  it.each(NAMES)('after any operation (%s)', async (scenario) => {
    for (const seed of [0, 1, 2]) {
      const { moments, surprises } = await play(scenario, { seed, chosen: always });
      expect(surprises).toEqual([]);
      for (const moment of moments)
        await states.crash(moment, KEEPS, { past: { scenario, seed, crashes: [] } });
    }
  });

  it.each(NAMES)('and after a second one at any operation of the recovery (%s)', async (scenario) => {
    const past = { scenario, seed: 0, crashes: [] };
    const { moments } = await play(scenario, { seed: 0, chosen: (after) => after % 3 === 0 });
    for (const moment of moments) {
      const keeps: readonly Keep[] = [moment.after % 2 === 0 ? 'nothing' : 'everything', 7 + moment.after];
      const second = await states.crash(moment, keeps, { past, chosen: always });
      for (const [later, then] of second)
        await states.crash(later, ['nothing', 'everything', later.after], { past: then });
    }
  });

  it('of random lives', async () => {
    const exhaustive = states.examined;
    await leadRandomLives(states, { until: STATES / 2, seed: SEED + 1_000_000 });
    report(`${exhaustive} states after every operation, ${states.examined} with those of random lives`);
  });
});
