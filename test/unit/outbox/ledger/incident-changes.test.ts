import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EntryBody, EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { shardOf } from '../../../../src/outbox/events/hash.ts';
import type { CocIncidentState } from '../../../../src/outbox/events/incident-event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { INCIDENT } from '../../../support/alerts.ts';

const key = 'k1' as IncidentKey;
const alarmId = 'a1' as AlarmId;
const episode = 'e1' as EpisodeId;
const about = { key, alarmId, episode, policy: 'critical' };
const requested: OutboxEvent = { type: 'incident.requested', ...about };
const named: OutboxEvent = { ...requested, name: 'Disk full' };
const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
const stepBody: EntryBody = {
  ...{ kind: 'handle-incident', ...about, incidentNum: 'I1', operator: 'u', step: 'solve' },
};
const room = { name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' };
const roomBody: EntryBody = {
  ...{ kind: 'open-war-room', ...about, incidentNum: 'I1' },
  room: { ...room, participants: [], scheduleGroups: [] },
};
const queued = (body: EntryBody): OutboxEvent => ({ type: 'entry.queued', body });
const ofStep = { entry: 4, alarmId, key, kind: 'handle-incident' } as const;
const ofRoom = { entry: 4, alarmId, key, kind: 'open-war-room' } as const;
const failed = (changes: Partial<AttemptFailed>): AttemptFailed => ({
  ...{ type: 'attempt.failed', entry: 4, alarmId, outcome: 'retry', reason: 'network', scope: 'entry' },
  ...{ detail: 'no route', attempts: 1, dueAt: 0, uncertain: false },
  ...changes,
});
const refused = { type: 'entry.dead-lettered', reason: 'bad-request', detail: 'no such user' } as const;

/** Incident after these events. The first is decided at 1, each next one at one more. */
function incidentAfter(...events: readonly OutboxEvent[]) {
  const ledger = new Ledger();
  events.forEach((event, i) => {
    ledger.fold(event, { seq: i + 1, at: i + 1 });
  });
  return ledger.incident(key);
}

describe('a remark on an incident', () => {
  const told = { fires: false, alarms: 2 };
  const forward = { to: 'boss', from: 'opened' } as const;
  const remarkBody: EntryBody = { kind: 'remark-incident', ...about, incidentNum: 'I1' };
  const againBody: EntryBody = { ...remarkBody, remark: { note: 'n', told, forward } };
  const ofRemark = { entry: 4, alarmId, key, kind: 'remark-incident' } as const;
  const texts = { fires: true, alarms: 1, level: 'Critical' } as const;
  const openedWith: OutboxEvent = { ...opened, title: 't', told: texts };
  const heard: OutboxEvent = { type: 'people.told', key, alarmId, note: 'n', told };
  const forwarded: OutboxEvent = { ...heard, forward };
  const notHeard: OutboxEvent = { type: 'people.not-told', key, alarmId, why: 'no', told };
  const notForwarded: OutboxEvent = { type: 'people.not-told', key, alarmId, why: 'no' };
  const dead: OutboxEvent = { ...refused, ...ofRemark, deadLetter: 'entry-4' };

  it('begins with what the texts of the incident tell, also where their answer was lost', () => {
    expect(incidentAfter(requested, openedWith)).toMatchObject({ told: texts, openedAt: 2 });
    const started: OutboxEvent = { type: 'attempt.started', entry: 4, alarmId, key, told: texts };
    expect(incidentAfter(requested, started, opened)).toMatchObject({ told: texts, openedAt: 3 });
    const known = incidentAfter(requested, opened);
    expect(known).not.toHaveProperty('told');
  });

  it('counts once it was made, or could not be', () => {
    const waiting = incidentAfter(requested, openedWith, queued(remarkBody));
    expect(waiting).toMatchObject({ told: texts, remarking: true });
    expect(waiting).not.toHaveProperty('toldAt');
    expect(incidentAfter(requested, openedWith, heard)).toMatchObject({ told, toldAt: 3 });
    expect(incidentAfter(requested, openedWith, notHeard)).toMatchObject({ told, toldAt: 3 });
    for (const event of [heard, notHeard])
      expect(incidentAfter(requested, openedWith, event)).not.toHaveProperty('forwardedAt');
  });

  it('that forwards it counts when it was made, and is remembered when it could not be', () => {
    const made = incidentAfter(requested, openedWith, forwarded);
    expect(made).toMatchObject({ told, forward: 'done', forwardedAt: 3 });
    const not = incidentAfter(requested, openedWith, notForwarded);
    expect(not).toMatchObject({ told: texts, toldAt: 3, forwardedAt: 3 });
    expect(not).not.toHaveProperty('forward');
  });

  it('waits until it leaves, however it does', () => {
    const started: OutboxEvent = { type: 'attempt.started', ...ofRemark, told };
    const delivered: OutboxEvent = { type: 'entry.delivered', ...ofRemark, attempts: 1 };
    const cancelled: OutboxEvent = { type: 'entry.cancelled', ...ofRemark, reason: 'outdated' };
    expect(incidentAfter(requested, openedWith, started)).toMatchObject({ mayKnow: told, told: texts });
    for (const left of [delivered, cancelled]) {
      const after = incidentAfter(requested, openedWith, queued(remarkBody), started, left);
      for (const name of ['remarking', 'mayKnow', 'detail', 'forward'])
        expect(after).not.toHaveProperty(name);
      expect(after).toMatchObject({ told: texts });
    }
  });

  it('that COC refuses for good is not sent again, unless somebody puts it back', () => {
    const gone = incidentAfter(requested, opened, queued(remarkBody), dead);
    expect(gone).toMatchObject({ detail: 'no such user', state: 'opened', forward: 'refused' });
    expect(gone).not.toHaveProperty('remarking');
    expect(incidentAfter(requested, opened, dead, queued(remarkBody))).toMatchObject({ forward: 'refused' });
    expect(incidentAfter(requested, opened, dead, queued(againBody))).not.toHaveProperty('forward');
    expect(incidentAfter(requested, opened, forwarded, queued(remarkBody))).toMatchObject({
      forward: 'done',
    });
  });

  it('that fails says nothing about the incident', () => {
    const after = incidentAfter(requested, opened, queued(remarkBody), { ...failed({}), ...ofRemark });
    expect(after).toMatchObject({ remarking: true });
    expect(after).not.toHaveProperty('detail');
  });

  it('on an incident that COC does not have changes nothing', () => {
    expect(incidentAfter(requested, queued(remarkBody), heard, notHeard)).toEqual(incidentAfter(requested));
  });

  it('is forgotten when the incident turns out to have another number, but not what its texts tell', () => {
    const corrected: OutboxEvent = {
      ...{ type: 'incident.corrected', key, alarmId, actor: 'local', was: 'I1', incidentNum: 'I2' },
    };
    const kept: OutboxEvent = {
      ...{ type: 'incident.kept', key, alarmId, actor: 'local', incidentNum: 'I2', spares: ['I1'] },
    };
    for (const event of [corrected, kept]) {
      const after = incidentAfter(requested, openedWith, forwarded, queued(remarkBody), event);
      for (const name of ['toldAt', 'remarking', 'forwardedAt', 'forward'])
        expect(after).not.toHaveProperty(name);
      expect(after).toMatchObject({ told });
    }
    const same = { ...kept, incidentNum: 'I1' } as OutboxEvent;
    expect(incidentAfter(requested, openedWith, queued(remarkBody), same)).toMatchObject({ remarking: true });
  });
});

describe('the request of an incident', () => {
  it('is kept with it, for the steps that follow', () => {
    const asked = incidentAfter(requested, queued({ kind: 'open-incident', ...about, request: INCIDENT }));
    expect(asked).toMatchObject({ state: 'requested', request: INCIDENT });
  });

  it('that is made again keeps the alarms that joined, and takes the name of who asks now', () => {
    const joined: OutboxEvent = { type: 'incident.joined', ...about, name: 'CPU', reason: 'open' };
    const gone: OutboxEvent = { type: 'incident.failed', key, alarmId, detail: 'no' };
    expect(incidentAfter(named, joined, gone, requested)).toEqual({
      ...about,
      ...{ state: 'requested', requestedAt: 4, names: ['Disk full', 'CPU'], alarms: 2, joinedAt: 2 },
    });
    expect(incidentAfter(named, joined, gone, { ...requested, name: 'RAM' })).toMatchObject({
      names: ['RAM'],
    });
    expect(incidentAfter(requested)).toEqual({ ...about, state: 'requested', requestedAt: 1, names: [] });
  });

  it('begins its names with the first alarm that joins, where an older version kept none', () => {
    const ledger = new Ledger();
    const old = { ...about, state: 'requested', requestedAt: 1 } as const;
    ledger.restore(shardOf(key), { position: 0, series: [], incidents: [old] });
    const joined: OutboxEvent = { type: 'incident.joined', ...about, name: 'CPU', reason: 'open' };
    ledger.fold(joined, { seq: 1, at: 2 });
    expect(ledger.incident(key)).toMatchObject({ names: ['CPU'], alarms: 2 });
  });

  it('counts every alarm that joins, and keeps twenty different names', () => {
    const joins = Array.from({ length: 30 }, (_, i): OutboxEvent => {
      return { type: 'incident.joined', ...about, name: `n${Math.floor(i / 1.25)}`, reason: 'open' };
    });
    const incident = incidentAfter(named, ...joins);
    expect(incident).toMatchObject({ alarms: 31, joinedAt: 31 });
    expect(incident?.names).toEqual(['Disk full', ...Array.from({ length: 19 }, (_, i) => `n${i}`)]);
  });

  it('begins with the alarm that began first, where a begin is known', () => {
    const joined: OutboxEvent = { type: 'incident.joined', ...about, name: 'CPU', reason: 'open' };
    const begun: OutboxEvent = { ...requested, startedAt: 100 };
    const beginOf = (...events: readonly OutboxEvent[]) => incidentAfter(...events)?.startedAt;
    expect(beginOf(begun, { ...joined, startedAt: 40 })).toBe(40);
    expect(beginOf(begun, { ...joined, startedAt: 40 }, { ...joined, startedAt: 60 })).toBe(40);
    expect(beginOf(begun, { ...joined, startedAt: 140 })).toBe(100);
    expect(beginOf(begun, joined)).toBe(100);
    expect(incidentAfter(requested, { ...joined, startedAt: 40 })).not.toHaveProperty('startedAt');
  });

  it('keeps twenty resources of its alarms, each once, and also when it is made again', () => {
    const at = (resource: string): OutboxEvent => {
      return { type: 'incident.joined', ...about, name: 'CPU', reason: 'open', resource };
    };
    const own: OutboxEvent = { ...named, resource: 'db-1' };
    expect(incidentAfter(own, at('db-1'))).not.toHaveProperty('resources');
    expect(incidentAfter(own, at('db-2'), at('db-2'), at('db-1'))?.resources).toEqual(['db-1', 'db-2']);
    expect(incidentAfter(named, at('db-2'))?.resources).toEqual(['db-2']);
    const many = Array.from({ length: 30 }, (_, i) => at(`web-${i}`));
    expect(incidentAfter(own, ...many)?.resources).toHaveLength(20);
    const gone: OutboxEvent = { type: 'incident.failed', key, alarmId, detail: 'no' };
    expect(incidentAfter(own, at('db-2'), gone, requested)?.resources).toEqual(['db-1', 'db-2']);
    expect(incidentAfter(own, at('db-2'), gone, own)).not.toHaveProperty('resources');
  });

  it('that was cancelled was never opened', () => {
    const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: 2, alarmId, key, reason: 'resolved' };
    expect(incidentAfter(requested, cancelled)).toMatchObject({ state: 'cancelled', changedAt: 2 });
    expect(incidentAfter(requested, opened, cancelled)).toMatchObject({ state: 'opened', changedAt: 2 });
    const delivered: OutboxEvent = { type: 'entry.delivered', entry: 2, alarmId, key, attempts: 1 };
    expect(incidentAfter(requested, delivered)).toEqual(incidentAfter(requested));
    expect(incidentAfter(requested, { ...cancelled, kind: 'handle-incident' })).toMatchObject({
      state: 'requested',
    });
  });

  it('is settled by an operator, with the number in COC or as not opened', () => {
    const started: OutboxEvent = { type: 'attempt.started', entry: 2, alarmId, key };
    const decided: OutboxEvent = { type: 'incident.decided', key, alarmId, entry: 2, actor: 'local' };
    expect(incidentAfter(requested, started, decided)).toMatchObject({ state: 'requested' });
    expect(incidentAfter(requested, started, { ...decided, incidentNum: 'I9' })).toMatchObject({
      ...{ state: 'opened', incidentNum: 'I9', openedAt: 3 },
    });
  });

  it('does not change an incident that COC has', () => {
    const inCoc = incidentAfter(requested, opened);
    for (const late of [
      { type: 'attempt.started', entry: 2, alarmId, key },
      failed({ key, uncertain: true }),
      { type: 'incident.failed', key, alarmId, detail: 'no' },
      { type: 'incident.decided', key, alarmId, entry: 2, actor: 'local' },
    ] as const)
      expect(incidentAfter(requested, opened, late)).toEqual(inCoc);
  });

  it('remembers why it failed, until it is opened', () => {
    const tried = failed({ key });
    expect(incidentAfter(requested, tried)).toMatchObject({ state: 'requested', detail: 'no route' });
    expect(incidentAfter(requested, tried, opened)).not.toHaveProperty('detail');
  });
});

