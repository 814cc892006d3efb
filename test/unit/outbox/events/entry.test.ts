import { describe, expect, it } from 'vitest';
import {
  aboutEntry,
  type EntryBody,
  entryKindOf,
  type HandleIncident,
  incidentKeyOf,
  isLook,
  type OpenWarRoom,
  type RemarkIncident,
  toldBy,
} from '../../../../src/outbox/events/entry.ts';
import { destinationOf, laneOf } from '../../../../src/outbox/events/entry-place.ts';
import type { AttemptStarted } from '../../../../src/outbox/events/event.ts';
import { openIncident, reportAlarm } from '../../../support/entries.ts';

const OPEN = openIncident('k');
const about = { key: OPEN.key, alarmId: OPEN.alarmId, episode: OPEN.episode, policy: 'p', incidentNum: 'I1' };
const STEP: HandleIncident = { kind: 'handle-incident', ...about, operator: 'u', step: 'solve' };
const ROOM: OpenWarRoom = {
  ...{ kind: 'open-war-room', ...about },
  room: {
    ...{ name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' },
    ...{ participants: [], scheduleGroups: [] },
  },
};

const REMARK: RemarkIncident = { kind: 'remark-incident', ...about };

describe('an entry', () => {
  it.each<[string, EntryBody, string]>([
    ['reports an alarm', reportAlarm('a'), 'alarms/default'],
    ['opens an incident', OPEN, 'incidents'],
    ['takes a step', STEP, 'incident-steps'],
    ['opens a war room', ROOM, 'war-rooms'],
    ['remarks on an incident', REMARK, 'incident-remarks'],
  ])('that %s has its own kind and destination', (_, body, destination) => {
    expect(destinationOf(body)).toBe(destination);
    const started: AttemptStarted = { type: 'attempt.started', ...aboutEntry({ id: 7, body }) };
    expect(entryKindOf(started)).toBe(body.kind);
  });

  it('that reports an alarm has nothing in its events of an incident', () => {
    const body = reportAlarm('a');
    expect(aboutEntry({ id: 7, body })).toStrictEqual({ entry: 7, alarmId: body.alarm.alarmId });
  });

  it.each<[boolean, EntryBody]>([
    [false, reportAlarm('a')],
    [true, OPEN],
    [false, STEP],
    [true, ROOM],
    [false, REMARK],
  ])('that may have arrived is looked for: %s, %o', (looks, body) => {
    expect([isLook({ body, uncertain: true }), isLook({ body, uncertain: false })]).toEqual([looks, false]);
  });

  it('tells people what its texts or its remark say', () => {
    const told = { fires: true, alarms: 2 };
    expect(toldBy({ ...OPEN, told })).toBe(told);
    expect(toldBy({ ...REMARK, remark: { note: 'n', told } })).toBe(told);
    for (const body of [reportAlarm('a'), OPEN, STEP, ROOM, REMARK]) expect(toldBy(body)).toBeUndefined();
  });

  it('is about its incident, and only an alarm is about none', () => {
    expect([OPEN, STEP, ROOM, REMARK].map(incidentKeyOf)).toEqual(['k', 'k', 'k', 'k']);
    expect(incidentKeyOf(reportAlarm('a'))).toBeUndefined();
  });

  it('waits in the lane of its alarm or incident, and a remark in one of its own, so that it holds up no step', () => {
    const lanes = [reportAlarm('a'), OPEN, STEP, ROOM, REMARK].map((body) =>
      laneOf(aboutEntry({ id: 7, body })),
    );
    expect(lanes).toEqual(['a', 'incident/k', 'incident/k', 'incident/k', 'remarks/k']);
  });
});
