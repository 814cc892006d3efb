import type { FaultRulesInput } from '../../../src/emulator/faults/fault.ts';

type Rules = FaultRulesInput['rules'];
type ListFault = Extract<Rules[number]['fault'], { type: 'list' }>;

const creation = { operation: 'incident-create' } as const;
const list = { operation: 'incident-list' } as const;

/** COC opens what it was asked for 10 s to 2 min later. */
const commitAfterMs = { min: 10_000, max: 120_000 };

/**
 * One in ten creations never opens anything, and all others do so late, however the call ended. Few of them
 * are timeouts, at each of which the agent halves the number of its calls.
 */
const creations: Rules = [
  { match: creation, probability: 0.002, fault: { type: 'hang' } },
  { match: creation, probability: 0.09, fault: { type: 'reset-before' } },
  { match: creation, probability: 0.002, fault: { type: 'hang', commitAfterMs } },
  { match: creation, probability: 0.002, fault: { type: 'late', commitAfterMs } },
  { match: creation, probability: 0.5, fault: { type: 'commit-then-status', status: 504, commitAfterMs } },
  { match: creation, fault: { type: 'reset-after', commitAfterMs } },
];

/** Mistakes of lists. Each applies to one list in ten. */
const mistakes: readonly Omit<ListFault, 'type'>[] = [
  { totalAs: 'text', pageCap: 20 },
  { totalAs: 'missing' },
  { totalOff: { min: -2, max: 4 } },
  { overlapRows: { min: 1, max: 40 } },
  { missingRows: { min: 1, max: 4 } },
];

/**
 * The faults of a COC that opens incidents late, and whose lists are up to 90 s old, miscount, overlap and
 * leave rows out. `search` tells whether it searches titles, or lists all incidents whatever it is asked for.
 */
export function lateCoc(seed: number, search: 'works' | 'is ignored'): FaultRulesInput {
  const always = {
    type: 'list',
    lagMs: { min: 0, max: 90_000 },
    unfiltered: search === 'is ignored',
  } as const;
  const lists: Rules = [
    { match: list, probability: 0.05, fault: { type: 'status', status: 503 } },
    ...mistakes.map((mistake) => ({ match: list, probability: 0.1, fault: { ...always, ...mistake } })),
    { match: list, fault: always },
  ];
  return { seed, rules: [...creations, ...lists] };
}