describe('a step of an incident', () => {
  it('is in progress from when it is queued until it is taken', () => {
    const going = incidentAfter(requested, opened, queued(stepBody));
    expect(going).toMatchObject({ state: 'opened', step: 'solve' });
    const taken = incidentAfter(
      requested,
      opened,
      queued(stepBody),
      { type: 'entry.delivered', ...ofStep, attempts: 1 },
      { type: 'incident.moved', key, alarmId, state: 'resolved', by: 'agent' },
    );
    expect(taken).toMatchObject({ state: 'resolved', by: 'agent', changedAt: 5 });
    expect(taken).not.toHaveProperty('step');
    expect(taken).not.toHaveProperty('stuck');
    expect(taken).not.toHaveProperty('touched');
  });

  it('tells why it failed, and goes on', () => {
    const trying = incidentAfter(requested, opened, queued(stepBody), failed(ofStep));
    expect(trying).toMatchObject({ state: 'opened', step: 'solve', detail: 'no route' });
  });

  it('that COC refuses leaves the incident to people, until another one is queued', () => {
    const gone: OutboxEvent = { ...refused, ...ofStep, deadLetter: 'entry-4' };
    const stuck = incidentAfter(requested, opened, queued(stepBody), gone);
    expect(stuck).toMatchObject({ state: 'opened', stuck: true, detail: 'no such user' });
    expect(stuck).not.toHaveProperty('step');
    const again = incidentAfter(requested, opened, queued(stepBody), gone, queued(stepBody));
    expect(again).toMatchObject({ step: 'solve' });
    expect(again).not.toHaveProperty('stuck');
  });

  it('that COC refused is no matter any more once a person goes on', () => {
    const gone: OutboxEvent = { ...refused, ...ofStep, deadLetter: 'entry-4' };
    const moved = (by: 'agent' | 'person'): OutboxEvent => {
      return { type: 'incident.moved', key, alarmId, state: 'accepted', by };
    };
    const stuck = [requested, opened, queued(stepBody), gone];
    expect(incidentAfter(...stuck, moved('person'))).not.toHaveProperty('stuck');
    expect(incidentAfter(...stuck, moved('agent'))).toMatchObject({ stuck: true });
  });

  it('by which COC does not have it, or has it again, is no work of a person', () => {
    const seen = (state: CocIncidentState, isGone?: true): OutboxEvent => {
      return { type: 'incident.moved', key, alarmId, state, by: 'person', ...(isGone && { isGone }) };
    };
    const gone = [requested, opened, seen('rejected', true)];
    expect(incidentAfter(...gone)).toMatchObject({ state: 'rejected', by: 'person', isGone: true });
    expect(incidentAfter(...gone)).not.toHaveProperty('touched');
    const back = incidentAfter(...gone, seen('opened'));
    expect(back).toMatchObject({ state: 'opened' });
    expect(back).not.toHaveProperty('isGone');
    expect(back).not.toHaveProperty('touched');
    expect(incidentAfter(...gone, seen('opened'), seen('accepted'))).toMatchObject({ touched: true });
    // What a person did meanwhile counts.
    expect(incidentAfter(...gone, seen('accepted'))).toMatchObject({ touched: true });
    expect(incidentAfter(...gone, seen('rejected'))).not.toHaveProperty('isGone');
    const refusal: OutboxEvent = { ...refused, ...ofStep, deadLetter: 'entry-4' };
    const stuck = [requested, opened, queued(stepBody), refusal, seen('rejected', true), seen('opened')];
    expect(incidentAfter(...stuck)).toMatchObject({ stuck: true });
    const kept: OutboxEvent = {
      ...{ type: 'incident.kept', key, alarmId, actor: 'ann', incidentNum: 'I2', spares: ['I1'] },
    };
    expect(incidentAfter(...gone, kept)).not.toHaveProperty('isGone');
    const corrected = { type: 'incident.corrected', key, alarmId, actor: 'ann', was: 'I1' } as const;
    expect(incidentAfter(...gone, { ...corrected, incidentNum: 'I2' })).not.toHaveProperty('isGone');
  });

  it('by a person marks the incident as touched, for good', () => {
    const byPerson: OutboxEvent = { type: 'incident.moved', key, alarmId, state: 'accepted', by: 'person' };
    const byAgent: OutboxEvent = { ...byPerson, state: 'resolved', by: 'agent' };
    expect(incidentAfter(requested, opened, byPerson, byAgent)).toMatchObject({
      ...{ state: 'resolved', by: 'agent', touched: true, changedAt: 4 },
    });
  });

  it('by a person binds what had joined when COC last showed the state before, until it is open again', () => {
    const moved = (state: CocIncidentState, by: 'agent' | 'person'): OutboxEvent => {
      return { type: 'incident.moved', key, alarmId, state, by };
    };
    const shown: OutboxEvent = { type: 'incident.shown', key, alarmId, ageMs: 0.5 };
    const rejected = moved('rejected', 'person');
    expect(incidentAfter(requested, opened, shown)).toMatchObject({ shownAt: 2.5 });
    for (const state of ['rejected', 'completed', 'resolved'] as const)
      expect(incidentAfter(requested, opened, shown, moved(state, 'person'))).toMatchObject({
        ...{ state, boundUntil: 2.5 },
      });
    expect(incidentAfter(requested, opened, rejected)).toMatchObject({ boundUntil: 2 });
    expect(incidentAfter(requested, opened, shown, rejected)).not.toHaveProperty('shownAt');
    const closed = moved('completed', 'person');
    expect(incidentAfter(requested, opened, shown, rejected, closed)).toMatchObject({ boundUntil: 2.5 });
    const again = [shown, rejected, moved('opened', 'person')];
    expect(incidentAfter(requested, opened, ...again)).not.toHaveProperty('boundUntil');
    expect(incidentAfter(requested, opened, ...again, rejected)).toMatchObject({ boundUntil: 5 });
    const solved = moved('resolved', 'person');
    expect(incidentAfter(requested, opened, shown, solved, closed)).toMatchObject({ boundUntil: 4 });
    const byAgent = moved('completed', 'agent');
    expect(incidentAfter(requested, opened, shown, byAgent)).not.toHaveProperty('boundUntil');
  });

  it('waits while the incident is quiet, until it is stirred', () => {
    const quiet: OutboxEvent = { type: 'incident.quiet', key, alarmId };
    expect(incidentAfter(requested, opened, quiet)).toMatchObject({ quietSince: 3 });
    const stirred: OutboxEvent = { type: 'incident.stirred', key, alarmId };
    expect(incidentAfter(requested, opened, quiet, stirred)).not.toHaveProperty('quietSince');
    expect(incidentAfter(requested, opened, quiet, stirred, quiet)).toMatchObject({ quietSince: 5 });
    const hindered: OutboxEvent = { type: 'incident.hindered', key, alarmId };
    expect(incidentAfter(requested, opened, hindered)).toMatchObject({ hindered: true });
    const alone: OutboxEvent = { type: 'incident.left-alone', key, alarmId };
    expect(incidentAfter(requested, opened, alone)).toMatchObject({ leftAlone: true });
    const left: OutboxEvent = { type: 'incident.left', key, alarmId, alarms: 2 };
    expect(incidentAfter(requested, opened, left)).toMatchObject({ left: true });
  });

  it('of an incident that COC does not have changes nothing', () => {
    const before = incidentAfter(requested);
    for (const event of [
      queued(stepBody),
      queued(roomBody),
      failed(ofStep),
      { type: 'incident.moved', key, alarmId, state: 'resolved', by: 'agent' },
      { type: 'war-room.opened', key, alarmId, warRoomNum: 'W1' },
      { type: 'incident.quiet', key, alarmId },
    ] as const)
      expect(incidentAfter(requested, event)).toEqual(before);
  });
});

