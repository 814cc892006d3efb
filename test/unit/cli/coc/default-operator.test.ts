import { describe, expect, it } from 'vitest';
import { adminOf, operatorOf } from '../../../../src/cli/coc/default-operator.ts';

type Session = Parameters<typeof operatorOf>[0];

const session = (...incidents: readonly object[]) => ({ config: { incidents } }) as unknown as Session;

describe('the user in whose name something is done', () => {
  it('is the given one', () => {
    expect(operatorOf(session(), 'ann')).toBe('ann');
    expect(adminOf(session({ creator: 'bob' }), 'ann')).toBe('ann');
  });

  it('is the one of all incident policies', () => {
    const policies = session({ creator: 'bob', operator: 'robot' }, { creator: 'robot' });
    expect([operatorOf(policies, undefined), adminOf(policies, undefined)]).toEqual(['robot', 'robot']);
    expect(adminOf(session({ creator: 'bob', warRoom: { admin: 'ann' } }), undefined)).toBe('ann');
  });

  it('must be given where the policies name none, or several', () => {
    expect(() => operatorOf(session(), undefined)).toThrow('give --operator: no incident policy');
    const several = session({ creator: 'ann' }, { creator: 'bob' });
    expect(() => operatorOf(several, undefined)).toThrow('name several users: ann, bob');
    expect(() => adminOf(several, undefined)).toThrow('give --admin:');
  });
});
