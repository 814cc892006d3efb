import { describe, expect, it } from 'vitest';
import { storyOf, wordsFor } from '../../../../src/admin/alarms/story.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { anIncident, aReport } from '../../observability/entries.ts';

const alarmId = 'am1' as AlarmId;
const episode = 'e1' as EpisodeId;
const key = 'k1' as IncidentKey;
const series = { alarmId, source: 'prod', fingerprint: 'f', name: 'DiskFull', level: 'Critical' } as const;
const about = { entry: 7, alarmId };
const failed = { type: 'attempt.failed', ...about, attempts: 1, dueAt: 0, uncertain: false } as const;

describe('the words of a story', () => {
  it.each<[OutboxEvent, string]>([
    [
      { type: 'episode.opened', ...series, episode, startedAt: 0 },
      '"DiskFull" began to fire (Critical), says prod: episode e1 opened.',
    ],
    [{ type: 'episode.changed', alarmId, level: 'Major' }, 'It is told to COC anew; its level is Major.'],
    [
      { type: 'episode.closed', ...series, episode, endedAt: 0 },
      '"DiskFull" is resolved: episode e1 closed.',
    ],
    [
      { type: 'episode.closed', ...series, endedAt: 0 },
      '"DiskFull" was resolved without an open episode; that is remembered.',
    ],
    [{ type: 'alert.repeated', alarmId }, 'The source told it again, with nothing new: nothing is queued.'],
    [
      { type: 'alert.dropped', alarmId, source: 'prod', name: 'n', reason: 'heartbeat', route: 'all' },
      'Nothing was sent: it is a heartbeat (route all).',
    ],
    [
      { type: 'alert.unreadable', source: 'prod', index: 2, reason: 'no labels', deadLetter: 'x' },
      'Alert 2 of a body could not be read: no labels.',
    ],
    [
      { type: 'entry.queued', body: aReport() },
      "Entry 7 queued: tell COC's integration default that it fires (Critical), then open an incident by policy critical; route db.",
    ],
    [
      { type: 'entry.queued', body: anIncident() },
      'Entry 7 queued: open an incident (level_20) for alarm am1.',
    ],
    [
      { type: 'entry.queued', body: aReport({ alarmStatus: 'ok' }), dueAt: Date.UTC(2026, 10, 24, 1) },
      'Entry 7 queued: tell COC that it is over, but not before 2026-11-24 09:00:00, in case it returns.',
    ],
    [
      { type: 'entry.queued', body: anIncident(), dueAt: Date.UTC(2026, 10, 24, 1) },
      'Entry 7 queued: open an incident (level_20) for alarm am1, if it still fires at 2026-11-24 09:00:00.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'missed-fire' },
      'Asked what is active, prod lists it, though no message about it ever came: repaired.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'lost-resolve' },
      'Asked what is active, prod does not know it any more, though no message about its end ever came: repaired.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'missed-change' },
      'Asked what is active, prod gives it another level than its last message did: repaired.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'stale' },
      'Nothing was heard of it from prod for too long: it counts as over.',
    ],
    [
      { type: 'alarm.stale', alarmId, source: 'prod' },
      'Nothing was heard of it from prod for too long: it is marked as stale, and stays open.',
    ],
    [{ type: 'attempt.started', ...about, key }, 'Entry 7: COC is being asked.'],
    [
      { ...failed, outcome: 'retry', scope: 'destination', reason: 'network', detail: 'refused' },
      'Entry 7: not delivered, by a fault of the destination (network: refused); tried again when that is over.',
    ],
    [
      { ...failed, outcome: 'retry', scope: 'entry', reason: 'timeout', detail: '15 s' },
      'Entry 7: not delivered (timeout: 15 s); tried again.',
    ],
    [
      { ...failed, outcome: 'rejected', scope: 'entry', reason: 'bad-request', detail: 'no' },
      'Entry 7: COC refused it (bad-request: no); tried once more to be sure.',
    ],
    [
      { ...failed, outcome: 'unknown', scope: 'entry', reason: 'timeout', detail: '15 s' },
      'Entry 7: nobody knows whether COC took it (timeout: 15 s); looked up before it is asked again.',
    ],
    [
      { type: 'entry.delivered', ...about, attempts: 2, receipt: 'INC1', requestId: 'r1' },
      'Entry 7: COC took it as INC1 (request r1).',
    ],
    [
      { type: 'entry.dead-lettered', ...about, reason: 'bad-request', detail: 'no', deadLetter: 'entry-7' },
      'Entry 7: COC refused it for good (bad-request: no); kept as dead letter entry-7.',
    ],
    [
      { type: 'entry.lost', entry: 7, lane: 1 },
      'Entry 7: its stored form is damaged, so nothing can be sent for it.',
    ],
    [
      { type: 'episode.refused', alarmId, episode, configuration: 'c' },
      'Repeats of episode e1 are not tried again until the configuration changes.',
    ],
    [
      { type: 'incident.requested', key, alarmId, episode, policy: 'p' },
      'Incident k1 is asked for by policy p.',
    ],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'resolved' },
      'No incident for policy p: the problem was over before.',
    ],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'exists' },
      'No incident for policy p: this episode has one.',
    ],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'ended' },
      'No incident for policy p: it has ended meanwhile.',
    ],
    [
      { type: 'incident.requested', key, alarmId, episode, policy: 'p', correlation: 'cluster="a"' },
      'Incident k1 is asked for by policy p, for all alarms of cluster="a".',
    ],
    [
      { type: 'incident.requested', key, alarmId, episode, policy: 'p', storm: 'policy' },
      'Because the budget of incidents is spent, storm incident k1 is asked for by policy p.',
    ],
    [
      { type: 'incident.joined', key, alarmId, episode, name: 'n', reason: 'open' },
      'It belongs to incident k1, which is asked for already.',
    ],
    [
      { type: 'incident.joined', key, alarmId, episode, name: 'n', reason: 'storm' },
      'It belongs to incident k1, a storm incident, because the budget of incidents is spent.',
    ],
    [{ type: 'episode.linked', alarmId, episode, incident: key }, 'Episode e1 is one of incident k1.'],
    [
      { type: 'incident.moved', key, alarmId, state: 'accepted', by: 'person' },
      'Incident k1 is accepted now: a person did that in COC.',
    ],
    [
      { type: 'incident.moved', key, alarmId, state: 'completed', by: 'agent' },
      'Incident k1 is completed now: done by the agent.',
    ],
    [{ type: 'incident.quiet', key, alarmId }, 'No alarm of incident k1 fires any more.'],
    [{ type: 'incident.stirred', key, alarmId }, 'An alarm of incident k1 fires again.'],
    [
      { type: 'incident.left-alone', key, alarmId },
      'Incident k1 is left to the person who works on it, though its alarms are over.',
    ],
    [
      { type: 'war-room.opened', key, alarmId, warRoomNum: 'WR1' },
      'The war room of incident k1 is open in COC as WR1.',
    ],
    [{ type: 'incident.opened', key, alarmId, incidentNum: 'INC1' }, 'Incident k1 is open in COC as INC1.'],
    [
      { type: 'incident.failed', key, alarmId, detail: 'no such user' },
      'Incident k1 was not opened: no such user.',
    ],
  ])('%j', (event, words) => {
    expect(wordsFor(event, 7, 'Asia/Shanghai')).toBe(words);
  });
});

describe('a story', () => {
  it('has the steps of one alarm in order, and those of no other', () => {
    const other = 'am2' as AlarmId;
    const steps = storyOf(
      alarmId,
      [
        {
          v: 1,
          seq: 4,
          at: 10,
          events: [
            { type: 'alert.repeated', alarmId: other },
            { type: 'alert.repeated', alarmId },
          ],
        },
        { v: 1, seq: 6, at: 20, events: [{ type: 'entry.delivered', entry: 7, alarmId, attempts: 1 }] },
      ],
      'UTC',
    );
    expect(steps.map(({ at, step }) => [at, step])).toEqual([
      [10, 'alert.repeated'],
      [20, 'entry.delivered'],
    ]);
  });

  it('numbers an entry by its place in its record', () => {
    const body = aReport({ alarmStatus: 'ok' });
    const events = [{ type: 'alert.repeated', alarmId } as const, { type: 'entry.queued', body } as const];
    const [step] = storyOf(body.alarm.alarmId, [{ v: 1, seq: 40, at: 0, events }], 'UTC');
    expect(step?.words).toContain('Entry 41 queued: tell');
    expect(step?.words).toContain('that it is over');
  });
});
