import { afterEach, expect, test } from 'vitest';
import { stopEverything } from '../support/running-agent.ts';
import { lateCoc } from './late/late-coc.ts';
import { liveThrough, SPEED } from './late/live-through.ts';
import { report, SEED } from './simulation/budget.ts';

const COUNT = Number(process.env.CRASH_LATE_INCIDENTS ?? 1_000);

afterEach(stopEverything);

test.each([
  [COUNT, 'works'],
  [Math.ceil(COUNT / 20), 'is ignored'],
] as const)(
  '%i incidents that COC opens late, while its lists lie and its search %s, are opened once each and named',
  async (count, search) => {
    const { opened, told, asked, looks, metrics, seconds } = await liveThrough(count, lateCoc(SEED, search));
    const twice = opened.length - new Set(opened.map(({ title }) => title)).size;
    const calls = `asked for ${asked} times, looked for ${looks} times`;
    report(`seed ${SEED}: ${opened.length} incidents, ${twice} twice, ${calls}, ${seconds} s at ${SPEED} x`);
    expect(twice).toBe(0);
    expect(opened).toHaveLength(count);
    // Some were never opened at the first attempt, so it is not enough to never ask again.
    expect(asked).toBeGreaterThan(count);
    expect(looks).toBeGreaterThan(count);
    expect(metrics).toEqual({ opened: count, undecided: 0, deadLetters: 0 });
    expect(told.unnamed).toEqual([]);
    expect(new Set(told.numbers)).toEqual(new Set(opened.map(({ incidentNum }) => incidentNum)));
  },
);