describe('the war room of an incident', () => {
  it('is requested, then opened, with its number where COC gives one', () => {
    expect(incidentAfter(requested, opened, queued(roomBody))).toMatchObject({
      warRoom: { state: 'requested' },
    });
    const room = (changes: object) =>
      incidentAfter(requested, opened, queued(roomBody), {
        type: 'war-room.opened',
        key,
        alarmId,
        ...changes,
      });
    expect(room({ warRoomNum: 'W1' })).toMatchObject({ warRoom: { state: 'opened', warRoomNum: 'W1' } });
    expect(room({})).toMatchObject({ state: 'opened', incidentNum: 'I1', warRoom: { state: 'opened' } });
    expect(room({ warRoomNum: '' })).toHaveProperty('warRoom', { state: 'opened' });
  });

  it('has failed when COC refuses it, and the incident is not stuck', () => {
    const gone: OutboxEvent = { ...refused, ...ofRoom, deadLetter: 'entry-4' };
    const incident = incidentAfter(requested, opened, queued(roomBody), gone);
    expect(incident).toMatchObject({ state: 'opened', warRoom: { state: 'failed' }, detail: 'no such user' });
    expect(incident).not.toHaveProperty('stuck');
  });

  it('tells why it is not there yet, and does not hold up a step', () => {
    const failing = incidentAfter(requested, opened, queued(stepBody), queued(roomBody), failed(ofRoom));
    expect(failing).toMatchObject({ step: 'solve', warRoom: { state: 'requested' }, detail: 'no route' });
  });

  it('does not end a step that is in progress when it is delivered', () => {
    const delivered: OutboxEvent = { type: 'entry.delivered', ...ofRoom, attempts: 1 };
    expect(incidentAfter(requested, opened, queued(stepBody), queued(roomBody), delivered)).toMatchObject({
      ...{ step: 'solve', warRoom: { state: 'requested' } },
    });
  });
});

