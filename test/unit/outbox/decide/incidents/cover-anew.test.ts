import { expect, it } from 'vitest';
import type { IncidentRequest } from '../../../../../src/alerts/alarm.ts';
import type { AlarmLevel } from '../../../../../src/alerts/alert.ts';
import { coveredBy } from '../../../../../src/outbox/decide/incidents/covered-alarms.ts';
import type { IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import type { EpisodeSeries } from '../../../../../src/outbox/ledger/series.ts';
import { uncoveredReason, uncoveredView } from '../../../../../src/outbox/ledger/uncovered.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { ASKED_FOR, Cluster, MINUTE, RULES } from '../../../../support/cluster.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';

const typesOf = (events: readonly OutboxEvent[]) => events.map(({ type }) => type);
const ASKED = ['incident.requested', 'entry.queued', 'episode.linked'];
const JOINED = ['incident.joined', 'episode.linked'];

/** Cluster of these alarms whose incident the agent has completed. */
function completed(...names: readonly string[]): Cluster {
  const cluster = new Cluster();
  for (const name of names) cluster.fires(name);
  cluster.ended('completed', 'agent');
  return cluster;
}

function seriesOf(cluster: Cluster, name: string): EpisodeSeries {
  const series = cluster.ledger.series(reportAlarm(name).alert.alarmId);
  if (!series || series.state === 'tombstone') throw new Error(`${name} is unknown`);
  return series;
}

function askedBy(cluster: Cluster, name: string) {
  const incident = cluster.ledger.incident(cluster.key);
  if (!incident) throw new Error('there is none');
  return cluster.asks(incident, seriesOf(cluster, name));
}

function uncovered(cluster: Cluster, name: string, level: AlarmLevel = 'Critical') {
  const series = { ...seriesOf(cluster, name), level } as EpisodeSeries;
  return uncoveredReason(series, uncoveredView(cluster.ledger, cluster.policy));
}

it('what is asked for again is made of the last report, by the configuration of now', () => {
  const cluster = completed();
  const request = { ...ASKED_FOR, title: 'of now', assignee: 'b'.repeat(32) } as unknown as IncidentRequest;
  cluster.wants('c2', () => request);
  const [requested, queued] = cluster.keeps();
  expect(requested).not.toHaveProperty('textsOf');
  expect(queued).toMatchObject({
    body: { request, configuration: 'c2', alert: reportAlarm('a').alert },
  });
});

it('alarms whose report is no longer kept ask for what their incident was asked for', () => {
  const cluster = new Cluster(RULES, {}, { keepsReports: false });
  cluster.fires('b');
  cluster.ends('a');
  cluster.ended('completed', 'agent');
  cluster.wants('c2', () => undefined);
  const owner = cluster.ledger.incident(cluster.key)?.episode;
  const [requested, queued] = cluster.keeps();
  expect(requested).toMatchObject({ alarmId: 'b', textsOf: owner });
  expect(queued).toMatchObject({ body: { request: ASKED_FOR } });
  expect(queued).not.toHaveProperty('body.alert');
  const next = [...cluster.ledger.everyIncident()].find(({ state }) => state === 'requested');
  if (!next) throw new Error('none was requested');
  expect(coveredBy(cluster.ledger, next)).toMatchObject({ alarms: [{ alarmId: 'b' }], ownerFires: false });
});

it('the text of one whose report is no longer kept is its own where its incident was asked for it', () => {
  const cluster = new Cluster(RULES, {}, { keepsReports: false });
  cluster.ended('completed', 'agent');
  expect(cluster.keeps()[0]).not.toHaveProperty('textsOf');
});

it('an alarm waits for the next look where it has another report since', () => {
  const cluster = completed();
  const { key } = cluster;
  const before = seriesOf(cluster, 'a');
  const asked = askedBy(cluster, 'a');
  cluster.reports(reportAlarm('a', { episode: before.episode }));
  expect(cluster.covers(key, before, asked)).toEqual([]);
  const now = askedBy(cluster, 'a');
  cluster.wants('c2', () => ASKED_FOR);
  expect(cluster.covers(key, before, now)).toEqual([]);
  expect(typesOf(cluster.keeps())).toEqual([...ASKED, 'incident.left']);
  expect(cluster.covers(key, before, now)).toEqual([]);
});

it('an alarm whose recovery is held back waits until it fires again', () => {
  const cluster = completed();
  const { alarmId, source, fingerprint, level } = reportAlarm('a').alert;
  cluster.ends('a');
  const held = { seq: 90, at: cluster.now };
  const body = reportAlarm('a', { episode: seriesOf(cluster, 'a').episode });
  const ok = { ...body, alarm: { ...body.alarm, alarmStatus: 'ok' as const } };
  cluster.ledger.fold({ type: 'entry.queued', body: ok, dueAt: cluster.now + MINUTE }, held);
  expect(seriesOf(cluster, 'a')).toMatchObject({ state: 'recovering' });
  expect(cluster.keeps()).toEqual([]);
  const back = { alarmId, source, fingerprint, level, episode: body.episode, flaps: 1 };
  cluster.fold({ type: 'episode.reopened', ...back });
  expect(typesOf(cluster.keeps())).toEqual([...ASKED, 'incident.left']);
});

it.each([
  ['whose route drops it', undefined],
  ['that no policy matches any more', 'none'],
] as const)('an alarm %s gets none, which is noted once for a configuration', (_, request) => {
  const cluster = completed('b');
  const { alarmId } = reportAlarm('b').alert;
  cluster.wants('c2', (alert) => (alert.alarmId === alarmId ? request : ASKED_FOR));
  expect(uncovered(cluster, 'b')).toBe('ended');
  const events = cluster.keeps();
  expect(typesOf(events).toSorted()).toEqual(['incident.unwanted', ...ASKED, 'incident.left'].toSorted());
  expect(events).toContainEqual({
    ...{ type: 'incident.unwanted', alarmId, episode: seriesOf(cluster, 'b').episode },
    ...{ policy: INCIDENT.policy, configuration: 'c2' },
  });
  expect(uncovered(cluster, 'b')).toBe('no-policy');
  expect(cluster.keeps()).toEqual([]);
  cluster.wants('c3', () => ASKED_FOR);
  expect(typesOf(cluster.keeps())).toEqual([...JOINED, 'incident.left']);
  expect(seriesOf(cluster, 'b')).not.toHaveProperty('unwantedUnder');
});

it('below Critical an alarm that needs none any more is not listed as one without', () => {
  const cluster = completed();
  cluster.wants('c2', () => 'none');
  cluster.keeps();
  expect(uncovered(cluster, 'a', 'Minor')).toBeUndefined();
});

it('an alarm that needed none gets another one when it asks for one again', () => {
  const cluster = completed();
  cluster.wants('c2', () => 'none');
  cluster.keeps();
  const episode = seriesOf(cluster, 'a').episode;
  const events = cluster.taken(reportAlarm('a', { episode, incident: INCIDENT }));
  expect(typesOf(events)).toEqual(['incident.left', ...ASKED]);
  expect(events[1]).toMatchObject({ follows: { incidentNum: 'IM1', why: 'returned' } });
  expect(uncovered(cluster, 'a')).toBe('waits');
  expect(typesOf(cluster.taken(reportAlarm('a', { episode, incident: INCIDENT })))).toEqual([
    'incident.skipped',
  ]);
});

it('an alarm that needed none is covered by its old one where people have opened that again', () => {
  const cluster = completed();
  cluster.wants('c2', () => 'none');
  cluster.keeps();
  cluster.ended('accepted', 'person');
  const again = reportAlarm('a', { episode: seriesOf(cluster, 'a').episode, incident: INCIDENT });
  expect(cluster.taken(again)).toMatchObject([{ type: 'incident.skipped', reason: 'exists' }]);
});

it('alarms part where they no longer share one', () => {
  const cluster = completed('b', 'c');
  cluster.wants('c2', ({ alarmId }) => ({ ...ASKED_FOR, correlation: alarmId === 'a' ? 'a' : 'others' }));
  const events = cluster.keeps();
  expect(typesOf(events)).toEqual([
    ...ASKED,
    'incident.left',
    ...ASKED,
    'incident.left',
    ...JOINED,
    'incident.left',
  ]);
  expect(events.filter(({ type }) => type === 'incident.requested')).toMatchObject([
    { alarmId: 'a', correlation: 'a' },
    { alarmId: 'b', correlation: 'others' },
  ]);
});

it('alarms of a storm share the next one, as far as they ask by one policy', () => {
  const cluster = new Cluster({ ...RULES, maxPerHour: 1 });
  const { correlation: _, ...alone } = INCIDENT as IncidentRequest;
  const asking = (name: string) => {
    const body = reportAlarm(name, { incident: alone });
    const { alarmId, source, fingerprint, level } = body.alert;
    const about = { alarmId, name, source, fingerprint, level, startedAt: cluster.now };
    cluster.fold({ type: 'episode.opened', ...about, episode: body.episode });
    cluster.reports(body);
    return cluster.taken(body);
  };
  const [requested] = asking('b');
  expect(requested).toMatchObject({ type: 'incident.requested', storm: 'policy' });
  asking('c');
  const storm = [...cluster.ledger.everyIncident()].find((one) => one.storm);
  if (!storm) throw new Error('there is no storm');
  cluster.fold({ type: 'incident.opened', key: storm.key, alarmId: storm.alarmId, incidentNum: 'IM2' });
  cluster.fold({
    type: 'incident.moved',
    key: storm.key,
    alarmId: storm.alarmId,
    state: 'rejected',
    by: 'person',
  });
  cluster.now += 240 * MINUTE;
  cluster.wants('c2', ({ alarmId }) => ({ ...alone, correlation: alarmId }));
  const events = cluster.keeps(storm.key);
  expect(typesOf(events)).toEqual([...ASKED, 'incident.left', ...JOINED, 'incident.left']);
  expect(events[0]).toMatchObject({ storm: 'policy', follows: { incidentNum: 'IM2' } });
  expect(events[0]).not.toHaveProperty('correlation');
});

it('alarms of a policy that is gone wait as long as those of any other one, and ask by that which matches', () => {
  const cluster = new Cluster();
  cluster.ended('rejected', 'person');
  const named = (policy: string, minutes: number) =>
    [policy, someRules({ reraiseAfterMs: minutes * MINUTE })] as const;
  cluster.policy = { ...cluster.policy, incidentRules: new Map([named('x', 60), named('renamed', 90)]) };
  cluster.wants('c2', () => ({ ...ASKED_FOR, policy: 'renamed' }));
  cluster.now += 90 * MINUTE - 1;
  expect(cluster.keeps()).toEqual([]);
  cluster.now += 1;
  expect(cluster.keeps()[0]).toMatchObject({
    ...{ type: 'incident.requested', policy: 'renamed' },
    follows: { incidentNum: 'IM1', why: 'still-fires' },
  });
});

it('an alarm that belongs to another incident by now is left there, as are those of one that nobody knows', () => {
  const cluster = completed('b');
  const b = seriesOf(cluster, 'b');
  const asked = askedBy(cluster, 'b');
  expect(cluster.covers('k9' as IncidentKey, b, asked)).toEqual([]);
  const other = { type: 'episode.linked', alarmId: b.alarmId, episode: b.episode } as const;
  cluster.fold({ ...other, incident: 'k8' as IncidentKey });
  expect(cluster.covers(cluster.key, b, asked)).toEqual([]);
  cluster.ends('a');
  expect(cluster.covers(cluster.key, seriesOf(cluster, 'a'), asked)).toEqual([]);
});

it('the next incident of one that COC does not have any more says so', () => {
  const cluster = new Cluster({ ...RULES, reraiseAfterMs: 0 });
  const { alarmId } = reportAlarm('a').alert;
  const gone = { key: cluster.key, alarmId, state: 'rejected', by: 'person', isGone: true } as const;
  cluster.fold({ type: 'incident.moved', ...gone });
  expect(cluster.keeps()[0]).toMatchObject({
    follows: { incidentNum: 'IM1', state: 'rejected', why: 'gone' },
  });
});

it('an alarm does not join a solved incident that the agent can not take back', () => {
  const cluster = new Cluster();
  cluster.ended('resolved', 'agent');
  expect(typesOf(cluster.fires('b'))).toEqual(JOINED);
  const { alarmId } = reportAlarm('a').alert;
  const step = { kind: 'handle-incident', key: cluster.key, alarmId, entry: 9 } as const;
  const refused = { reason: 'bad-request', detail: 'no', deadLetter: 'entry-9' } as const;
  cluster.fold({ type: 'entry.dead-lettered', ...step, ...refused });
  expect(cluster.ledger.incident(cluster.key)).toMatchObject({ state: 'resolved', stuck: true });
  expect(typesOf(cluster.fires('c'))).toEqual(ASKED);
  expect(typesOf(cluster.keeps())).toEqual([...JOINED, 'incident.left', ...JOINED, 'incident.left']);
});

it('alarms of one that COC refused wait with it while its dead letter and its policy are there', () => {
  const refused = () => {
    const cluster = new Cluster();
    cluster.ended('completed', 'agent');
    cluster.keeps();
    const [next] = [...cluster.ledger.everyIncident()].filter(({ state }) => state === 'requested');
    if (!next) throw new Error('none was requested');
    const { key, alarmId } = next;
    cluster.fold({ type: 'incident.failed', key, alarmId, detail: 'no such user' });
    return { cluster, key, alarmId };
  };
  const waiting = refused();
  expect(typesOf(waiting.cluster.fires('b'))).toEqual(JOINED);
  expect(waiting.cluster.keeps(waiting.key)).toEqual([]);

  const { cluster, key, alarmId } = refused();
  cluster.fold({ type: 'letter.discarded', deadLetter: 'entry-9', actor: 'ann', alarmId, key });
  expect(typesOf(cluster.fires('b'))).toEqual(ASKED);

  const gone = refused();
  gone.cluster.policy = { ...gone.cluster.policy, incidentRules: new Map([['new', someRules()]]) };
  gone.cluster.wants('c2', () => ({ ...ASKED_FOR, policy: 'new' }));
  const events = gone.cluster.keeps(gone.key);
  expect(typesOf(events)).toEqual([...ASKED, 'incident.left']);
  expect(events[0]).not.toHaveProperty('follows');
});

it('a refused storm whose policy is gone is followed by another one, and not by itself', () => {
  const cluster = new Cluster(RULES, { maxIncidentsPerHour: 1 });
  const body = reportAlarm('b', { incident: { ...INCIDENT, correlation: 'b' } });
  const { alarmId, source, fingerprint, level } = body.alert;
  const about = { alarmId, name: 'b', source, fingerprint, level, startedAt: cluster.now };
  cluster.fold({ type: 'episode.opened', ...about, episode: body.episode });
  cluster.reports(body);
  const [requested] = cluster.taken(body);
  expect(requested).toMatchObject({ type: 'incident.requested', storm: 'all' });
  const storm = [...cluster.ledger.everyIncident()].find((one) => one.storm);
  if (!storm) throw new Error('there is no storm');
  cluster.fold({ type: 'incident.failed', key: storm.key, alarmId, detail: 'no such user' });
  cluster.policy = { ...cluster.policy, incidentRules: new Map([['new', someRules(RULES)]]) };
  cluster.wants('c2', () => ({ ...INCIDENT, policy: 'new' }));
  const events = cluster.keeps(storm.key);
  expect(typesOf(events)).toEqual([...ASKED, 'incident.left']);
  expect(seriesOf(cluster, 'b').incident).not.toBe(storm.key);
  expect(cluster.keeps(storm.key)).toEqual([]);
});
