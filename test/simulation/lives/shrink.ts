import { type Case, type Lived, lead } from '../life.ts';
import type { Plan } from '../plan.ts';

/** Changes that make a life simpler, the largest first. */
const SIMPLER: readonly Partial<Plan>[] = [
  { troubleEveryMs: Number.MAX_SAFE_INTEGER },
  { clockJumps: false },
  { liars: 0 },
  { refusals: false },
  { warRooms: false },
  { completes: false },
  { reopens: false },
  { people: [] },
  { correlated: false },
  { diskMs: 0 },
  { late: 0 },
  { faults: 0 },
  { stormMs: 10_000 },
  { stormMs: 20_000 },
  { stormMs: 40_000 },
];

/** Makes a failing life simpler, as long as it breaks the same promise. */
export async function shrink(failing: Case, lived: Lived): Promise<{ shrunk: Case; lived: Lived }> {
  const broken = new Set(lived.violations.map(({ invariant }) => invariant));
  let best = { shrunk: failing, lived };
  for (const change of SIMPLER) {
    if (change.stormMs !== undefined && change.stormMs >= best.lived.plan.stormMs) continue;
    const shrunk = { ...best.shrunk, changes: { ...best.shrunk.changes, ...change } };
    const next = await lead(shrunk);
    if (next.violations.some(({ invariant }) => broken.has(invariant))) best = { shrunk, lived: next };
  }
  return best;
}
