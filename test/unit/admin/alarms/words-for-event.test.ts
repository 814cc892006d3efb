import { describe, expect, it } from 'vitest';
import { wordsForEvent } from '../../../../src/admin/alarms/words-for-event.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey, ReportAlarm } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { anIncident, aReport } from '../../observability/entries.ts';

const alarmId = 'am1' as AlarmId;
const episode = 'e1' as EpisodeId;
const key = 'k1' as IncidentKey;
const series = { alarmId, source: 'prod', fingerprint: 'f', name: 'DiskFull', level: 'Critical' } as const;
const about = { entry: 7, alarmId };
/** The report of an alert whose start nobody can read. */
const withUnread = (body: ReportAlarm): ReportAlarm => ({
  ...body,
  alert: { ...body.alert, details: { unreadTimes: { startsAt: 'yesterday' } } },
});
const failed = { type: 'attempt.failed', ...about, attempts: 1, dueAt: 0, uncertain: false } as const;

const RELOAD = { kind: 'reload', at: Date.UTC(2026, 10, 24, 1) } as const;

describe('the words for an event', () => {
  it.each<[OutboxEvent, string]>([
    [
      { type: 'episode.opened', ...series, episode, startedAt: 0 },
      '"DiskFull" began to fire (Critical), reported by prod: episode e1 opened.',
    ],
    [
      { type: 'episode.changed', alarmId, level: 'Major' },
      'Its current state is reported to COC again; the level is Major.',
    ],
    [
      { type: 'episode.closed', ...series, episode, endedAt: 0 },
      '"DiskFull" is resolved: episode e1 closed.',
    ],
    [
      { type: 'episode.closed', ...series, endedAt: 0 },
      '"DiskFull" was resolved, but no episode of it was open here; the resolve is remembered.',
    ],
    [
      { type: 'episode.closed', ...series, episode, endedAt: 0, because: 'prod said nothing for 7 days' },
      '"DiskFull" is resolved: episode e1 closed, because prod said nothing for 7 days.',
    ],
    [
      { type: 'entry.queued', body: aReport(), dueAt: Date.UTC(2026, 10, 24, 1) },
      'Entry 7 queued: tell COC that it fires (Critical), then open an incident by policy critical, but not before 2026-11-24 09:00:00. The message may be a late copy of one from before the end: a resolve until then cancels the entry, and another message that it fires sends it at once.',
    ],
    [
      { type: 'entry.cancelled', ...about, reason: 'late' },
      'Entry 7 is not sent: the source said again that the problem is over, and COC knows that already.',
    ],
    [
      { type: 'entry.collapsed', ...about, into: 9, parked: true },
      'Entry 7 no longer waits: another message about the alarm came, and entry 9 replaces it.',
    ],
    [
      { type: 'alert.dropped', alarmId, source: 'prod', name: 'n', reason: 'outdated' },
      'Nothing was sent: a newer message about the same alarm came before it.',
    ],
    [{ type: 'alert.repeated', alarmId }, 'The source sent it again without any change: nothing is queued.'],
    [
      { type: 'alert.repeated', alarmId, note: 'It is the last one.' },
      'The source sent it again without any change: nothing is queued. It is the last one.',
    ],
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
      'Entry 7 queued: tell COC (integration default) that it fires (Critical), then open an incident by policy critical; route db.',
    ],
    [
      { type: 'entry.queued', body: withUnread(aReport()) },
      'Entry 7 queued: tell COC (integration default) that it fires (Critical), then open an incident by policy critical; route db. The time of receipt stands for startsAt "yesterday", which nobody can read: write it with its zone, such as 2026-05-05T13:04:57+08:00.',
    ],
    [
      {
        type: 'entry.queued',
        body: withUnread(aReport({ alarmStatus: 'ok' })),
        dueAt: Date.UTC(2026, 10, 24, 1),
      },
      'Entry 7 queued: tell COC that it is over, but not before 2026-11-24 09:00:00, in case it fires again. The time of receipt stands for startsAt "yesterday", which nobody can read: write it with its zone, such as 2026-05-05T13:04:57+08:00.',
    ],
    [
      { type: 'entry.queued', body: anIncident() },
      'Entry 7 queued: open an incident (level_20) for alarm am1.',
    ],
    [
      { type: 'entry.queued', body: aReport({ alarmStatus: 'ok' }), dueAt: Date.UTC(2026, 10, 24, 1) },
      'Entry 7 queued: tell COC that it is over, but not before 2026-11-24 09:00:00, in case it fires again.',
    ],
    [
      { type: 'entry.queued', body: anIncident(), dueAt: Date.UTC(2026, 10, 24, 1) },
      'Entry 7 queued: open an incident (level_20) for alarm am1, if it still fires at 2026-11-24 09:00:00.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'missed-fire' },
      'prod lists it as active, but sent no message about it: corrected.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'lost-resolve' },
      'prod no longer lists it as active, but sent no message about its end: corrected.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'missed-change' },
      'prod lists it with another level than in its last message: corrected.',
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'stale' },
      'prod sent nothing about it for too long: it counts as over.',
    ],
    [
      { type: 'alarm.stale', alarmId, source: 'prod' },
      'prod sent nothing about it for too long: it is marked as stale and stays open.',
    ],
    [
      { type: 'episode.reopened', alarmId, episode, flaps: 2 },
      'It fired again before COC was told of its recovery (flap 2): episode e1 continues.',
    ],
    [
      { type: 'letter.redriven', deadLetter: 'entry-7', actor: 'local' },
      'An operator (local) redrove dead letter entry-7 with the configuration of that time.',
    ],
    [
      { type: 'letter.redriven', deadLetter: 'entry-7', actor: 'agent', after: RELOAD },
      'What COC had refused (dead letter entry-7) is sent again after the reload of 2026-11-24 09:00:00, because the configuration changed.',
    ],
    [
      { type: 'letter.redriven', deadLetter: 'entry-5', actor: 'agent', after: RELOAD, by: 'entry-7' },
      'Dead letter entry-5 needs no second try: entry-7 of the same episode is sent again after the reload of 2026-11-24 09:00:00.',
    ],
    [
      {
        type: 'dead-letter.left',
        deadLetter: 'entry-7',
        alarmId,
        after: { ...RELOAD, kind: 'start' },
        why: 'over',
      },
      'Dead letter entry-7 is not sent again after the start of 2026-11-24 09:00:00: what it is about is over.',
    ],
    [
      { type: 'entry.collapsed', ...about, into: 9, anew: true },
      'Entry 7 is not sent as it was: the configuration changed, and entry 9 takes its place.',
    ],
    [
      { type: 'letter.discarded', deadLetter: 'entry-7', actor: 'token' },
      'An operator (token) discarded dead letter entry-7.',
    ],
    [
      { type: 'entry.collapsed', ...about, into: 9 },
      'Entry 7 is not sent: it had not been sent yet, and entry 9 replaces it.',
    ],
    [
      { type: 'entry.cancelled', ...about, reason: 'resolved' },
      'Entry 7 is not sent: the problem was over before the incident was opened.',
    ],
    [
      { type: 'entry.cancelled', ...about, reason: 'flapping' },
      'Entry 7 is not sent: the problem came back before COC was told that it is over.',
    ],
    [
      { type: 'entry.queued', body: { ...aReport(), reassertion: true } },
      'Entry 7 queued: tell COC again that it fires (Critical), because COC closes an alarm that is not re-sent.',
    ],
    [{ type: 'attempt.started', ...about, key }, 'Entry 7: the call to COC starts.'],
    [
      { ...failed, outcome: 'retry', scope: 'destination', reason: 'network', detail: 'refused' },
      'Entry 7: not delivered, because the destination failed (network: refused); it is tried again when the destination works.',
    ],
    [
      { ...failed, outcome: 'retry', scope: 'entry', reason: 'timeout', detail: '15 s' },
      'Entry 7: not delivered (timeout: 15 s); it is tried again.',
    ],
    [
      { ...failed, outcome: 'rejected', scope: 'entry', reason: 'bad-request', detail: 'no' },
      'Entry 7: COC refused it (bad-request: no); it is tried once more to be sure.',
    ],
    [
      { ...failed, outcome: 'unknown', scope: 'entry', reason: 'timeout', detail: '15 s' },
      'Entry 7: it is not known whether COC took it (timeout: 15 s); it is looked up before it is sent again.',
    ],
    [
      { ...failed, outcome: 'unknown', scope: 'entry', reason: 'not-listed', detail: 'no' },
      'Entry 7: an earlier call may still arrive (not-listed: no); the agent looks again before it is sent again.',
    ],
    [
      { ...failed, outcome: 'retry', scope: 'entry', reason: 'not-listed', detail: 'no', absent: true },
      'Entry 7: an earlier call did not arrive (not-listed: no); it may be sent again now.',
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
      'Entry 7: its stored record is damaged, so it cannot be sent.',
    ],
    [
      { type: 'episode.refused', alarmId, episode, configuration: 'c' },
      'Repeats of episode e1 are not sent until the configuration changes.',
    ],
    [{ type: 'incident.requested', key, alarmId, episode, policy: 'p' }, 'Policy p requests incident k1.'],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'resolved' },
      'Policy p opens no incident: the problem was already over.',
    ],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'exists' },
      'Policy p opens no incident: this episode already has one.',
    ],
    [
      { type: 'incident.skipped', alarmId, episode, policy: 'p', reason: 'ended' },
      'Nothing more is done for policy p: its incident is no longer open.',
    ],
    [
      { type: 'incident.requested', key, alarmId, episode, policy: 'p', correlation: 'cluster="a"' },
      'Policy p requests incident k1 for all alarms of cluster="a".',
    ],
    [
      { type: 'incident.requested', key, alarmId, episode, policy: 'p', storm: 'policy' },
      'The incident budget is used up, so policy p requests storm incident k1.',
    ],
    [
      { type: 'incident.joined', key, alarmId, episode, name: 'n', reason: 'open' },
      'It belongs to incident k1, which was requested already.',
    ],
    [
      { type: 'incident.joined', key, alarmId, episode, name: 'n', reason: 'storm' },
      'It belongs to incident k1, a storm incident, because the incident budget is used up.',
    ],
    [{ type: 'episode.linked', alarmId, episode, incident: key }, 'Episode e1 belongs to incident k1.'],
    [
      { type: 'incident.moved', key, alarmId, state: 'accepted', by: 'person' },
      'Incident k1 is now accepted; a person did that in COC.',
    ],
    [
      { type: 'incident.moved', key, alarmId, state: 'completed', by: 'agent' },
      'Incident k1 is now completed; the agent did that in COC.',
    ],
    [
      { type: 'people.told', key, alarmId, note: 'One.\nTwo.', told: { fires: true, alarms: 2 } },
      'The people of incident k1 were told: "One. Two.".',
    ],
    [
      {
        ...{ type: 'people.told', key, alarmId, note: 'One.', told: { fires: true, alarms: 2 } },
        forward: { to: 'bob', from: 'opened' },
      },
      'The people of incident k1 were told: "One."; it was forwarded to bob.',
    ],
    [
      { type: 'people.not-told', key, alarmId, why: 'no API' },
      'The people of incident k1 were not told: no API.',
    ],
    [
      { type: 'entry.cancelled', entry: 4, alarmId, key, kind: 'remark-incident', reason: 'outdated' },
      'Entry 4 is not sent: there is nothing to tell any more.',
    ],
    [{ type: 'incident.shown', key, alarmId, ageMs: 1 }, 'COC shows incident k1 as the agent knows it.'],
    [{ type: 'incident.quiet', key, alarmId }, 'No alarm of incident k1 fires any more.'],
    [{ type: 'incident.stirred', key, alarmId }, 'An alarm of incident k1 fires again.'],
    [
      { type: 'entry.rescheduled', entry: 5, alarmId, key, dueAt: 9 },
      'Entry 5 is held back for another time, as the configuration or the clock changed.',
    ],
    [
      { type: 'entry.rescheduled', entry: 5, alarmId, key, dueAt: 9, why: 'joined' },
      'Entry 5 is held back for another time, as an alarm joined that began earlier.',
    ],
    [
      { type: 'entry.rescheduled', entry: 5, alarmId, key, dueAt: 9, why: 'recovering' },
      'Entry 5 is held back for another time, as the recoveries of its alarms are held back.',
    ],
    [
      { type: 'incident.hindered', key, alarmId },
      'COC has not let the agent take back the solution of incident k1 for a quarter of an hour; its firing alarms need another incident.',
    ],
    [{ type: 'incident.left', key, alarmId, alarms: 1 }, 'An alarm leaves incident k1 for another one.'],
    [{ type: 'incident.left', key, alarmId, alarms: 3 }, '3 alarms leave incident k1 for another one.'],
    [
      { type: 'incident.left-alone', key, alarmId },
      'The alarms of incident k1 are over, but a person works on it, so the agent leaves it open.',
    ],
    [
      { type: 'war-room.opened', key, alarmId, warRoomNum: 'WR1' },
      'The war room of incident k1 is open in COC as WR1.',
    ],
    [
      { type: 'incident.doubled', key, alarmId, incidentNums: ['IM2', 'IM3'] },
      'COC opened incident k1 more than once: it also has IM2, IM3. Decide which one to go on with.',
    ],
    [
      { type: 'incident.kept', key, alarmId, actor: 'token', incidentNum: 'IM2', spares: ['IM1'] },
      'An operator (token) goes on with IM2 for incident k1; close IM1 in COC.',
    ],
    [
      { type: 'incident.kept', key, alarmId, actor: 'token', incidentNum: 'IM2', spares: [] },
      'An operator (token) goes on with IM2 for incident k1.',
    ],
    [
      {
        ...{ type: 'incident.decided', key, alarmId, entry: 7, actor: 'local' },
        ...{ incidentNum: 'INC1', force: 'it is the umbrella' },
      },
      'An operator (local) found incident k1 in COC as INC1. COC does not show that it is ours, so the agent leaves it alone. The reason to take it: it is the umbrella.',
    ],
    [
      { type: 'incident.corrected', key, alarmId, actor: 'local', was: 'IM1' },
      'An operator (local) corrected that: incident k1 is not IM1; it is requested again.',
    ],
    [
      { type: 'incident.corrected', key, alarmId, actor: 'local', was: 'IM1', incidentNum: 'IM2' },
      'An operator (local) corrected that: incident k1 is IM2 in COC, and not IM1.',
    ],
    [
      { type: 'incident.decided', key, alarmId, entry: 7, actor: 'local' },
      'An operator (local) decided that incident k1 is not in COC; it is requested again.',
    ],
    [
      { type: 'incident.decided', key, alarmId, entry: 7, actor: 'local', incidentNum: 'INC1' },
      'An operator (local) found incident k1 in COC as INC1.',
    ],
    [{ type: 'incident.opened', key, alarmId, incidentNum: 'INC1' }, 'Incident k1 is open in COC as INC1.'],
    [
      { type: 'incident.failed', key, alarmId, detail: 'no such user' },
      'Incident k1 was not opened: no such user.',
    ],
  ])('%j', (event, words) => {
    expect(wordsForEvent(event, 7, 'Asia/Shanghai')).toBe(words);
  });
});
