import { describe, expect, it } from 'vitest';
import type { AlarmId, AlarmLevel } from '../../../../../src/alerts/alert.ts';
import {
  cancelRemark,
  remarkOn,
  withRemarkOfNow,
} from '../../../../../src/outbox/decide/incidents/incident-remark.ts';
import { keepIncident } from '../../../../../src/outbox/decide/incidents/keep-incident.ts';
import type { Remark } from '../../../../../src/outbox/decide/incidents/remark.ts';
import type { EpisodeId, IncidentKey, RemarkIncident } from '../../../../../src/outbox/events/entry.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import type { IncidentInCoc, IncidentOpenInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { dueEntry } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const LONG_AGO = NOW - 60 * MINUTE;

const ABOUT = {
  ...{ key: 'k1' as IncidentKey, alarmId: 'a1' as AlarmId, episode: 'e1' as EpisodeId },
  ...{ policy: 'critical', incidentNum: 'IM1' },
};

function anIncident(changes: Partial<IncidentInCoc> = {}): IncidentOpenInCoc {
  return {
    ...{ ...ABOUT, state: 'opened', requestedAt: 1, openedAt: LONG_AGO, changedAt: LONG_AGO },
    ...{ request: INCIDENT, told: { fires: true, alarms: 1, level: 'Critical' }, toldAt: LONG_AGO },
    ...changes,
  } as IncidentOpenInCoc;
}

interface Given {
  readonly fires?: boolean;
  readonly level?: AlarmLevel;
  readonly rules?: Parameters<typeof someRules>[0];
}

function ledgerWith(incident: IncidentInCoc, { fires = true, level = 'Critical' }: Given): Ledger {
  const ledger = new Ledger();
  const { alarmId, episode, key } = ABOUT;
  const about = { alarmId, episode, source: 's', fingerprint: 'f', name: 'n', level } as const;
  const firing: Series = { ...about, state: 'firing', startedAt: 7, lastSeenAt: 7 };
  const series: Series = fires ? firing : { ...firing, state: 'resolved', endedAt: 9, closedAt: 9 };
  ledger.restore(shardOf(alarmId), { position: 0, series: [series], incidents: [] });
  if (shardOf(key) === shardOf(alarmId)) throw new Error('both in one shard: one would replace the other');
  ledger.restore(shardOf(key), { position: 0, series: [], incidents: [incident] });
  return ledger;
}

/** What people are told of an incident, if anything is queued, and what is written then. */
function remark(changes: Partial<IncidentInCoc>, given: Given = {}) {
  const incident = anIncident(changes);
  const remarks: Remark[] = [];
  const writeRemark = (one: Remark) => {
    remarks.push(one);
    return 'note';
  };
  const incidentRules = new Map([['critical', someRules(given.rules)]]);
  const context = { now: NOW, policy: aPolicy({ writeRemark, incidentRules }) };
  const ledger = ledgerWith(incident, given);
  const events = remarkOn(ledger, incident, context);
  const [queued] = events;
  const body = queued?.type === 'entry.queued' ? queued.body : undefined;
  if (body?.kind !== 'remark-incident') return { events, body: undefined, written: undefined, news: [] };
  const taken = withRemarkOfNow(ledger, dueEntry(body), body, context)?.body;
  const written = taken?.kind === 'remark-incident' ? taken.remark : undefined;
  return { events, body, written, remark: remarks.at(-1), news: remarks.at(-1)?.news ?? [] };
}

