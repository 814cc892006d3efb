import { describe, expect, it } from 'vitest';
import { incidentRules } from '../../../src/incidents/rules-from-config.ts';
import type { Incident } from '../../../src/outbox/ledger/incident.ts';
import { cocWords } from '../../../src/routing/coc-words.ts';
import { INCIDENT } from '../../support/alerts.ts';
import { openIncident } from '../../support/entries.ts';
import { aPolicy, settingsOf } from '../routing/routing-settings.ts';

const WRITING = { words: cocWords('en'), zone: 'UTC' };
const { key, alarmId, episode } = openIncident('k1');
const OPENED: Incident = {
  ...{ key, alarmId, episode, policy: 'p', requestedAt: 1, names: ['CPU', 'Disk'], request: INCIDENT },
  ...{ state: 'accepted', incidentNum: 'I1', openedAt: 2, changedAt: 3 },
};
const rulesOf = (changes: object) => {
  const { incidents } = settingsOf({ alarm: { regionId: 'r' }, incidents: [{ ...aPolicy, ...changes }] });
  const [rules] = incidentRules(incidents, WRITING).values();
  if (!rules) throw new Error('there is one policy');
  return rules;
};
const roomOf = (warRoom: object, incident: Incident = OPENED) =>
  rulesOf({ name: 'p', match: ['a="b"'], warRoom }).warRoomOf?.(incident);

describe('the rules of an incident policy', () => {
  it('are found by its name, and by its former ones', () => {
    const { incidents } = settingsOf({
      incidents: [
        {
          ...aPolicy,
          name: 'first',
          renamedFrom: ['old'],
          match: ['a="b"'],
          openAfter: '1m',
          reopenWithin: '1h',
          maxPerHour: 7,
        },
        { ...aPolicy, match: ['a="c"'], name: 'named' },
      ],
    });
    const rules = incidentRules(incidents, WRITING);
    for (const name of ['first', 'old'])
      expect(rules.get(name)).toMatchObject({
        ...{ openAfterMs: 60_000, reopenWithinMs: 3_600_000, maxPerHour: 7 },
        names: ['first', 'old', expect.stringMatching(/^unnamed-/)],
      });
    expect(rules.get('incidents[0]')).toBeUndefined();
    expect(rules.get('named')).toMatchObject({
      ...{ openAfterMs: 0, reopenWithinMs: 0, maxPerHour: Number.POSITIVE_INFINITY },
    });
  });

  it('name the operator of its steps, by default the creator, and when closed problems are raised again', () => {
    const { creator } = aPolicy;
    expect(rulesOf({ match: ['a="b"'] })).toMatchObject({ operator: creator, reraiseAfterMs: 4 * 3_600_000 });
    const own = rulesOf({ match: ['a="b"'], operator: 'robot', reraiseAfter: '0s' });
    expect(own).toMatchObject({ operator: 'robot', reraiseAfterMs: Number.POSITIVE_INFINITY });
  });

  it('of an only policy are those of incidents that an older version opened', () => {
    const { incidents } = settingsOf({ incidents: [{ ...aPolicy, match: ['a="b"'] }] });
    const rules = incidentRules(incidents, WRITING);
    expect(rules.get('incidents[0]')).toBeDefined();
    expect([...rules.values()].every((one) => one === rules.get('incidents[0]'))).toBe(true);
  });

  it('are those of the policy that has the name now, not of one that had it', () => {
    const { incidents } = settingsOf({
      incidents: [
        { ...aPolicy, match: ['a="b"'], maxPerHour: 1 },
        { ...aPolicy, match: ['a="c"'], name: 'incidents[0]', maxPerHour: 2 },
      ],
    });
    expect(incidentRules(incidents, WRITING).get('incidents[0]')).toMatchObject({ maxPerHour: 2 });
  });

  it('end incidents only where that is configured', () => {
    expect(rulesOf({ resolve: 'none' })).not.toHaveProperty('resolve');
    expect(rulesOf({ resolve: 'propose' }).resolve).toMatchObject({ mode: 'propose' });
    const detailed = { mode: 'complete', after: '3m', onlyIfUntouched: false };
    const { resolve } = rulesOf({ resolve: detailed });
    expect(resolve).toMatchObject({ mode: 'complete', afterMs: 180_000, onlyIfUntouched: false });
    const texts = resolve?.textsOf(OPENED);
    expect(texts?.cause).toContain('CPU, Disk');
    const returned = rulesOf({ resolve: 'none' }).takenBackOf?.(OPENED);
    expect(returned).toContain('CPU, Disk');
    for (const text of [texts?.solution, texts?.comment, returned]) expect(text).toMatch(/^Automatic: /);
    expect(texts?.solution).not.toContain('another incident');
  });

  it('pretend no end of an alarm that has another incident', () => {
    const { resolve } = rulesOf({ match: ['a="b"'], resolve: { mode: 'complete' } });
    const end = { quietSince: 4 };
    expect(resolve?.textsOf({ ...OPENED, ...end })?.solution).toContain('the last alarm ended (after 0s)');
    const texts = resolve?.textsOf({ ...OPENED, ...end, left: true });
    expect(texts?.comment).toBe(
      'Automatic: all alarms of the incident have ended, or have another incident.',
    );
    expect(texts?.solution).toMatch(new RegExp(`^${texts?.comment}\n`));
    expect(texts?.solution).not.toContain('the last alarm ended');
  });

  it('name whom COC is asked for with where it refuses the first one', () => {
    expect(rulesOf({ match: ['a="b"'] })).not.toHaveProperty('fallbackAssignee');
    const fallbackAssignee = { scene: 's', role: 'r' };
    expect(rulesOf({ match: ['a="b"'], fallbackAssignee })).toMatchObject({ fallbackAssignee });
  });
});

