import { describe, expect, it } from 'vitest';
import { formerNames, policyName } from '../../../src/routing/policy-names.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const policy = (changes: object) => {
  const [made] = settingsOf({ alarm: { regionId: 'r' }, incidents: [{ ...aPolicy, ...changes }] }).incidents;
  if (!made) throw new Error('there is one policy');
  return made;
};
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
    expect(formerNames(unnamed, { isOnly: true })).toEqual(['incidents[0]']);
    expect(formerNames(unnamed, { isOnly: false })).toEqual([]);
  });
});

describe('a policy with a name', () => {
  it('has it, with or without matchers', () => {
    expect(policyName(policy({ name: 'on call' }))).toBe('on call');
  });

  it('had the names of renamedFrom, and the one before it was given a name', () => {
    const named = policy({ name: 'critical', match: CRITICAL, renamedFrom: ['p1', 'p2'] });
    const unnamed = policyName(policy({ match: CRITICAL }));
    expect(formerNames(named, { isOnly: false })).toEqual(['p1', 'p2', unnamed]);
    expect(formerNames(named, { isOnly: true })).toEqual(['p1', 'p2', unnamed, 'incidents[0]']);
  });
});
