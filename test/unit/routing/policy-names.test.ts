import { describe, expect, it } from 'vitest';
import { namedPolicies, policyName } from '../../../src/routing/policy-names.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const policy = (changes: object) => {
  const [made] = settingsOf({ alarm: { regionId: 'r' }, incidents: [{ ...aPolicy, ...changes }] }).incidents;
  if (!made) throw new Error('there is one policy');
  return made;
};
const namesOf = (...policies: Parameters<typeof namedPolicies>[0]) =>
  namedPolicies(policies).map(({ names }) => names);
const CRITICAL = ['alarmLevel="Critical"'];

describe('a policy without a name', () => {
  it('is called by its matchers, whatever else changes', () => {
    const name = policyName(policy({ match: CRITICAL }));
    expect(name).toMatch(/^unnamed-[0-9a-f]{8}$/);
    expect(policyName(policy({ match: CRITICAL, level: 'level_50', title: 'other' }))).toBe(name);
  });

  it.each([
    [['alarmLevel="Major"']],
    [['alarmLevel!="Critical"']],
    [['team="Critical"']],
    [[...CRITICAL, 'a="b"']],
  ])('has another name with the matchers %j', (match) =>
    expect(policyName(policy({ match }))).not.toBe(policyName(policy({ match: CRITICAL }))),
  );

  it('was called by its place in older versions, which only an only policy can mean', () => {
    const unnamed = policy({ match: CRITICAL });
    const other = policy({ match: ['a="b"'] });
    expect(namesOf(unnamed)).toEqual([[policyName(unnamed), 'incidents[0]']]);
    expect(namesOf(unnamed, other)).toEqual([[policyName(unnamed)], [policyName(other)]]);
  });
});

describe('a policy with a name', () => {
  const unnamed = policyName(policy({ match: CRITICAL }));

  it('has it, with or without matchers', () => {
    expect(policyName(policy({ name: 'on call' }))).toBe('on call');
  });

  it('had the names of renamedFrom, and the one before it was given a name', () => {
    const named = policy({ name: 'critical', match: CRITICAL, renamedFrom: ['p1', 'p2'] });
    const other = policy({ name: 'other' });
    expect(namesOf(named)).toEqual([['critical', 'p1', 'p2', unnamed, 'incidents[0]']]);
    expect(namesOf(named, other)).toEqual([
      ['critical', 'p1', 'p2', unnamed],
      ['other', policyName(policy({}))],
    ]);
  });

  it('shares no name with another one: what a policy says goes first, and then the order', () => {
    const like = { match: CRITICAL };
    expect(namesOf(policy({ ...like, name: 'a' }), policy({ ...like, name: 'b' }))).toEqual([
      ['a', unnamed],
      ['b'],
    ]);
    const sayer = policy({ name: 'c', match: ['a="b"'], renamedFrom: [unnamed] });
    expect(namesOf(policy({ ...like, name: 'a' }), sayer)).toEqual([
      ['a'],
      expect.arrayContaining([unnamed]),
    ]);
    expect(namesOf(policy({ name: 'a', renamedFrom: ['incidents[0]'] }))[0]).toHaveLength(3);
  });
});
