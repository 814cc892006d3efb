import { describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../src/config/describe-issues.ts';
import { configOf, faultOf, SOUND } from './fault-of.ts';

const POLICY = {
  match: `['alarmLevel="Critical"']`,
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  creator: 'ann',
  assignee: '{ user: ann }',
};

/** A configuration with one policy that differs from a sound one in these keys; `undefined` leaves a key out. */
function withPolicy(changes: Readonly<Record<string, string | undefined>>): string {
  const keys = Object.entries({ ...POLICY, ...changes }).flatMap(([key, value]) =>
    value === undefined ? [] : `    ${key}: ${value}\n`,
  );
  return `${SOUND}incidents:\n  - ${keys.join('').trimStart()}`;
}

describe('a policy that cannot work is refused with its remedy', () => {
  it.each<[string, Parameters<typeof withPolicy>[0], RegExp]>([
    ['an unknown level', { level: 'P1' }, /incidents\[0\]\.level.*level_10/s],
    ['an unknown type', { type: 'inc_type_disk' }, /incidents\[0\]\.type.*inc_type_p_monitoring_issues/s],
    [
      'no assignee',
      { assignee: undefined },
      /incidents\[0\]\.assignee.*add assignee.*\{user\}, or \{scene, role\}/s,
    ],
    ['a creator of blanks', { creator: '"  "' }, /incidents\[0\]\.creator\s+is blank\s+-> write the id/s],
    ['a user of blanks', { assignee: '{ user: " " }' }, /incidents\[0\]\.assignee/],
    ['a project that nobody can see', { enterpriseProjectId: '"\u200b"' }, /enterpriseProjectId\s+is blank/],
    [
      'an administrator of blanks',
      { regionId: 'r', warRoom: '{ admin: "\t" }' },
      /incidents\[0\]\.warRoom\.admin\s+is blank/,
    ],
    [
      'a participant of blanks',
      { regionId: 'r', warRoom: '{ admin: ann, participants: [bob, " "] }' },
      /incidents\[0\]\.warRoom\.participants\[1\]\s+is blank/,
    ],
    ['a scene without a role', { assignee: '{ scene: on-call }' }, /incidents\[0\]\.assignee.*role/s],
    [
      'a user and a scene at once',
      { assignee: '{ user: ann, scene: on-call, role: first }' },
      /incidents\[0\]\.assignee/,
    ],
    [
      'a war room without a region',
      { warRoom: '{ admin: ann }' },
      /incidents\[0\]\.warRoom.*region.*set regionId of this policy, or alarm\.regionId/s,
    ],
    ['a war room without an admin', { warRoom: '{}', regionId: 'r' }, /incidents\[0\]\.warRoom\.admin/],
    [
      'an unknown kind of group',
      { warRoom: '{ admin: ann, notificationType: SLACK }', regionId: 'r' },
      /notificationType.*WECHAT/s,
    ],
    [
      'a forward to nobody',
      { escalateAfter: '15m' },
      /incidents\[0\]\.escalateTo\s+is missing\s+-> escalateAfter needs the COC user id/s,
    ],
    [
      'a forward without a time',
      { escalateTo: 'bob' },
      /incidents\[0\]\.escalateAfter\s+is missing\s+-> escalateTo needs the time/s,
    ],
    ['a forward at once', { escalateAfter: '59s', escalateTo: 'bob' }, /escalateAfter\s+is shorter than 1m/s],
    ['a reminder at once', { remindAfter: '0s' }, /remindAfter\s+is shorter than 1m\s+-> write 1m or more/s],
    ['an unknown end', { resolve: 'close' }, /incidents\[0\]\.resolve.*none, propose, complete/s],
    ['details of an unknown end', { resolve: '{ mode: none }' }, /incidents\[0\]\.resolve\.mode.*propose/s],
    ['too long a memory', { reopenWithin: '49h' }, /incidents\[0\]\.reopenWithin.*48h/s],
    ['no labels to correlate by', { correlateBy: '[]' }, /incidents\[0\]\.correlateBy/],
    ['a template that is none', { correlateBy: '"{{ labels"' }, /incidents\[0\]\.correlateBy.*template/s],
  ])('%s', (_, changes, expected) => {
    expect(describeConfigError(faultOf(withPolicy(changes)))).toMatch(expected);
  });
});

describe('a policy that can work', () => {
  it('has defaults that leave incidents to people, one for each episode', () => {
    expect(configOf(withPolicy({})).incidents).toMatchObject([
      { resolve: 'none', openAfter: 0, reopenWithin: 0, serviceInterrupted: false },
    ]);
  });

  it('has details of its resolution with defaults of their own', () => {
    const [policy] = configOf(withPolicy({ resolve: '{ mode: complete }' })).incidents;
    expect(policy?.resolve).toEqual({ mode: 'complete', after: 600_000, onlyIfUntouched: true });
  });

  it('may leave the region of a war room to the alarm', () => {
    const text = withPolicy({ warRoom: '{ admin: ann }' }).replace('app-1', 'app-1\n  regionId: cn-north-4');
    expect(configOf(text).incidents[0]?.warRoom).toMatchObject({ fromLevel: 'level_50' });
  });
});
