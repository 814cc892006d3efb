import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../../../src/alerts/target.ts';
import { retryRefused } from '../../../../../src/outbox/decide/anew/retry-refused.ts';
import type {
  EntryBody,
  EpisodeId,
  HandleIncident,
  Occasion,
  RemarkIncident,
} from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import type { Incident } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../../src/outbox/policy.ts';
import { anAlarm, firing, INCIDENT, resolved } from '../../../../support/alerts.ts';
import { openIncident, reportAlarm } from '../../../../support/entries.ts';
import { resolveRules, someRules } from '../../../../support/incident-rules.ts';
import { changedPolicy } from '../../../../support/renderer.ts';

const AFTER: Occasion = { kind: 'reload', at: 50 };
const FIRE = reportAlarm('disk', { configuration: 'c1' });
const END = {
  ...FIRE,
  alert: resolved('disk').alert,
  alarm: anAlarm(resolved('disk').alert),
};
const MOVED = changedPolicy({ alarm: { applicationId: 'app-2' } });
const OVER = { state: 'resolved', endedAt: 40, closedAt: 41 };

function series(changes: object = {}): Series {
  const { alarmId, source, fingerprint, name, level } = firing('disk').alert;
  const open = { state: 'firing', episode: 'ep-disk', startedAt: 1, lastSeenAt: 1, refusedUnder: 'c1' };
  return { alarmId, source, fingerprint, name, level, ...open, ...changes } as Series;
}

function viewOf({ episode, incident }: { episode?: Series | undefined; incident?: Incident }): Ledger {
  const ledger = new Ledger();
  const empty = { position: 0, series: [], incidents: [] };
  if (episode) ledger.restore(shardOf(episode.alarmId), { ...empty, series: [episode] });
  if (incident) ledger.restore(shardOf(incident.key), { ...empty, incidents: [incident] });
  return ledger;
}

function told(event: OutboxEvent): string {
  if (event.type === 'dead-letter.left') return `left: ${event.why}`;
  if (event.type === 'letter.redriven')
    return `redriven ${event.deadLetter}${event.by ? ` by ${event.by}` : ''}`;
  if (event.type !== 'entry.queued') return event.type;
  const { body } = event;
  expect(body.again).toEqual(AFTER);
  if (body.kind !== 'report-alarm') return body.kind;
  return `${body.alarm.alarmStatus} ${body.alarm.applicationId.slice(0, 5)}`;
}

interface Retry {
  readonly body?: EntryBody;
  readonly policy?: OutboxPolicy;
  readonly way?: string;
  readonly older?: readonly string[];
  readonly incident?: Incident;
}

function retried(episode: Series | undefined, { body = FIRE, policy = MOVED, ...more }: Retry = {}) {
  const { way, older = [], incident } = more;
  const view = viewOf({ episode, ...(incident && { incident }) });
  const context = { policy, after: AFTER, now: 60, older };
  return retryRefused(view, { id: 'entry-7', body, way }, context);
}

describe('a refused alarm after a change of the configuration', () => {
  it('is sent again at the place of now', () => {
    expect(retried(series()).map(told)).toEqual(['redriven entry-7', 'episode.changed', 'alarm app-2']);
  });

  it('counts for the configuration of now when it is refused again', () => {
    const again = retried(series(), { body: { ...FIRE, configuration: 'c2' } });
    expect(again).toEqual([]);
  });

  it.each([
    ['COC would get the same', changedPolicy({ alarm: {} }, {})],
    ['a route drops it by now', changedPolicy({ drops: true })],
  ])('is left alone when %s', (_, policy) => {
    const body = { ...FIRE, route: 'new' };
    expect(retried(series(), { body, policy })).toEqual([]);
  });

  it.each([
    ['another address or key', 'w1', 3],
    ['the same address and key', 'w2', 0],
    ['one of an older version', undefined, 0],
  ])('as before goes another way only: %s', (_, way, count) => {
    const policy = changedPolicy({}, { way: 'w2' });
    const body = { ...FIRE, route: 'new' };
    expect(retried(series(), { body, policy, ...(way !== undefined && { way }) })).toHaveLength(count);
  });

  it('goes no other way when a route drops it by now', () => {
    const policy = changedPolicy({ drops: true }, { way: 'w2' });
    expect(retried(series(), { policy, way: 'w1' })).toEqual([]);
  });

  it('is sent with its end when it is over, at the time of that end', () => {
    const events = retried(series(OVER));
    expect(events.map(told)).toEqual(['redriven entry-7', 'episode.changed', 'alarm app-2', 'ok app-2']);
    expect(events.at(-1)).toMatchObject({ body: { alert: { endsAt: 40 } } });
  });

  it('stays where COC has it', () => {
    const known = series({ cocFires: true, target: { ...FIRE.alarm, applicationId: 'there' } });
    expect(retried(known).map(told).at(-1)).toBe('alarm there');
  });

  it('takes older ones of its episode with it', () => {
    expect(
      retried(series(), { older: ['entry-5'] })
        .map(told)
        .slice(0, 2),
    ).toEqual(['redriven entry-5 by entry-7', 'redriven entry-7']);
  });

  it.each([
    ['a later episode has begun', series({ episode: 'ep-2' as EpisodeId }), 'newer'],
    ['another alarm of it was sent since', series({ refusedUnder: undefined }), 'newer'],
    ['it is forgotten', undefined, 'over'],
    ['nothing but its end is known', series({ state: 'tombstone', ...{ firstEndedAt: 1 } }), 'over'],
  ])('is not sent when %s, and that is said', (_, known, why) => {
    const events = retried(known);
    expect(events).toEqual([
      { type: 'dead-letter.left', deadLetter: 'entry-7', alarmId: 'disk', after: AFTER, why },
    ]);
  });
});