describe('the dead letter of an incident that COC refused', () => {
  const discarded: OutboxEvent = {
    type: 'letter.discarded',
    deadLetter: 'entry-4',
    actor: 'ann',
    alarmId,
    key,
  };

  it('marks it when an operator discards that', () => {
    const failed: OutboxEvent = { type: 'incident.failed', key, alarmId, detail: 'no such user' };
    expect(incidentAfter(requested, failed)).not.toHaveProperty('isDiscarded');
    expect(incidentAfter(requested, failed, discarded)).toMatchObject({
      ...{ state: 'failed', isDiscarded: true },
    });
  });

  it('says nothing of one that COC has', () => {
    expect(incidentAfter(requested, opened, discarded)).not.toHaveProperty('isDiscarded');
  });
});

describe('what an incident is known by', () => {
  const joining: OutboxEvent = {
    ...{ type: 'incident.joined', key, alarmId: 'a2' as AlarmId, episode: 'e2' as EpisodeId },
    ...{ name: 'other', startedAt: 1, reason: 'open' },
  };

  it('is no more than was said of it', () => {
    const fresh = incidentAfter(requested);
    for (const name of ['alarms', 'joinedAt', 'asks', 'detail', 'title'])
      expect(fresh).not.toHaveProperty(name);
    expect(incidentAfter(requested, opened)).not.toHaveProperty('title');
    const decided: OutboxEvent = {
      ...{ type: 'incident.decided', key, alarmId, entry: 4, actor: 'local', incidentNum: 'I1' },
    };
    expect(incidentAfter(requested, decided)).not.toHaveProperty('unproven');
    const placed: OutboxEvent = { ...requested, resource: 'node-a' };
    expect(incidentAfter(placed, joining)).not.toHaveProperty('resources');
  });

  it('has the title with which COC opened it, and why COC refused it', () => {
    expect(incidentAfter(requested, { ...opened, title: 'CPU x2' })).toMatchObject({ title: 'CPU x2' });
    const not: OutboxEvent = { type: 'incident.failed', key, alarmId, detail: 'no such user' };
    expect(incidentAfter(requested, not)).toMatchObject({ state: 'failed', detail: 'no such user' });
    const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: 4, alarmId, key, reason: 'resolved' };
    const after = incidentAfter(requested, cancelled);
    expect(after).toMatchObject({ state: 'cancelled' });
    expect(after).not.toHaveProperty('detail');
  });
});
