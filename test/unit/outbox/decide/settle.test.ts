import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { settleDelivered, settleFailed } from '../../../../src/outbox/decide/settle.ts';
import type {
  EntryBody,
  EpisodeId,
  HandleIncident,
  IncidentKey,
  RemarkIncident,
  ReportAlarm,
} from '../../../../src/outbox/events/entry.ts';
import type { Delivered, FailedOutcome } from '../../../../src/outbox/events/outcome.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { INCIDENT } from '../../../support/alerts.ts';
import { dueEntry, openIncident, reportAlarm } from '../../../support/entries.ts';
import { aPolicy } from '../../../support/policy.ts';

const context = { now: 1_000, policy: aPolicy(), random: 0.5 };
const delivered = { kind: 'delivered', result: 'alarm-reported' } as const;

describe('a failure', () => {
  const retry = { kind: 'retry', reason: 'server-error', detail: 'no' } as const;
  it.each<[string, FailedOutcome, { attempts: number; dueAt: number; scope: string; uncertain: boolean }]>([
    [
      'of the entry counts and backs off',
      { ...retry, scope: 'entry' },
      { attempts: 3, dueAt: 3_000, scope: 'entry', uncertain: false },
    ],
    [
      'of the entry waits as long as the server says',
      { ...retry, scope: 'entry', afterMs: 9_000 },
      { attempts: 3, dueAt: 10_000, scope: 'entry', uncertain: false },
    ],
    [
      'of the destination does not count and does not wait',
      { ...retry, scope: 'destination', afterMs: 9_000 },
      { attempts: 2, dueAt: 0, scope: 'destination', uncertain: false },
    ],
    [
      'by refusal is confirmed a minute later',
      { kind: 'rejected', reason: 'bad-request', detail: 'no' },
      { attempts: 3, dueAt: 61_000, scope: 'entry', uncertain: false },
    ],
    [
      'of unknown outcome is looked up',
      { kind: 'unknown', reason: 'timeout', detail: 'no' },
      { attempts: 3, dueAt: 11_000, scope: 'entry', uncertain: true },
    ],
  ])('%s', (_, outcome, expected) => {
    const [failed] = settleFailed(dueEntry(reportAlarm('a'), { attempts: 2 }), outcome, context);
    expect(failed).toMatchObject({ type: 'attempt.failed', entry: 7, alarmId: 'a', ...expected });
    expect(failed).toMatchObject({ outcome: outcome.kind, reason: outcome.reason, detail: 'no' });
  });

  it.each<[FailedOutcome, boolean]>([
    [{ ...retry, scope: 'entry' }, true],
    [{ kind: 'rejected', reason: 'bad-request', detail: '' }, false],
  ])(
    'of an entry that may have arrived leaves it uncertain unless COC refused it: %o',
    (outcome, uncertain) => {
      const [failed] = settleFailed(dueEntry(openIncident('k'), { uncertain: true }), outcome, context);
      expect(failed).toMatchObject({ uncertain, key: 'k' });
    },
  );
});

