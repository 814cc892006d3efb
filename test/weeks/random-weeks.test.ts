import { afterEach, describe, it } from 'vitest';
import { failingWeeks, keepFailing } from '../support/incident-week/failing-weeks.ts';
import { liveThrough, type WeekAction, weekOf } from '../support/incident-week/random-week.ts';
import { stopEverything } from '../support/running-agent.ts';

afterEach(stopEverything);

/** An hour takes 12 seconds. */
const SPEED = 300;
/** Weeks that are lived through at the same time: they wait most of the time. */
const TOGETHER = 4;
const WEEKS = Number(process.env.INCIDENT_WEEKS ?? 12);
const FIRST_SEED = Number(process.env.INCIDENT_WEEKS_SEED ?? 1);

async function expectGoodWeek(seed: number, actions: readonly WeekAction[]): Promise<void> {
  try {
    await liveThrough(actions, SPEED);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`week ${keepFailing({ seed, actions })} fails: ${why}`, { cause: thrown });
  }
}

describe('random on-call weeks', () => {
  it('that failed once are good now', { timeout: 600_000 }, async () => {
    await Promise.all(failingWeeks().map(({ seed, actions }) => expectGoodWeek(seed, actions)));
  });

  const firsts = Array.from({ length: Math.ceil(WEEKS / TOGETHER) }, (_, i) => FIRST_SEED + i * TOGETHER);
  it.each(firsts)('from seed %i on are good', { timeout: 600_000 }, async (first) => {
    const seeds = Array.from({ length: TOGETHER }, (_, i) => first + i);
    await Promise.all(seeds.map((seed) => expectGoodWeek(seed, weekOf(seed))));
  });
});
