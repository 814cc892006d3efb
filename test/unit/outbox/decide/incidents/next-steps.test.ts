import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { nextSteps } from '../../../../../src/outbox/decide/incidents/next-steps.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import type { Incident, IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { FiringSeries, Series } from '../../../../../src/outbox/ledger/series.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { resolveRules, someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const QUIET = NOW - 10 * MINUTE;

function anIncident(changes: Partial<IncidentInCoc> = {}): IncidentInCoc {
  return {
    key: 'k1' as IncidentKey,
    alarmId: 'a1' as AlarmId,
    episode: 'e1' as EpisodeId,
    policy: 'critical',
    state: 'opened',
    requestedAt: 1,
    openedAt: 1,
    changedAt: 1,
    incidentNum: 'IM1',
    request: INCIDENT,
    ...changes,
  };
}

const SERIES: FiringSeries = {
  ...{ alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId, state: 'firing', source: 's', name: 'n' },
  ...{ fingerprint: 'f', level: 'Critical', startedAt: 1, lastSeenAt: 1 },
};

interface Given {
  readonly firing?: boolean;
  readonly rules?: Parameters<typeof someRules>[0];
  /** Changes of the firing series. */
  readonly series?: Partial<FiringSeries>;
}

function kept(
  incident: Incident,
  { firing = false, rules = {}, series: changes = {} }: Given = {},
): readonly OutboxEvent[] {
  const ledger = new Ledger();
  const series: Series[] = [
    firing ? { ...SERIES, ...changes } : { ...SERIES, state: 'resolved', endedAt: 2, closedAt: 2 },
  ];
  ledger.restore(shardOf('a1'), { position: 0, series, incidents: [] });
  const all = { resolve: resolveRules({ afterMs: 10 * MINUTE }), ...rules };
  const policy = aPolicy({ incidentRules: new Map([['critical', someRules(all)]]) });
  return nextSteps(ledger, incident, { now: NOW, policy });
}

/** What each event does, in a word. */
function words(events: readonly OutboxEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.type !== 'entry.queued') return event.type;
    return event.body.kind === 'handle-incident' ? event.body.step : event.body.kind;
  });
}

const listOf = (word: string) => (word === '' ? [] : [word]);

