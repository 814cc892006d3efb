import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { incidentAnew } from '../../../../../src/outbox/decide/anew/incident-anew.ts';
import type { IncidentRules } from '../../../../../src/outbox/decide/incidents/incident-rules.ts';
import type {
  EpisodeId,
  HandleIncident,
  IncidentKey,
  OpenIncident,
  OpenWarRoom,
  RemarkIncident,
} from '../../../../../src/outbox/events/entry.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import type { Incident } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { openIncident } from '../../../../support/entries.ts';
import { resolveRules, someRules } from '../../../../support/incident-rules.ts';
import { changedPolicy } from '../../../../support/renderer.ts';

const ABOUT = {
  ...{ key: 'k1' as IncidentKey, alarmId: 'a1' as AlarmId, episode: 'k1' as EpisodeId },
  ...{ policy: 'critical', incidentNum: 'IM1', configuration: 'c1' },
};
const ROOM = {
  ...{ name: 'room', description: '', applicationId: 'a', enterpriseProjectId: '0', admin: 'ann' },
  ...{ participants: [], scheduleGroups: [] },
};
const CREATE: OpenIncident = { ...openIncident('k1'), configuration: 'c1' };
const SOLUTION = { type: 'old', serviceInterrupted: false, cause: 'old', solution: 'old' };
const SOLVE: HandleIncident = {
  ...{ kind: 'handle-incident', ...ABOUT, operator: 'ann', step: 'solve' },
  solution: { ...SOLUTION, startedAt: 4, endedAt: 5 },
};
const WAR_ROOM: OpenWarRoom = { kind: 'open-war-room', ...ABOUT, room: ROOM };

const OPEN: Incident = {
  ...{ key: ABOUT.key, alarmId: ABOUT.alarmId, episode: ABOUT.episode, policy: 'critical' },
  ...{ state: 'accepted', requestedAt: 1, openedAt: 2, changedAt: 3, incidentNum: 'IM1', request: INCIDENT },
};

function viewOf(incident?: Incident): Ledger {
  const ledger = new Ledger();
  const shard = { position: 0, series: [], incidents: incident ? [incident] : [] };
  if (incident) ledger.restore(shardOf(incident.key), shard);
  return ledger;
}

const withRules = (rules: Partial<IncidentRules>) =>
  changedPolicy({}, { incidentRules: new Map([['critical', someRules(rules)]]) });

describe('an incident that waits to be opened', () => {
  it('gets the texts and people of now, and keeps its key, its policy and its correlation', () => {
    const request = { ...INCIDENT, policy: 'former', correlation: 'a' };
    const anew = incidentAnew(
      viewOf(),
      { ...CREATE, request },
      changedPolicy({ request: { policy: 'critical', correlation: 'b', title: 'New', creator: 'bob' } }),
    );
    expect(anew).toEqual({
      ...{ ...CREATE, configuration: 'c2' },
      request: { ...request, title: 'New', creator: 'bob' },
    });
  });

  it('of a policy that is gone stays as it is', () => {
    const anew = incidentAnew(viewOf(), CREATE, changedPolicy({ request: 'gone' }));
    expect(anew).toEqual({ ...CREATE, configuration: 'c2' });
  });
});

describe('a remark that waits', () => {
  const remark: RemarkIncident = { kind: 'remark-incident', ...ABOUT };
  const escalate = { afterMs: 1, to: 'bob' };
  const written = { note: 'n', told: { fires: true, alarms: 2 } };
  const forward = (to: string) => ({
    ...remark,
    remark: { ...written, forward: { to, from: 'opened' } as const },
  });

  it('that was refused goes to whom the policy names now, if it is a forward', () => {
    const anew = incidentAnew(viewOf(OPEN), forward('ann'), withRules({ escalate }));
    expect(anew).toEqual({ ...forward('bob'), configuration: 'c2' });
    const without = incidentAnew(viewOf(OPEN), forward('ann'), withRules({}));
    expect(without).toEqual({ ...forward('ann'), configuration: 'c2' });
  });

  it('otherwise stays as it is', () => {
    for (const body of [remark, { ...remark, remark: written }])
      expect(incidentAnew(viewOf(OPEN), body, withRules({ escalate }))).toEqual({
        ...body,
        configuration: 'c2',
      });
  });
});