describe('a refused end after a change of the configuration', () => {
  const named = changedPolicy({ alarm: { alarmName: 'New' } });

  it('is sent again where its alarm is', () => {
    const target = { ...FIRE.alarm, applicationId: 'there' };
    const events = retried(series({ ...OVER, cocFires: true, target }), { body: END, policy: named });
    expect(events.map(told)).toEqual(['redriven entry-7', 'ok there']);
  });

  it('is not sent when its problem is back', () => {
    expect(retried(series(), { body: END, policy: named }).map(told)).toEqual(['left: newer']);
  });
});

describe('a refused call for an incident after a change of the configuration', () => {
  const open = { ...openIncident('ep-disk'), alarmId: FIRE.alarm.alarmId, configuration: 'c1' };
  const about = { key: open.key, alarmId: open.alarmId, episode: open.episode, policy: 'critical' };
  const failed: Incident = { ...about, state: 'failed', requestedAt: 1, changedAt: 2 };
  const inCoc = {
    ...about,
    requestedAt: 1,
    openedAt: 2,
    changedAt: 3,
    incidentNum: 'IM1',
    request: INCIDENT,
  };
  const rules = new Map([['critical', someRules({ warRoomOf: () => ({ ...ROOM, admin: 'bob' }) })]]);
  const policy = changedPolicy({ request: { title: 'New' } }, { incidentRules: rules });
  const ROOM = {
    ...{ name: 'room', description: '', applicationId: 'a', enterpriseProjectId: '0', admin: 'ann' },
    ...{ participants: [], scheduleGroups: [] },
  };
  const room = {
    kind: 'open-war-room',
    ...about,
    incidentNum: 'IM1',
    room: ROOM,
    configuration: 'c1',
  } as const;

  it.each([
    [
      'is made while its alarm fires',
      series(),
      failed,
      'redriven entry-7, incident.requested, open-incident',
    ],
    ['is not made when its alarm is over', series(OVER), failed, 'left: over'],
    [
      'is not made when it was asked for since',
      series(),
      { ...inCoc, state: 'opened' } as Incident,
      'left: newer',
    ],
  ])('to open it: %s', (_, episode, incident, expected) => {
    expect(retried(episode, { body: open, policy, incident }).map(told).join(', ')).toBe(expected);
  });

  it('is not made for an incident that is forgotten', () => {
    expect(retried(series(), { body: open, policy }).map(told)).toEqual(['left: over']);
  });

  it('is left alone when COC would get the same', () => {
    const incident = { ...inCoc, state: 'accepted' } as Incident;
    expect(retried(series(), { body: room, policy: changedPolicy({}), incident })).toEqual([]);
  });

  it.each([
    [
      'is made while the incident is stuck',
      series(OVER),
      { stuck: true },
      'redriven entry-7, handle-incident',
    ],
    ['is not made when its alarm is back', series(), { stuck: true }, 'left: newer'],
    ['is not made when the agent went on', series(OVER), {}, 'left: newer'],
    ['is not made when the incident is over', series(OVER), { state: 'completed' }, 'left: over'],
    ['is not made for another number', series(OVER), { stuck: true, incidentNum: 'IM2' }, 'left: over'],
    ['is not made without a proof', series(OVER), { stuck: true, unproven: 'why' }, 'left: over'],
  ])('for its next step: %s', (_, episode, changes, expected) => {
    const of = { incidentNum: 'IM1', configuration: 'c1', operator: 'ann' };
    const step: HandleIncident = { ...about, ...of, kind: 'handle-incident', step: 'accept' };
    const resolving = new Map([['critical', someRules({ resolve: resolveRules() })]]);
    const incident = { ...inCoc, state: 'accepted', ...changes } as Incident;
    const retry = { body: step, policy: changedPolicy({}, { incidentRules: resolving }), incident };
    expect(retried(episode, retry).map(told).join(', ')).toBe(expected);
  });

  it.each([
    ['is made while an alarm fires', series(), { stuck: true }, 'redriven entry-7, handle-incident'],
    ['is not made when all are over', series(OVER), { stuck: true }, 'left: newer'],
    ['is not made when the agent went on', series(), {}, 'left: newer'],
  ])('to take back its solution: %s', (_, episode, changes, expected) => {
    const of = { incidentNum: 'IM1', configuration: 'c1', operator: 'ann' };
    const step: HandleIncident = { ...about, ...of, kind: 'handle-incident', step: 'return' };
    const rules = new Map([['critical', someRules({ operator: 'bob' })]]);
    const incident = { ...inCoc, state: 'resolved', ...changes } as Incident;
    const retry = { body: step, policy: changedPolicy({}, { incidentRules: rules }), incident };
    expect(retried(episode, retry).map(told).join(', ')).toBe(expected);
  });

  it.each([
    ['is made to another person while nobody has accepted it', {}, 'redriven entry-7, remark-incident'],
    ['is not made once somebody has', { state: 'accepted' }, 'left: over'],
    ['is not made when the incident is over', { state: 'completed' }, 'left: over'],
    ['is not made for another number', { incidentNum: 'IM2' }, 'left: over'],
    ['is not made without a proof', { unproven: 'why' }, 'left: over'],
  ])('for its forward: %s', (_, changes, expected) => {
    const body: RemarkIncident = {
      ...{ kind: 'remark-incident', ...about, incidentNum: 'IM1', configuration: 'c1' },
      remark: { note: 'n', told: { fires: true, alarms: 1 }, forward: { to: 'ann', from: 'opened' } },
    };
    const escalate = { afterMs: 1, to: 'bob' };
    const escalating = new Map([['critical', someRules({ escalate })]]);
    const incident = { ...inCoc, state: 'opened', ...changes } as Incident;
    const retry = { body, policy: changedPolicy({}, { incidentRules: escalating }), incident };
    expect(retried(series(), retry).map(told).join(', ')).toBe(expected);
  });

  it.each([
    [
      'is made for the one that failed',
      { state: 'accepted', warRoom: { state: 'failed' } },
      'redriven entry-7, open-war-room',
    ],
    ['is not made when it has one', { state: 'accepted', warRoom: { state: 'opened' } }, 'left: newer'],
    ['is not made when the incident is over', { state: 'completed' }, 'left: over'],
    [
      'is not made for another number',
      { state: 'accepted', warRoom: { state: 'failed' }, incidentNum: 'IM2' },
      'left: over',
    ],
  ])('for its war room: %s', (_, changes, expected) => {
    const incident = { ...inCoc, ...changes } as Incident;
    expect(retried(series(), { body: room, policy, incident }).map(told).join(', ')).toBe(expected);
  });
});

