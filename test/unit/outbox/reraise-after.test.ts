import { expect, it } from 'vitest';
import { reraiseAfterMsOf } from '../../../src/outbox/policy.ts';
import { someRules } from '../../support/incident-rules.ts';
import { aPolicy } from '../../support/policy.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Time of the policy `own`, where each policy has this one. */
function timeOf(times: Readonly<Record<string, number>>): number {
  const rules = Object.entries(times).map(
    ([name, reraiseAfterMs]) => [name, someRules({ reraiseAfterMs })] as const,
  );
  return reraiseAfterMsOf(aPolicy({ incidentRules: new Map(rules) }), 'own');
}

it('a policy has its own time, which may be never', () => {
  expect(timeOf({ own: 5, other: 7 })).toBe(5);
  expect(timeOf({ own: NEVER, other: 7 })).toBe(NEVER);
});

it('one that is gone has the longest of the others, and never only where all have that', () => {
  expect(timeOf({ one: 5, other: 7, third: NEVER })).toBe(7);
  expect(timeOf({ one: NEVER, other: NEVER })).toBe(NEVER);
});

it('one that is gone, and all others with it, has none: what it wants is known at once', () => {
  expect(timeOf({})).toBe(0);
});