describe('a delivered alarm', () => {
  const episode = 'ep-a' as EpisodeId;
  const series = {
    alarmId: 'a' as AlarmId,
    source: 's',
    fingerprint: 'f',
    name: 'n',
    level: 'Major',
  } as const;

  function ledgerWith(state: 'open' | 'closed' | 'another' | 'none'): Ledger {
    const ledger = new Ledger();
    if (state === 'none') return ledger;
    const id = state === 'another' ? ('ep-b' as EpisodeId) : episode;
    ledger.fold({ type: 'episode.opened', ...series, episode: id, startedAt: 1 }, { seq: 1, at: 1 });
    if (state === 'closed')
      ledger.fold({ type: 'episode.closed', ...series, episode, endedAt: 2 }, { seq: 2, at: 2 });
    return ledger;
  }

  function settle(ledger: Ledger, body: ReportAlarm) {
    const outcome = { ...delivered, requestId: 'r1' };
    return settleDelivered(ledger, dueEntry(body, { attempts: 2 }), { ...context, seq: 50, outcome });
  }

  it('is settled with the number of its attempts', () => {
    expect(settle(ledgerWith('open'), reportAlarm('a'))).toEqual([
      { type: 'entry.delivered', entry: 7, alarmId: 'a', attempts: 3, requestId: 'r1' },
    ]);
  });

  it('tells neither a number nor a request that COC did not name', () => {
    const settled = { ...context, seq: 50, outcome: delivered };
    const [event] = settleDelivered(new Ledger(), dueEntry(reportAlarm('a')), settled);
    for (const absent of ['receipt', 'requestId']) expect(event).not.toHaveProperty(absent);
  });

  it('asks for its incident', () => {
    const [, requested, queued] = settle(ledgerWith('open'), reportAlarm('a', { incident: INCIDENT }));
    expect(requested).toEqual({
      type: 'incident.requested',
      key: 'ep-a',
      alarmId: 'a',
      episode,
      policy: 'critical',
      name: 'Alert a',
      resource: 'db-1',
      startedAt: 1,
    });
    expect(queued).toMatchObject({ body: { kind: 'open-incident', key: 'ep-a', request: INCIDENT } });
  });

  it('asks once for the incident of an episode', () => {
    const ledger = ledgerWith('open');
    const body = reportAlarm('a', { incident: INCIDENT });
    settle(ledger, body).forEach((event, i) => {
      ledger.fold(event, { seq: 10 + i, at: 1 });
    });
    expect(settle(ledger, body)[1]).toMatchObject({ type: 'incident.skipped', reason: 'exists' });
  });

  it('asks once for an incident that its episode shares with others', () => {
    const ledger = ledgerWith('open');
    const body = reportAlarm('a', { incident: { ...INCIDENT, correlation: 'db' } });
    settle(ledger, body).forEach((event, i) => {
      ledger.fold(event, { seq: 10 + i, at: 1 });
    });
    expect(settle(ledger, body).slice(1)).toMatchObject([{ type: 'incident.skipped', reason: 'exists' }]);
  });

  it.each(['closed', 'another', 'none'] as const)('asks for none when its episode is over: %s', (state) => {
    const events = settle(ledgerWith(state), reportAlarm('a', { incident: INCIDENT }));
    expect(events[1]).toMatchObject({ type: 'incident.skipped', reason: 'resolved' });
    expect(events).toHaveLength(2);
  });
});

it('a delivered incident is open under the number that COC gave it', () => {
  const entry = dueEntry(openIncident('k'));
  const outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' } as const;
  expect(settleDelivered(new Ledger(), entry, { ...context, seq: 50, outcome })).toEqual([
    { type: 'entry.delivered', entry: 7, alarmId: 'a1', key: 'k', attempts: 1, receipt: 'I1' },
    {
      type: 'incident.opened',
      key: 'k' as IncidentKey,
      alarmId: 'a1',
      incidentNum: 'I1',
      title: INCIDENT.title,
    },
  ]);
  const found = settleDelivered(
    new Ledger(),
    { ...entry, uncertain: true },
    { ...context, seq: 50, outcome },
  );
  expect(found[1]).not.toHaveProperty('title');
});

it('a delivered incident that an operator already said is open is only settled', () => {
  const { key, alarmId, episode } = openIncident('k');
  const ledger = new Ledger();
  const requested = { type: 'incident.requested', key, alarmId, episode, policy: 'critical' } as const;
  ledger.fold(requested, { seq: 1, at: 1 });
  ledger.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'I9' }, { seq: 2, at: 1 });
  const outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' } as const;
  const events = settleDelivered(ledger, dueEntry(openIncident('k')), { ...context, seq: 50, outcome });
  expect(events.map(({ type }) => type)).toEqual(['entry.delivered']);
});

