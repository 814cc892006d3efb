import type { Operation } from '../operation.ts';
import { type Draw, drawsOf } from './draws.ts';
import type { FaultRules } from './fault.ts';
import { randomAt } from './random-at.ts';

/** The properties of a request that a rule can match. */
export interface FaultRequest {
  readonly path: string;
  readonly operation?: Operation;
  readonly alarmId?: string;
  readonly integrationKey?: string;
}

/** Number of rolls of a rule, and number of times it was applied. */
export interface Tally {
  readonly rolls: number;
  readonly applied: number;
}

type Rule = FaultRules['rules'][number];

/** The rule that applies, if any, and the new tallies of all rules. */
export interface FaultDecision {
  readonly applies?: { readonly rule: Rule; readonly draw: Draw };
  readonly tallies: readonly Tally[];
}

/**
 * Decides which rule applies to a request: the first that matches, is not used up, and wins its roll. The
 * n-th roll of the i-th rule depends only on the seed, i and n. So the same requests in the same order meet
 * the same faults, and a request that a rule does not match changes nothing for that rule.
 */
export function decideFault(
  { seed, rules }: FaultRules,
  tallies: readonly Tally[],
  request: FaultRequest,
): FaultDecision {
  const after = rules.map((_, index) => tallies[index] ?? { rolls: 0, applied: 0 });
  for (const [index, rule] of rules.entries()) {
    const tally = after[index] ?? { rolls: 0, applied: 0 };
    if (tally.applied >= (rule.times ?? Number.POSITIVE_INFINITY) || !matches(rule.match, request)) continue;
    const hit = randomAt(seed, index, tally.rolls) < rule.probability;
    after[index] = { rolls: tally.rolls + 1, applied: tally.applied + (hit ? 1 : 0) };
    if (hit) return { applies: { rule, draw: drawsOf(seed, index, tally.applied) }, tallies: after };
  }
  return { tallies: after };
}

function matches(match: Rule['match'], request: FaultRequest): boolean {
  return (
    matchesPath(match.path, request.path) &&
    (match.operation === undefined || match.operation === request.operation) &&
    (match.alarmId === undefined || match.alarmId === request.alarmId) &&
    (match.integrationKey === undefined || match.integrationKey === request.integrationKey)
  );
}

function matchesPath(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true;
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern);
}
