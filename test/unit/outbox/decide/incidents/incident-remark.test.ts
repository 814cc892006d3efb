import { describe, expect, it } from 'vitest';
import type { AlarmId, AlarmLevel } from '../../../../../src/alerts/alert.ts';
import { remarkOn } from '../../../../../src/outbox/decide/incidents/incident-remark.ts';
import { keepIncident } from '../../../../../src/outbox/decide/incidents/keep-incident.ts';
import type { Remark } from '../../../../../src/outbox/decide/incidents/remark.ts';
import type { EpisodeId, IncidentKey, RemarkIncident } from '../../../../../src/outbox/events/entry.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import type { IncidentInCoc, IncidentOpenInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
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

/** What people are told of an incident, and the body of that. */
function remark(changes: Partial<IncidentInCoc>, given: Given = {}) {
  const incident = anIncident(changes);
  const remarks: Remark[] = [];
  const writeRemark = (one: Remark) => {
    remarks.push(one);
    return 'note';
  };
  const policy = aPolicy({
    writeRemark,
    incidentRules: new Map([['critical', someRules(given.rules)]]),
  });
  const events = remarkOn(ledgerWith(incident, given), incident, { now: NOW, policy });
  const [body] = events.flatMap((event) =>
    event.type === 'entry.queued' && event.body.kind === 'remark-incident' ? [event.body] : [],
  );
  expect(events.length).toBe(remarks.length);
  return { body: body as RemarkIncident | undefined, remark: remarks[0], news: remarks[0]?.news ?? [] };
}

describe('a remark on an incident', () => {
  it('is not made while nothing is new', () => {
    expect(remark({}).news).toEqual([]);
  });

  it('says how many alarms joined, with all that fire', () => {
    const { body, remark: made, news } = remark({ alarms: 4 });
    expect(news).toEqual([{ kind: 'joined', count: 3 }]);
    expect(made).toMatchObject({ at: NOW, covered: { total: 4, alarms: [{ alarmId: 'a1' }] } });
    expect(body).toEqual({
      ...{ kind: 'remark-incident', ...ABOUT, note: 'note', configuration: 'c1' },
      told: { fires: true, alarms: 4, level: 'Critical' },
    });
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
    const { body, news } = remark({ told }, { level: to });
    expect(news).toEqual([{ kind: 'level', from, to }]);
    expect(body?.told.level).toBe(to);
  });

  it('says nothing of a level that was not known', () => {
    expect(remark({ told: { fires: true, alarms: 1 } }).news).toEqual([]);
  });
});

describe('the end of all alarms of an incident', () => {
  const over = (changes: Partial<IncidentInCoc> = {}) => remark(changes, { fires: false });

  it('is told once', () => {
    const { body, news } = over();
    expect(news).toEqual([{ kind: 'over' }]);
    expect(body?.told).toEqual({ fires: false, alarms: 1 });
    expect(over({ told: { fires: false, alarms: 1 } }).news).toEqual([]);
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
    const { body, news } = remark({ toldAt: NOW, alarms: 2 }, { rules });
    expect(body?.forwardTo).toBe('boss');
    expect(news).toEqual([
      { kind: 'not-accepted', openedAt: LONG_AGO },
      { kind: 'joined', count: 1 },
    ]);
  });

  it.each<[string, Partial<IncidentInCoc>, Given]>([
    ['too early', { openedAt: LONG_AGO + 1 }, { rules }],
    ['once it was forwarded', { forwardedAt: 1 }, { rules }],
    ['once it is accepted', { state: 'accepted' }, { rules }],
    ['when its problem is over', { told: { fires: false, alarms: 1 } }, { rules, fires: false }],
    ['without a rule', {}, {}],
  ])('is not forwarded %s', (_what, changes, given) => {
    expect(remark(changes, given).body).toBeUndefined();
  });
});

describe('an incident that was accepted and forgotten', () => {
  const rules = { remindAfterMs: 30 * MINUTE };
  const forgotten = (changes: Partial<IncidentInCoc>, given: Given = {}) =>
    remark({ state: 'accepted', ...changes }, { rules, ...given }).news;

  it('is called to mind when nothing was told for so long, and again after that', () => {
    expect(forgotten({})).toEqual([{ kind: 'forgotten', acceptedAt: LONG_AGO }]);
    expect(forgotten({ toldAt: NOW - 30 * MINUTE })).toHaveLength(1);
    expect(forgotten({ toldAt: NOW - 30 * MINUTE + 1 })).toEqual([]);
    expect(forgotten({ changedAt: NOW - 30 * MINUTE + 1 })).toEqual([]);
    expect(forgotten({ toldAt: undefined as never })).toHaveLength(1);
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