describe('a delivered step of an incident', () => {
  const about = { key: 'k' as IncidentKey, alarmId: 'a1' as AlarmId, episode: 'e' as EpisodeId, policy: 'p' };
  const step: HandleIncident = {
    ...{ kind: 'handle-incident', ...about, incidentNum: 'I1', operator: 'u', step: 'solve' },
  };
  const left = { type: 'entry.delivered', entry: 7, alarmId: 'a1', key: 'k', attempts: 1 };
  const settled = (outcome: Delivered, body: EntryBody = step, uncertain = false) =>
    settleDelivered(new Ledger(), dueEntry(body, { uncertain }), { ...context, seq: 50, outcome });
  const moved = { type: 'incident.moved', key: 'k', alarmId: 'a1' };

  it.each([
    ['accept', 'accepted'],
    ['solve', 'resolved'],
    ['confirm', 'completed'],
  ] as const)('%s moves it to %s', (name, state) => {
    const outcome: Delivered = { kind: 'delivered', result: 'step-taken' };
    expect(settled(outcome, { ...step, step: name })).toEqual([
      { ...left, kind: 'handle-incident' },
      { ...moved, state, by: 'agent' },
    ]);
  });

  it.each([
    ['a person was faster', 'resolved', false, 'person'],
    ['an earlier attempt had arrived', 'resolved', true, 'agent'],
    ['a person has gone further', 'completed', true, 'person'],
  ] as const)('that was not needed, because %s, shows who did it', (_why, state, uncertain, by) => {
    const outcome: Delivered = { kind: 'delivered', result: 'step-not-needed', state };
    expect(settled(outcome, step, uncertain)).toEqual([
      { ...left, kind: 'handle-incident', receipt: state },
      { ...moved, state, by },
    ]);
  });

  it.each(['step-taken', 'alarm-reported', 'people-told'] as const)(
    'moves nothing when another kind of entry is %s',
    (result) => {
      const events = settled({ kind: 'delivered', result }, openIncident('k'));
      expect(events.map(({ type }) => type)).toEqual(['entry.delivered']);
    },
  );

  describe('a remark', () => {
    const told = { fires: true, alarms: 2 };
    const forward = { to: 'boss', from: 'opened' } as const;
    const bodyWith = (more: object = {}): EntryBody => ({
      ...{ kind: 'remark-incident', ...about, incidentNum: 'I1', remark: { note: 'n', told, ...more } },
    });
    const gone = { ...left, kind: 'remark-incident' };
    const incident = { key: 'k', alarmId: 'a1' };
    const notTold: Delivered = { kind: 'delivered', result: 'people-not-told', why: 'no API' };

    it('tells people what it says, and who has the incident now', () => {
      const heard: Delivered = { kind: 'delivered', result: 'people-told' };
      expect(settled(heard, bodyWith())).toEqual([
        gone,
        { type: 'people.told', ...incident, note: 'n', told },
      ]);
      expect(settled(heard, bodyWith({ forward }))[1]).toMatchObject({ type: 'people.told', forward });
    });

    it('that is not made counts as told, but a forward does not', () => {
      const why = { type: 'people.not-told', ...incident, why: 'no API' };
      expect(settled(notTold, bodyWith())).toEqual([gone, { ...why, told }]);
      expect(settled(notTold, bodyWith({ forward }))).toEqual([gone, why]);
    });

    it('says nothing of people where it was never written', () => {
      const { remark: _, ...unwritten } = bodyWith() as RemarkIncident;
      expect(settled(notTold, unwritten)).toEqual([gone]);
    });
  });

  it('remembers what the texts of an incident tell, but not of one that was found', () => {
    const told = { fires: true, alarms: 2, level: 'Critical' } as const;
    const body: EntryBody = { ...openIncident('k'), told };
    const outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' } as const;
    expect(settled(outcome, body)[1]).toMatchObject({ type: 'incident.opened', told });
    expect(settled(outcome, body, true)[1]).not.toHaveProperty('told');
  });

  it('opens a war room, with its number where COC gives one', () => {
    const room = { name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' };
    const body: EntryBody = {
      ...{ kind: 'open-war-room', ...about, incidentNum: 'I1' },
      room: { ...room, participants: [], scheduleGroups: [] },
    };
    const gone = { ...left, kind: 'open-war-room' };
    const opened = { type: 'war-room.opened', key: 'k', alarmId: 'a1' };
    expect(settled({ kind: 'delivered', result: 'war-room-opened', warRoomNum: 'W1' }, body)).toEqual([
      { ...gone, receipt: 'W1' },
      { ...opened, warRoomNum: 'W1' },
    ]);
    const unnamed = settled({ kind: 'delivered', result: 'war-room-opened' }, body);
    expect(unnamed).toEqual([gone, opened]);
    expect(unnamed[1]).not.toHaveProperty('warRoomNum');
  });
});