describe('the war room of an incident policy', () => {
  it('has the title and the alarms of the incident', () => {
    expect(roomOf({ admin: 'ann', participants: ['bob'] })).toEqual({
      ...{ name: INCIDENT.title, description: 'CPU, Disk', applicationId: INCIDENT.applicationId },
      ...{ enterpriseProjectId: '0', admin: 'ann', participants: ['bob'], scheduleGroups: [] },
    });
  });

  it('has the title that the incident has in COC, and no more keys than values', () => {
    const room = roomOf({ admin: 'ann' }, { ...OPENED, title: 'CPU x2' });
    expect(room?.name).toBe('CPU x2');
    for (const absent of ['regionId', 'notificationType']) expect(room).not.toHaveProperty(absent);
  });

  it('has region, project and chat system where they are known', () => {
    const request = { ...INCIDENT, regionId: 'cn-north-4', enterpriseProjectId: 'ep' };
    expect(roomOf({ admin: 'ann', notificationType: 'LARK' }, { ...OPENED, request })).toMatchObject({
      ...{ regionId: 'cn-north-4', enterpriseProjectId: 'ep', notificationType: 'LARK' },
    });
  });

  it('is for incidents of its level and worse', () => {
    const at = (level: string) =>
      roomOf(
        { admin: 'ann', fromLevel: 'level_20' },
        { ...OPENED, request: { ...INCIDENT, level } as never },
      );
    expect([at('level_10'), at('level_20'), at('level_30')].map((room) => room !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is none without a policy for it, and none for an incident of a very old version', () => {
    expect(rulesOf({ name: 'p', match: ['a="b"'] }).warRoomOf?.(OPENED)).toBeUndefined();
    const { request: _, names: __, ...old } = OPENED;
    expect(roomOf({ admin: 'ann' }, old)).toBeUndefined();
    expect(roomOf({ admin: 'ann' }, { ...old, request: INCIDENT })).toMatchObject({ description: '' });
  });
});