describe('a refused end of an earlier episode, after a change of the configuration', () => {
  const end = { ...END, alert: FIRE.alert, alarm: { ...END.alarm, integration: 'pay' } };
  const refusedEnds = [{ deadLetter: 'entry-7', episode: 'ep-disk', integration: 'pay' }];
  const elsewhere = { episode: 'ep-new', refusedUnder: undefined, target: { integration: 'default' } };

  it('is sent again to its place while it is owed there, whatever fires elsewhere', () => {
    const events = retried(series({ ...elsewhere, refusedEnds }), { body: end });
    expect(events.map(told)).toEqual(['redriven entry-7', 'ok 65659']);
    expect(events[1]).toMatchObject({ body: { alarm: { integration: 'pay' }, episode: 'ep-disk' } });
  });

  it('is looked at again after the next change while something else waits for its place', () => {
    const unsent = [{ entry: 9, integration: 'pay' }];
    expect(retried(series({ ...elsewhere, refusedEnds, unsent }), { body: end })).toEqual([]);
  });

  it('is left alone when it is not owed any more', () => {
    expect(retried(series(elsewhere), { body: end }).map(told)).toEqual(['left: newer']);
  });
});

it('only the end is sent of an alarm that COC shows although it is over, where it refused a change of it', () => {
  const target = targetOf(END.alarm);
  const events = retried(series({ ...OVER, cocFires: true, target }));
  expect(events.map(told)).toEqual(['redriven entry-7', 'episode.changed', 'ok 65659']);
});
