import { describe, expect, it } from 'vitest';
import type { PolicySettings } from '../../../src/orphans/change.ts';
import type { OpenIncidents } from '../../../src/orphans/open-now.ts';
import { policyEffects } from '../../../src/orphans/policy-effects.ts';
import { TOLD_SETTINGS } from './told-configuration.ts';

const policy = (
  names: readonly string[],
  match: string,
  more: Partial<PolicySettings> = {},
): PolicySettings => ({
  ...{ names, match, correlateBy: '', resolve: 'none', after: 0, onlyIfUntouched: true },
  ...{ openAfter: 0, warRoom: false, ...more },
});
const ENDING = { resolve: 'complete', after: 60_000 } as const;
const incident = (name: string, count = 1): OpenIncidents => ({
  ...{ policy: name, state: 'opened', isShared: false, isTouched: false, isLeft: false, hasRoom: false },
  ...{ isStorm: false, count },
});

function effects(
  incidents: readonly OpenIncidents[],
  before: readonly PolicySettings[],
  after: readonly PolicySettings[],
) {
  const settings = { ...TOLD_SETTINGS, digests: { salt: '', keys: {} } };
  const change = { before: { ...settings, policies: before }, after: { ...settings, policies: after } };
  return policyEffects(incidents, change).map(({ kind, key, message }) => `${kind} ${key}: ${message}`);
}

describe('policies that change their names over', () => {
  const [a, b] = [policy(['a', 'unnamed-1'], 'A', ENDING), policy(['b', 'unnamed-2'], 'B')];
  const swapped = [policy(['b', 'unnamed-1'], 'A', ENDING), policy(['a', 'unnamed-2'], 'B')];

  it('are compared by their names, and both halves are told', () => {
    expect(effects([incident('a'), incident('b', 2)], [a, b], swapped)).toEqual([
      "left incidents.a.name: the policy a has other matchers now, and the policy b has those that it had: 1 incident opened by it stays with the name a. If the two changed their names over, give both of them names that no policy had, with renamedFrom: ['a'] at the one that is b now",
      expect.stringContaining(
        'and the policy a has those that it had: 2 incidents opened by it stay with the name b.',
      ),
      'changed incidents.b.resolve: the policy b: 2 open incidents are completed by the agent when their alarms have been over for 1m, counted from now at the earliest',
      'changed incidents.a.resolve: the policy a: people end 1 open incident from now on; a step that is under way is taken',
    ]);
  });

  it('take nothing over with names that no policy had', () => {
    const remedied = [policy(['c', 'a'], 'A', ENDING), policy(['d', 'b'], 'B')];
    expect(effects([incident('a'), incident('b')], [a, b], remedied)).toEqual([]);
    expect(effects([incident('a'), incident('b')], swapped, remedied)).toEqual([
      'changed incidents.c.resolve: the policy c: 1 open incident is completed by the agent when its alarms have been over for 1m, counted from now at the earliest',
      'changed incidents.d.resolve: the policy d: people end 1 open incident from now on; a step that is under way is taken',
    ]);
  });
});

describe('a name that a policy had before', () => {
  const renamed = policy(['b', 'a'], 'A');

  it('is told when another policy gets it, with its incidents', () => {
    const [said, ...others] = effects([incident('a')], [renamed], [policy(['b'], 'A'), policy(['a'], 'N')]);
    expect(said).toBe(
      "left incidents.a.name: the policy a is another one than before: it gets 1 incident that the policy b had from its time as a. Write renamedFrom: ['a'] at the policy b, and give the policy a a name that no policy had",
    );
    expect(others).toEqual([]);
    expect(effects([incident('a')], [renamed], [policy(['a'], 'N')])[0]).toContain(
      "renamedFrom: ['a'] at the policy that is to end them",
    );
    expect(effects([incident('a')], [renamed], [renamed, policy(['x'], 'N')])).toEqual([]);
  });

  it('comes back to it, or goes on to another by its word, without one', () => {
    expect(effects([incident('a')], [renamed], [policy(['a'], 'A')])).toEqual([]);
    expect(effects([incident('a')], [renamed], [policy(['b'], 'A'), policy(['c', 'a'], 'N')])).toEqual([]);
  });
});

it('a policy with other matchers is still that policy', () => {
  expect(effects([incident('a')], [policy(['a'], 'A')], [policy(['a'], 'B'), policy(['b'], 'C')])).toEqual(
    [],
  );
  expect(effects([incident('gone')], [policy(['a'], 'A')], [policy(['a'], 'B'), policy(['b'], 'A')])).toEqual(
    [],
  );
});

it.each([
  [0, 1, 'people end 1 incident that is not opened yet from now on'],
  [0, 2, 'people end 2 incidents that are not opened yet from now on'],
  [2, 2, 'people end 2 open incidents and 2 that are not opened yet from now on'],
  [2, 0, 'people end 2 open incidents from now on'],
])('of %i open incidents and %i to be opened an operator reads: %s', (open, requested, words) => {
  const counted = [
    ...(open > 0 ? [incident('a', open)] : []),
    ...(requested > 0 ? [{ ...incident('a', requested), state: 'requested' } as const] : []),
  ];
  expect(effects(counted, [policy(['a'], 'A', ENDING)], [policy(['a'], 'A')])).toEqual([
    expect.stringContaining(words),
  ]);
});
