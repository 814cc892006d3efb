import { seededRandom } from '../../support/random.ts';
import type { FailingCall } from './crash-case.ts';
import { type Moment, play } from './moment.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Past, States } from './states.ts';

const CODES = ['EIO', 'ENOSPC', 'EMFILE'] as const;
const NAMES = [...SCENARIOS.keys()];
/** About the number of calls that a scenario makes. */
const CALLS = 250;
/** No recovery makes more calls than this. */
export const CALLS_OF_RECOVERY = 250;

/**
 * Plays random lives until `until` states are examined: any scenario, any order of turns, with or without
 * failing calls.
 */
export async function leadRandomLives(states: States, { until, seed }: { until: number; seed: number }) {
  for (let next = seed; states.examined < until; next++) await lead(states, next);
}

async function lead(states: States, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const scenario = NAMES[Math.floor(random() * NAMES.length)] ?? '';
  const keep = () => Math.floor(random() * 2 ** 31);
  const fails = random() < 0.5 ? failingCall(random, CALLS) : undefined;
  const past: Past = { scenario, seed, ...(fails && { fails }), crashes: [] };
  const { moments } = await play(scenario, { seed, fails, chosen: () => random() < 0.3 });
  for (const moment of moments) {
    const chosen = () => random() < 0.08;
    const second = await states.crash(moment, [keep(), keep(), keep()], { past, chosen });
    for (const [later, then] of second) await states.crash(later, [keep(), keep()], { past: then });
    if (random() < 0.3) await inTrouble(states, moment, { past, random });
  }
}

async function inTrouble(
  states: States,
  moment: Moment,
  { past, random }: { past: Past; random: () => number },
): Promise<void> {
  const keep = Math.floor(random() * 2 ** 31);
  await states.crashInTrouble(moment, { keep, fails: failingCall(random, CALLS_OF_RECOVERY), past });
}

function failingCall(random: () => number, calls: number): FailingCall {
  const code = CODES[Math.floor(random() * CODES.length)] ?? 'EIO';
  return { after: Math.floor(random() * calls), code, lasting: random() < 0.3 };
}