describe('an open incident', () => {
  it.each<[string, string, Partial<IncidentInCoc>, Given]>([
    ['whose alarm fires', '', {}, { firing: true }],
    ['whose alarm is over', 'incident.quiet', {}, {}],
    ['whose alarm is back', 'incident.stirred', { quietSince: QUIET }, { firing: true }],
    ['that is quiet for too short a time', '', { quietSince: QUIET + 1 }, {}],
    ['that is quiet for long enough', 'accept', { quietSince: QUIET }, {}],
    ['that we have accepted', 'solve', { quietSince: QUIET, state: 'accepted' }, {}],
    ['that we have solved', 'confirm', { quietSince: QUIET, state: 'resolved' }, {}],
    [
      'that is only to be proposed',
      '',
      { quietSince: QUIET, state: 'resolved' },
      { rules: { resolve: resolveRules({ mode: 'propose' }) } },
    ],
    ['whose step is under way', '', { quietSince: QUIET, step: 'accept' }, {}],
    ['whose step was refused', '', { quietSince: QUIET, stuck: true }, {}],
    ['that people completed', '', { quietSince: QUIET, state: 'completed' }, {}],
    ['that people rejected', '', { quietSince: QUIET, state: 'rejected' }, {}],
    [
      'that people completed, whose alarm is back',
      '',
      { quietSince: QUIET, state: 'completed' },
      { firing: true },
    ],
    ['that people rejected, whose alarm is over', '', { state: 'rejected' }, {}],
    [
      'that is only to be proposed, and that a person took',
      '',
      { quietSince: QUIET, state: 'resolved', touched: true },
      { rules: { resolve: resolveRules({ mode: 'propose' }) } },
    ],
    [
      'that a person took',
      'incident.left-alone',
      { quietSince: QUIET, state: 'accepted', touched: true },
      {},
    ],
    [
      'that was left alone already',
      '',
      { quietSince: QUIET, state: 'accepted', touched: true, leftAlone: true },
      {},
    ],
    [
      'that a person took, when that does not matter',
      'solve',
      { quietSince: QUIET, state: 'accepted', touched: true },
      { rules: { resolve: resolveRules({ onlyIfUntouched: false }) } },
    ],
  ])('%s leads to: %s', (_, expected, changes, given) => {
    expect(words(kept(anIncident(changes), given))).toEqual(listOf(expected));
  });

  it.each<[string, string, Partial<IncidentInCoc>]>([
    ['that we have solved', 'return', { state: 'resolved', by: 'agent' }],
    [
      'that we have solved, and that was quiet',
      'incident.stirred',
      { state: 'resolved', by: 'agent', quietSince: QUIET },
    ],
    ['that a person solved', '', { state: 'resolved', by: 'person', touched: true }],
    ['whose solution is being taken back', '', { state: 'resolved', by: 'agent', step: 'return' }],
    ['whose solution COC does not take back', '', { state: 'resolved', by: 'agent', stuck: true }],
    ['whose number is not proven', '', { state: 'resolved', by: 'agent', unproven: 'why' }],
    ['that we have accepted', '', { state: 'accepted', by: 'agent' }],
    ['that a person accepted', '', { state: 'accepted', by: 'person', boundUntil: 0 }],
  ])('%s, whose alarm is back, leads to: %s', (_, expected, changes) => {
    expect(words(kept(anIncident(changes), { firing: true }))).toEqual(listOf(expected));
  });

  it.each<[string, string, Partial<IncidentInCoc>, Partial<FiringSeries>]>([
    ['an alarm that the person knew', '', {}, { linkedAt: NOW - 6 * MINUTE }],
    ['an alarm that joined since then', 'return', {}, { linkedAt: NOW - 4 * MINUTE }],
    ['an alarm that joined before that was known', 'return', { boundUntil: 5 }, { linkedAt: 6 }],
    ['what fires on when it is raised again', 'return', { changedAt: NOW - 20 * MINUTE }, {}],
    ['what fires on shortly before that', '', { changedAt: NOW - 20 * MINUTE + 1 }, {}],
  ])('that a person solved leads, for %s, to: %s', (_, expected, changes, series) => {
    const solved = { state: 'resolved', by: 'person', touched: true, changedAt: NOW - 5 * MINUTE } as const;
    const given = { firing: true, series, rules: { reraiseAfterMs: 20 * MINUTE } };
    expect(words(kept(anIncident({ ...solved, ...changes }), given))).toEqual(listOf(expected));
  });

  it('that a person solved leads to that also where one alarm of several has joined since then', () => {
    const ledger = new Ledger();
    for (const [name, linkedAt] of [
      ['a2', 4],
      ['a3', 6],
    ] as const) {
      const series: Series = { ...SERIES, alarmId: name as AlarmId, incident: 'k1' as IncidentKey, linkedAt };
      ledger.restore(shardOf(name), { position: 0, series: [series], incidents: [] });
    }
    const incident = anIncident({ state: 'resolved', by: 'person', touched: true, changedAt: 5 });
    const rules = someRules({ reraiseAfterMs: NOW });
    const policy = aPolicy({ incidentRules: new Map([['critical', rules]]) });
    expect(words(nextSteps(ledger, incident, { now: NOW, policy }))).toEqual(['return']);
  });

  it('gets its solution taken back with a comment', () => {
    const [queued] = kept(anIncident({ state: 'resolved', by: 'agent' }), { firing: true });
    expect(queued).toMatchObject({
      body: { kind: 'handle-incident', step: 'return', operator: INCIDENT.creator, comment: 'returned' },
    });
  });

  it('gets its solution taken back also where people end the incidents, unless the policy is gone', () => {
    const solved = anIncident({ state: 'resolved', by: 'agent' });
    expect(words(kept(solved, { firing: true, rules: { resolve: undefined as never } }))).toEqual(['return']);
    const gone = { resolve: undefined as never, takenBackOf: undefined as never };
    expect(kept(solved, { firing: true, rules: gone })).toEqual([]);
    expect(kept(solved, { rules: gone })).toEqual([]);
  });

  it('gets its solution taken back for the alarms that fire now, each name once, at most twenty', () => {
    const ledger = new Ledger();
    const put = (alarmId: string, changes: Partial<FiringSeries>) => {
      const series = { ...SERIES, alarmId: alarmId as AlarmId, ...changes };
      const shard = { position: 0, series: [series as Series], incidents: [] };
      ledger.restore(shardOf(alarmId), shard);
    };
    const all = { takenBackOf: ({ names = [] }: Incident) => names.join() };
    const policy = aPolicy({ incidentRules: new Map([['critical', someRules(all)]]) });
    const incident = anIncident({ state: 'resolved', by: 'agent', names: ['Over', 'Back'] });
    const comment = () => nextSteps(ledger, incident, { now: NOW, policy }).map((event) => event);
    put('a2', { name: 'Back', incident: incident.key, startedAt: 1 });
    put('a3', { name: 'Back', incident: incident.key, startedAt: 2 });
    expect(comment()).toMatchObject([{ body: { step: 'return', comment: 'Back' } }]);
    for (let i = 10; i < 40; i += 1) put(`b${i}`, { name: `n${i}`, incident: incident.key, startedAt: i });
    const names = ['Back', ...Array.from({ length: 19 }, (_, i) => `n${i + 10}`)];
    expect(comment()).toMatchObject([{ body: { comment: names.join() } }]);
  });

  it('of a policy that leaves it to people is left to them', () => {
    expect(kept(anIncident({ policy: 'gone', quietSince: QUIET }))).toEqual([]);
  });

  it('is accepted without a solution and without a comment', () => {
    const about = {
      configuration: 'c1',
      key: 'k1',
      alarmId: 'a1',
      episode: 'e1',
      policy: 'critical',
      incidentNum: 'IM1',
    };
    const body = { kind: 'handle-incident', ...about, operator: INCIDENT.creator, step: 'accept' };
    expect(kept(anIncident({ quietSince: QUIET }))).toEqual([{ type: 'entry.queued', body }]);
  });

  it('is named by what is noted about it', () => {
    const about = { key: 'k1', alarmId: 'a1' };
    expect(kept(anIncident())).toEqual([{ type: 'incident.quiet', ...about }]);
    const stirred = [{ type: 'incident.stirred', ...about }];
    expect(kept(anIncident({ quietSince: QUIET }), { firing: true })).toEqual(stirred);
  });

  it('is solved in the name of its creator, with its texts and times', () => {
    const [queued] = kept(anIncident({ quietSince: QUIET, state: 'accepted' }));
    expect(queued).toMatchObject({
      body: {
        ...{ kind: 'handle-incident', incidentNum: 'IM1', operator: INCIDENT.creator, step: 'solve' },
        solution: { type: INCIDENT.type, cause: 'cause', solution: 'solution', startedAt: 1, endedAt: QUIET },
      },
    });
  });
});

it('an incident whose request was never stored gets no step, because that needs it', () => {
  const { request: _, ...old } = anIncident({ quietSince: QUIET });
  expect(kept(old)).toEqual([]);
});

describe('a war room', () => {
  const room = {
    ...{ name: 'n', description: '', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' },
    ...{ participants: [], scheduleGroups: [] },
  };
  const rules = { warRoomOf: () => room };

  it.each<[string, string, Partial<IncidentInCoc>]>([
    ['is opened once the incident is accepted', 'open-war-room', { state: 'accepted' }],
    ['waits until the incident is accepted', '', { state: 'opened' }],
    ['is requested once', '', { state: 'accepted', warRoom: { state: 'requested' } }],
    ['is for no incident that may be another problem', '', { state: 'accepted', unproven: 'why' }],
    ['that COC refused is not requested again', '', { state: 'resolved', warRoom: { state: 'failed' } }],
  ])('%s: %s', (_, expected, changes) => {
    expect(words(kept(anIncident(changes), { firing: true, rules }))).toEqual(listOf(expected));
  });
});
