import { beforeEach, describe, expect, it, vi } from 'vitest';
import { report, SEED, STATES } from './simulation/budget.ts';
import { diskAfter, type FailingCall, type Keep } from './simulation/crash-case.ts';
import { startInTrouble } from './simulation/examine.ts';
import { play } from './simulation/moment.ts';
import { CALLS_OF_RECOVERY, leadRandomLives } from './simulation/random-lives.ts';
import { SCENARIOS } from './simulation/scenarios.ts';
import { States } from './simulation/states.ts';

// A failing disk cannot keep evidence, so these warnings are expected.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

const NAMES = [...SCENARIOS.keys()];
const WAYS: readonly Omit<FailingCall, 'after'>[] = [
  { code: 'EIO', lasting: false },
  { code: 'EIO', lasting: true },
  { code: 'ENOSPC', lasting: false },
  { code: 'ENOSPC', lasting: true },
  { code: 'EMFILE', lasting: false },
];
const KEEPS: readonly Keep[] = ['nothing', 'everything', 3];

describe('what was promised is there', () => {
  const states = new States();

  it.each(NAMES)('when any one call fails, once or for good (%s)', async (scenario) => {
    const { calls } = await play(scenario, { seed: 0, chosen: () => false });
    for (let after = 0; after < calls; after++)
      for (const way of WAYS) {
        const fails = { ...way, after };
        // Crash at the end, soon after the fault, and when housekeeping has gone on from there.
        const chosen = (at: number) => at === (after >> 1) + 8 || at === (after >> 1) + 16;
        const { moments } = await play(scenario, { seed: 0, fails, chosen });
        const past = { scenario, seed: 0, fails, crashes: [] };
        for (const moment of moments) await states.crash(moment, KEEPS, { past });
      }
  });

  it.each(NAMES)('when any one call fails in a recovery (%s)', async (scenario) => {
    const { moments } = await play(scenario, { seed: 0, chosen: (after) => after % 12 === 5 });
    const past = { scenario, seed: 0, crashes: [] };
    for (const [number, moment] of moments.entries()) {
      const { calls } = await startInTrouble(moment, diskAfter(moment.disk, 'everything'));
      expect(calls).toBeLessThan(CALLS_OF_RECOVERY);
      for (let after = 0; after < calls; after++) {
        // Each call fails in one way here, and in the next way after the next crash.
        const way = WAYS[(after + number) % WAYS.length] ?? WAYS[0];
        if (way) await states.crashInTrouble(moment, { keep: 'everything', fails: { ...way, after }, past });
      }
    }
    expect(moments.length).toBeGreaterThanOrEqual(WAYS.length);
  });

  it('in random lives', async () => {
    const exhaustive = states.examined;
    await leadRandomLives(states, { until: STATES / 2, seed: SEED + 2_000_000 });
    report(`${exhaustive} states with failing calls, ${states.examined} with those of random lives`);
  });
});