describe('a remark on an incident', () => {
  it('is not made while nothing is new', () => {
    expect(remark({}).events).toEqual([]);
  });

  it('says how many alarms joined, with all that fire', () => {
    const { body, written, remark: made, news } = remark({ alarms: 4 });
    expect(news).toEqual([{ kind: 'joined', count: 3 }]);
    expect(made).toMatchObject({ at: NOW, covered: { total: 4, alarms: [{ alarmId: 'a1' }] } });
    expect(body).toEqual({ kind: 'remark-incident', ...ABOUT, configuration: 'c1' });
    expect(written).toEqual({ note: 'note', told: { fires: true, alarms: 4, level: 'Critical' } });
  });

  it('says nothing of joined alarms while it is not known of how many people were told', () => {
    expect(remark({ told: undefined as never, alarms: 4 }).news).toEqual([]);
  });

  it.each<[Partial<IncidentInCoc>, boolean]>([
    [{ toldAt: NOW - 5 * MINUTE }, true],
    [{ toldAt: NOW - 5 * MINUTE + 1 }, false],
    [{ toldAt: undefined as never, openedAt: NOW - 5 * MINUTE }, true],
    [{ toldAt: undefined as never, openedAt: NOW - 5 * MINUTE + 1 }, false],
  ])('waits five minutes after what was told last (%j: %s)', (changes, isMade) => {
    expect(remark({ alarms: 2, ...changes }).body !== undefined).toBe(isMade);
  });

  it('waits while another one waits, and is none where the number may be that of another problem', () => {
    expect(remark({ alarms: 2, remarking: true }).body).toBeUndefined();
    expect(remark({ alarms: 2, unproven: 'I saw it' }).body).toBeUndefined();
  });

  it.each<[AlarmLevel, AlarmLevel]>([
    ['Major', 'Critical'],
    ['Critical', 'Major'],
  ])('says that the highest level went from %s to %s', (from, to) => {
    const told = { fires: true, alarms: 1, level: from };
    const { written, news } = remark({ told }, { level: to });
    expect(news).toEqual([{ kind: 'level', from, to }]);
    expect(written?.told.level).toBe(to);
  });

  it('says nothing of a level that was not known', () => {
    expect(remark({ told: { fires: true, alarms: 1 } }).news).toEqual([]);
  });
});

describe('the end of all alarms of an incident', () => {
  const over = (changes: Partial<IncidentInCoc> = {}) => remark(changes, { fires: false });

  it('is told once', () => {
    const { written, news } = over();
    expect(news).toEqual([{ kind: 'over' }]);
    expect(written?.told).toStrictEqual({ fires: false, alarms: 1 });
    expect(over({ told: { fires: false, alarms: 1 } }).news).toEqual([]);
  });

  it('is told as that where some of them have another incident', () => {
    expect(over({ left: true }).news).toEqual([{ kind: 'left' }]);
  });

  it('is told also where nothing is known of what people were told', () => {
    expect(over({ told: undefined as never }).news).toEqual([{ kind: 'over' }]);
  });

  it.each<[Partial<IncidentInCoc>, boolean]>([
    [{ step: 'accept' }, false],
    [{ state: 'resolved', by: 'agent' }, false],
    [{ state: 'resolved', by: 'person' }, true],
    [{ state: 'accepted', by: 'agent' }, true],
  ])('is left to the solution while the agent ends the incident (%j)', (changes, isTold) => {
    expect(over(changes).news.length).toBe(isTold ? 1 : 0);
  });

  it('is taken back when the problem is there again, with what joined meanwhile', () => {
    const { news } = remark({ told: { fires: false, alarms: 1 }, alarms: 3 });
    expect(news).toEqual([{ kind: 'back' }, { kind: 'joined', count: 2 }]);
  });
});

describe('an incident that nobody accepts', () => {
  const rules = { escalate: { afterMs: 60 * MINUTE, to: 'boss' } };

  it('is forwarded when its time has come, whatever was told just now', () => {
    const { written, news } = remark({ toldAt: NOW, alarms: 2 }, { rules });
    expect(written?.forward).toEqual({ to: 'boss', from: 'opened' });
    expect(news).toEqual([
      { kind: 'not-accepted', since: LONG_AGO },
      { kind: 'joined', count: 1 },
    ]);
  });

  it.each<[string, Partial<IncidentInCoc>, Given]>([
    ['too early', { openedAt: LONG_AGO + 1 }, { rules }],
    ['once it was forwarded', { forward: 'done' }, { rules }],
    ['once COC refused that', { forward: 'refused' }, { rules }],
    ['too early after it could not be', { forwardedAt: LONG_AGO + 1 }, { rules }],
    [
      'once a person has accepted it, of which nothing else is known',
      { state: 'accepted', by: 'person' },
      { rules },
    ],
    ['once a person has accepted it', { state: 'accepted', by: 'person', touched: true }, { rules }],
    [
      'once a person was there, whatever the agent did',
      { state: 'accepted', by: 'agent', touched: true },
      { rules },
    ],
    ['while the agent waits for a confirmation', { state: 'resolved', by: 'agent' }, { rules }],
    ['when its problem is over', { told: { fires: false, alarms: 1 } }, { rules, fires: false }],
    ['without a rule', {}, {}],
  ])('is not forwarded %s', (_what, changes, given) => {
    expect(remark(changes, given).body).toBeUndefined();
  });
});