describe('a step that waits', () => {
  const resolve = resolveRules({
    textsOf: () => ({ cause: 'new', solution: 'new', comment: 'new' }),
  });

  it('gets the operator, the type and the texts of now, and keeps its times', () => {
    const anew = incidentAnew(viewOf(OPEN), SOLVE, withRules({ resolve, operator: 'bob', type: 'new' }));
    expect(anew).toEqual({
      ...{ ...SOLVE, configuration: 'c2', operator: 'bob' },
      solution: { ...SOLUTION, type: 'new', cause: 'new', solution: 'new', startedAt: 4, endedAt: 5 },
    });
  });

  it('that confirms gets the comment of now', () => {
    const confirm: HandleIncident = { kind: 'handle-incident', ...ABOUT, operator: 'a', step: 'confirm' };
    const anew = incidentAnew(viewOf(OPEN), { ...confirm, comment: 'old' }, withRules({ resolve }));
    expect(anew).toMatchObject({ comment: 'new' });
    expect(anew).not.toHaveProperty('solution');
  });

  it('that takes a solution back names what fires now, and keeps its text once nothing does', () => {
    const back: HandleIncident = { kind: 'handle-incident', ...ABOUT, operator: 'a', step: 'return' };
    const rules = withRules({ takenBackOf: ({ names = [] }) => names.join(), operator: 'bob' });
    const body = { ...back, comment: 'Back' };
    const incident = { ...OPEN, names: ['Over', 'Back'] };
    expect(incidentAnew(viewOf(incident), body, rules)).toMatchObject({ operator: 'bob', comment: 'Back' });
    const series: Series = {
      ...{ alarmId: ABOUT.alarmId, episode: ABOUT.episode, state: 'firing', source: 's', name: 'Firing' },
      ...{ fingerprint: 'f', level: 'Critical', startedAt: 1, lastSeenAt: 1 },
    };
    const view = viewOf(incident);
    view.restore(shardOf(series.alarmId), { position: 0, series: [series], incidents: [] });
    expect(incidentAnew(view, body, rules)).toMatchObject({ operator: 'bob', comment: 'Firing' });
  });

  it.each([
    ['where the policy ends no incidents any more', viewOf(OPEN), withRules({})],
    ['where nobody knows the incident', viewOf(), withRules({ resolve, operator: 'bob' })],
    ['without the policy', viewOf(OPEN), changedPolicy({})],
  ])('stays as it is %s', (_, view, policy) => {
    expect(incidentAnew(view, SOLVE, policy)).toEqual({ ...SOLVE, configuration: 'c2' });
  });
});

it('a war room that waits gets the people of now, or stays as it is', () => {
  const room = { ...ROOM, admin: 'bob' };
  expect(incidentAnew(viewOf(OPEN), WAR_ROOM, withRules({ warRoomOf: () => room }))).toMatchObject({ room });
  expect(incidentAnew(viewOf(OPEN), WAR_ROOM, withRules({}))).toMatchObject({ room: ROOM });
  expect(incidentAnew(viewOf(), WAR_ROOM, withRules({ warRoomOf: () => room }))).toMatchObject({
    room: ROOM,
  });
});

it('nothing is rendered twice by one configuration', () => {
  for (const body of [CREATE, SOLVE, WAR_ROOM]) {
    const own = { ...body, configuration: 'c2' };
    expect(incidentAnew(viewOf(OPEN), own, withRules({ operator: 'bob' }))).toBe(own);
  }
});
