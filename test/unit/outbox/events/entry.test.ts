import { describe, expect, it } from 'vitest';
import {
  aboutEntry,
  destinationOf,
  type EntryBody,
  entryKindOf,
  type HandleIncident,
  incidentKeyOf,
  isLook,
  type OpenWarRoom,
} from '../../../../src/outbox/events/entry.ts';
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

describe('an entry', () => {
  it.each<[string, EntryBody, string]>([
    ['reports an alarm', reportAlarm('a'), 'alarms/default'],
    ['opens an incident', OPEN, 'incidents'],
    ['takes a step', STEP, 'incident-steps'],
    ['opens a war room', ROOM, 'war-rooms'],
  ])('that %s has its own kind and destination', (_, body, destination) => {
    expect(destinationOf(body)).toBe(destination);
    const started: AttemptStarted = { type: 'attempt.started', ...aboutEntry({ id: 7, body }) };
    expect(entryKindOf(started)).toBe(body.kind);
  });

  it.each<[boolean, EntryBody]>([
    [false, reportAlarm('a')],
    [true, OPEN],
    [false, STEP],
    [true, ROOM],
  ])('that may have arrived is looked for: %s, %o', (looks, body) => {
    expect([isLook({ body, uncertain: true }), isLook({ body, uncertain: false })]).toEqual([looks, false]);
  });

  it('is about its incident, and only an alarm is about none', () => {
    expect([OPEN, STEP, ROOM].map(incidentKeyOf)).toEqual(['k', 'k', 'k']);
    expect(incidentKeyOf(reportAlarm('a'))).toBeUndefined();
  });
});