it('an incident that the agent alone has accepted is forwarded too, counted from then on', () => {
  const rules = { escalate: { afterMs: 10 * MINUTE, to: 'boss' } };
  const ours = { state: 'accepted', by: 'agent', changedAt: NOW - 10 * MINUTE } as const;
  const { written, news } = remark(ours, { rules });
  expect(written?.forward).toEqual({ to: 'boss', from: 'accepted' });
  expect(news).toEqual([{ kind: 'not-accepted', since: NOW - 10 * MINUTE }]);
  expect(remark({ ...ours, changedAt: NOW - 10 * MINUTE + 1 }, { rules }).body).toBeUndefined();
});

it('a forward that could not be made is tried again after the same time', () => {
  const rules = { escalate: { afterMs: 10 * MINUTE, to: 'boss' } };
  expect(remark({ forwardedAt: NOW - 10 * MINUTE }, { rules }).written?.forward).toBeDefined();
  expect(remark({ forwardedAt: NOW - 10 * MINUTE + 1 }, { rules }).body).toBeUndefined();
});

describe('a remark that is about to be sent', () => {
  const body: RemarkIncident = { kind: 'remark-incident', ...ABOUT };
  const policy = aPolicy({ incidentRules: new Map([['critical', someRules()]]) });
  const written = (incident: IncidentInCoc | undefined, given: Given = {}) => {
    const ledger = incident ? ledgerWith(incident, given) : new Ledger();
    return withRemarkOfNow(ledger, dueEntry(body), body, { now: NOW, policy });
  };

  it('tells what is true then', () => {
    expect(written(anIncident({ alarms: 2, remarking: true }))?.body).toMatchObject({
      remark: { note: 'joined', told: { alarms: 2 } },
    });
    expect(written(anIncident({ remarking: true }), { fires: false })?.body).toMatchObject({
      remark: { note: 'over', told: { fires: false } },
    });
  });

  it('is none when there is nothing to tell any more, or nobody to tell it to', () => {
    expect(written(anIncident())).toBeUndefined();
    expect(written(undefined)).toBeUndefined();
    expect(written(anIncident({ alarms: 2, incidentNum: 'IM2' }))).toBeUndefined();
    expect(written(anIncident({ alarms: 2, state: 'completed' }))).toBeUndefined();
    expect(written(anIncident({ alarms: 2, unproven: 'I saw it' }))).toBeUndefined();
    expect(cancelRemark(dueEntry(body))).toEqual([
      {
        type: 'entry.cancelled',
        entry: 7,
        alarmId: 'a1',
        key: 'k1',
        kind: 'remark-incident',
        reason: 'outdated',
      },
    ]);
  });
});

describe('an incident that was accepted and forgotten', () => {
  const rules = { remindAfterMs: 30 * MINUTE };
  const forgotten = (changes: Partial<IncidentInCoc>, given: Given = {}) =>
    remark({ state: 'accepted', by: 'person', ...changes }, { rules, ...given }).news;

  it('is called to mind when nothing was told for so long, and again after that', () => {
    expect(forgotten({})).toEqual([{ kind: 'forgotten', since: LONG_AGO }]);
    expect(forgotten({ toldAt: NOW - 30 * MINUTE })).toHaveLength(1);
    expect(forgotten({ toldAt: NOW - 30 * MINUTE + 1 })).toEqual([]);
    expect(forgotten({ changedAt: NOW - 30 * MINUTE + 1 })).toEqual([]);
    expect(forgotten({ toldAt: undefined as never })).toHaveLength(1);
    expect(forgotten({ by: 'agent', touched: true })).toHaveLength(1);
    expect(forgotten({ by: 'agent' })).toEqual([]);
  });

  it('is left alone where there is no rule, where nobody accepted it, and where its problem is over', () => {
    expect(forgotten({}, { rules: {} })).toEqual([]);
    expect(forgotten({ state: 'opened' })).toEqual([]);
    expect(forgotten({ told: { fires: false, alarms: 1 } }, { fires: false })).toEqual([]);
  });
});

it('is decided with the next step of an incident where COC takes remarks, and only there', () => {
  const incident = anIncident({ alarms: 2 });
  const policy = aPolicy({ incidentRules: new Map([['critical', someRules()]]) });
  const kinds = (tells?: boolean) =>
    keepIncident(ledgerWith(incident, {}), incident.key, {
      ...{ seq: 1, now: NOW, policy },
      ...(tells !== undefined && { tells }),
    }).map(({ type }) => type);
  expect(kinds(true)).toEqual(['entry.queued']);
  expect(kinds(false)).toEqual([]);
  expect(kinds()).toEqual([]);
});
