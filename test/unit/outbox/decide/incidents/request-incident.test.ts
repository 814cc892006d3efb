import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../../../src/alerts/alarm.ts';
import type { IncidentRules } from '../../../../../src/outbox/decide/incidents/incident-rules.ts';
import { requestIncident } from '../../../../../src/outbox/decide/incidents/request-incident.ts';
import type { EpisodeId, IncidentKey, ReportAlarm } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import type { IncidentRequested } from '../../../../../src/outbox/events/incident-event.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import { episodeOf } from '../../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../../src/outbox/policy.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const HOUR = 3_600_000;

/** Ledger with the steps of a test. */
class Story {
  readonly ledger = new Ledger();
  readonly #policy: OutboxPolicy;
  now = 1_000_000_000;
  /** Time since which the next alarm to fire has fired by its source's clock, ms. */
  begunAgoMs = 0;
  #seq = 1;

  constructor(rules: Partial<IncidentRules> = {}, policy: Partial<OutboxPolicy> = {}) {
    const incidentRules = new Map([[INCIDENT.policy, someRules(rules)]]);
    this.#policy = aPolicy({ incidentRules, ...policy });
  }

  /** Fires a series. COC takes its alarm, which asks for an incident. */
  fires(series: string, changes: Partial<IncidentRequest> = {}): readonly OutboxEvent[] {
    this.now += 1;
    const incident = { ...INCIDENT, ...changes };
    const episode = `ep-${series}-${this.#seq}` as EpisodeId;
    const body = reportAlarm(series, { incident, episode });
    const { alarmId, name, source, fingerprint, level } = body.alert;
    const startedAt = this.now - this.begunAgoMs;
    const about = { alarmId, name, source, fingerprint, level, startedAt };
    this.fold({ type: 'episode.opened', ...about, episode });
    return this.asks(body);
  }

  /** Fires a series, and returns the request for its incident. @throws when there is none. */
  requests(series: string, changes: Partial<IncidentRequest> = {}): IncidentRequested {
    const [requested] = this.fires(series, changes);
    if (requested?.type !== 'incident.requested') throw new Error('none was asked for');
    return requested;
  }

  asks(body: ReportAlarm): readonly OutboxEvent[] {
    const events = requestIncident(this.ledger, body, {
      seq: this.#seq,
      now: this.now,
      policy: this.#policy,
    });
    for (const event of events) this.fold(event);
    return events;
  }

  ends(series: string): void {
    const { alarmId, name, source, fingerprint, level } = reportAlarm(series).alert;
    const episode = episodeOf(this.ledger.series(alarmId));
    const about = { alarmId, name, source, fingerprint, level, endedAt: this.now };
    this.fold({ type: 'episode.closed', ...about, ...(episode && { episode }) });
  }

  fold(event: OutboxEvent): void {
    this.ledger.fold(event, { seq: this.#seq++, at: this.now });
  }

  /** Incidents of the ledger, in the order of their requests. */
  incidents() {
    return [...this.ledger.everyIncident()].sort((a, b) => a.requestedAt - b.requestedAt);
  }
}

function typesOf(events: readonly OutboxEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'incident.joined') return `${event.type} ${event.reason}`;
    return event.type === 'incident.skipped' ? `${event.type} ${event.reason}` : event.type;
  });
}

const ASKED = ['incident.requested', 'entry.queued'];
const ASKED_SHARED = [...ASKED, 'episode.linked'];

describe('an incident of one episode, once each series has its own (`reopenWithin`)', () => {
  /** What the second episode of a series gets, after the incident of the first one got this far. */
  function second(
    by: 'agent' | 'person' | 'nobody',
    changes: Partial<IncidentRequest> = {},
    first: Partial<IncidentRequest> = {},
  ) {
    const story = new Story({ reopenWithinMs: HOUR });
    const { alarmId, key } = story.requests('a', first);
    story.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'IM1' });
    story.ends('a');
    if (by !== 'nobody') story.fold({ type: 'incident.moved', key, alarmId, state: 'completed', by });
    return story.fires('a', { correlation: 'a', ...changes });
  }

  it('is named by the next one where the agent ended it', () => {
    expect(second('agent')[0]).toMatchObject({
      ...{ type: 'incident.requested', follows: { incidentNum: 'IM1', why: 'returned' } },
    });
  });

  it('gets the problem that returns where a person ended it, or nobody did', () => {
    expect(second('person')[0]).toMatchObject({ type: 'incident.joined', reason: 'returned', isBack: true });
    expect(second('nobody')[0]).toMatchObject({ type: 'incident.joined', reason: 'open', isBack: true });
  });

  it('gets nothing of another policy, nor where alarms share an incident or each episode has one', () => {
    for (const changes of [{ policy: 'other' }, { correlation: 'cluster="a"' }, { correlation: undefined }])
      expect(second('nobody', changes as Partial<IncidentRequest>)[0]).toMatchObject({
        type: 'incident.requested',
      });
    const [shared] = second('nobody', {}, { correlation: 'cluster="a"' });
    expect(shared).toMatchObject({ type: 'incident.requested', correlation: 'a' });
  });
});

describe('an alarm that comes back while a person wants it to be left in peace', () => {
  /** What it gets, after a person ended the incident that it had by `first`, and with what it asks for by now. */
  function back(first: Partial<IncidentRequest>, then: Partial<IncidentRequest>, afterMs = HOUR - 2) {
    const story = new Story({ reopenWithinMs: HOUR, maxPerHour: 1 });
    story.fires('other');
    story.fires('a', first);
    const [storm] = story.incidents().filter((one) => one.storm);
    if (!storm) throw new Error('there is none');
    const { key, alarmId } = storm;
    story.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'IM1' });
    story.fold({ type: 'incident.moved', key, alarmId, state: 'rejected', by: 'person' });
    story.ends('a');
    story.now += afterMs;
    return story.fires('a', then)[0];
  }

  it('returns to the storm in which it was, whatever it would share by now', () => {
    expect(back({}, { correlation: 'a' })).toMatchObject({ type: 'incident.joined', reason: 'returned' });
    expect(back({ correlation: 'x' }, {})).toMatchObject({ type: 'incident.joined', reason: 'returned' });
  });

  it('gets another one after that time, and by another policy', () => {
    expect(back({}, { correlation: 'a' }, HOUR)).toMatchObject({ type: 'incident.requested' });
    expect(back({}, { policy: 'another' })).toMatchObject({ type: 'incident.requested' });
  });
});

describe('what is queued for an incident', () => {
  it('holds the alert from which it was rendered, and the configuration, where they are known', () => {
    for (const facts of [{ configuration: 'c1' }, {}]) {
      const story = new Story();
      story.fires('a');
      const body = { ...reportAlarm('b', { incident: INCIDENT, episode: 'e-b' as EpisodeId }), ...facts };
      const { alarmId, name, source, fingerprint, level } = body.alert;
      const about = { alarmId, name, source, fingerprint, level, startedAt: story.now };
      story.fold({ type: 'episode.opened', ...about, episode: 'e-b' as EpisodeId });
      const { alert, episode } = body;
      expect(story.asks(body)[1]).toStrictEqual({
        type: 'entry.queued',
        body: { kind: 'open-incident', key: 'e-b', request: INCIDENT, alarmId, episode, alert, ...facts },
      });
    }
  });

  it('names the place of its alarm, if that has one', () => {
    const story = new Story();
    const [asked, , linked] = story.fires('a', { correlation: 'c' });
    const resource = reportAlarm('a').alarm.resourceName;
    expect(resource).not.toBe('');
    expect([asked, linked]).toMatchObject([{ resource }, { resource }]);
    for (const series of ['b', 'c']) {
      const { alert, alarm } = reportAlarm(series);
      const { alarmId, name, source, fingerprint, level } = alert;
      const episode = `e-${series}` as EpisodeId;
      const about = { alarmId, name, source, fingerprint, level, startedAt: story.now, episode };
      story.fold({ type: 'episode.opened', ...about });
      const incident = { ...INCIDENT, correlation: 'nowhere' };
      const events = story.asks(
        reportAlarm(series, { alarm: { ...alarm, resourceName: '' }, incident, episode }),
      );
      expect(typesOf(events)).toEqual(
        series === 'b' ? ASKED_SHARED : ['incident.joined open', 'episode.linked'],
      );
      for (const event of events) expect(event).not.toHaveProperty('resource');
    }
  });
});

describe('alarms of one correlation', () => {
  const correlation = 'cluster="a"';

  it('share one incident', () => {
    const story = new Story();
    expect(typesOf(story.fires('a', { correlation }))).toEqual(ASKED_SHARED);
    expect(typesOf(story.fires('b', { correlation }))).toEqual(['incident.joined open', 'episode.linked']);
    expect(typesOf(story.fires('c', { correlation: 'cluster="b"' }))).toEqual(ASKED_SHARED);
    const [first] = story.incidents();
    expect(first).toMatchObject({ alarms: 2, names: ['Alert a', 'Alert b'], correlation });
  });

  it('of another policy do not', () => {
    const story = new Story();
    story.fires('a', { correlation });
    expect(typesOf(story.fires('b', { correlation, policy: 'other' }))).toEqual(ASKED_SHARED);
  });

  it('keep the incident firing until the last of them is over', () => {
    const story = new Story();
    story.fires('a', { correlation });
    story.fires('b', { correlation });
    const [incident] = story.incidents();
    if (!incident) throw new Error('there is none');
    story.ends('a');
    expect(story.ledger.fires(incident)).toBe(true);
    story.ends('b');
    expect(story.ledger.fires(incident)).toBe(false);
  });

  it('ask anew after the incident was cancelled', () => {
    const story = new Story();
    const { alarmId, key } = story.requests('a', { correlation });
    story.ends('a');
    story.fold({ type: 'entry.cancelled', entry: 9, alarmId, key, reason: 'resolved' });
    expect(typesOf(story.fires('a', { correlation }))).toEqual(ASKED_SHARED);
    expect(story.incidents().map(({ state }) => state)).toEqual(['cancelled', 'requested']);
  });

  it('share the second incident too, after the first one has ended', () => {
    const story = new Story();
    for (const [first, second] of ['ab', 'cd', 'ef']) {
      expect(typesOf(story.fires(first ?? '', { correlation }))).toEqual(ASKED_SHARED);
      expect(typesOf(story.fires(second ?? '', { correlation }))[0]).toBe('incident.joined open');
      const current = story.incidents().find(({ state }) => state === 'requested');
      if (!current) throw new Error('none is requested');
      const { key, alarmId } = current;
      story.fold({ type: 'incident.opened', key, alarmId, incidentNum: `IM-${first}` });
      story.fold({ type: 'incident.moved', key, alarmId, state: 'completed', by: 'person' });
      for (const series of [first, second]) story.ends(series ?? '');
    }
    expect(story.incidents()).toHaveLength(3);
  });

  it('share it also when it is requested in the same millisecond as the first one ended', () => {
    const story = new Story();
    const stop = () => {
      story.now -= 1;
    };
    for (const series of ['a', 'b']) {
      stop();
      const { alarmId, key } = story.requests(series, { correlation });
      story.fold({ type: 'incident.opened', key, alarmId, incidentNum: series });
      if (series === 'a')
        story.fold({ type: 'incident.moved', key, alarmId, state: 'completed', by: 'person' });
    }
    stop();
    expect(story.fires('c', { correlation })[0]).toMatchObject({
      type: 'incident.joined',
      key: story.incidents().find(({ state }) => state === 'opened')?.key,
    });
  });

  it('tell what they join since when they fire, and where', () => {
    const story = new Story();
    const resource = reportAlarm('b').alarm.resourceName;
    story.requests('a', { correlation });
    const [joined, linked] = story.fires('b', { correlation });
    expect(joined).toMatchObject({ type: 'incident.joined', startedAt: story.now, resource });
    expect(linked).toMatchObject({ resource });
  });

  it('join a refused incident for as long as an alarm of it fires', () => {
    const story = new Story();
    const { alarmId, key } = story.requests('a', { correlation });
    story.fold({ type: 'incident.failed', key, alarmId, detail: 'no' });
    story.now += 24 * HOUR;
    expect(typesOf(story.fires('b', { correlation }))[0]).toBe('incident.joined open');
  });

  it('share an incident that COC refused while one of them fires, and ask again after that', () => {
    const story = new Story();
    const { alarmId, key } = story.requests('a', { correlation });
    story.fold({ type: 'incident.failed', key, alarmId, detail: 'no' });
    expect(typesOf(story.fires('b', { correlation }))[0]).toBe('incident.joined open');
    story.ends('a');
    expect(typesOf(story.fires('d', { correlation }))[0]).toBe('incident.joined open');
    for (const series of ['b', 'd']) story.ends(series);
    expect(typesOf(story.fires('c', { correlation }))).toEqual(ASKED_SHARED);
  });
});

describe('alarms of an incident that a person ended', () => {
  const correlation = 'cluster="a"';

  /** Story whose only incident, of the firing series `a`, was ended by a person just now. */
  function ended(state: 'rejected' | 'completed', rules: Partial<IncidentRules> = {}) {
    const story = new Story(rules);
    const { alarmId, key } = story.requests('a', { correlation });
    story.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'IM1' });
    story.now += HOUR;
    story.fold({ type: 'incident.moved', key, alarmId, state, by: 'person' });
    return story;
  }

  it.each(['rejected', 'completed'] as const)('that was %s: another alarm needs one of its own', (state) => {
    const story = ended(state, { reopenWithinMs: HOUR });
    expect(typesOf(story.fires('b', { correlation }))).toEqual(ASKED_SHARED);
    story.ends('a');
    expect(typesOf(story.fires('c', { correlation }))[0]).toBe('incident.joined open');
  });

  it('need another one once all alarms of a rejected one are over', () => {
    const story = ended('rejected');
    story.ends('a');
    expect(typesOf(story.fires('b', { correlation }))).toEqual(ASKED_SHARED);
  });

  it('name the one that they had lately in another, and none that is still open', () => {
    const [state, reopenWithinMs] = ['completed', HOUR] as const;
    const nextAfter = (by: 'agent' | undefined, other = correlation) => {
      const story = new Story({ reopenWithinMs });
      const { alarmId, key } = story.requests('a', { correlation });
      story.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'IM1' });
      if (by) story.fold({ type: 'incident.moved', key, alarmId, state, by });
      story.ends('a');
      return story.requests('a', { correlation: other }).follows;
    };
    expect(nextAfter('agent')).toEqual({ incidentNum: 'IM1', state, why: 'returned' });
    expect(nextAfter('agent', 'cluster="b"')).toEqual({ incidentNum: 'IM1', state, why: 'returned' });
    expect(nextAfter(undefined, 'cluster="b"')).toBeUndefined();
  });

  it('count once, however often they come back', () => {
    const story = ended('completed', { reopenWithinMs: 10 * HOUR });
    for (let times = 0; times < 3; times += 1) {
      story.ends('a');
      expect(story.fires('a', { correlation })[0]).toMatchObject({ reason: 'returned', isBack: true });
    }
    const [incident] = story.incidents();
    expect(incident?.alarms).toBeUndefined();
    expect(incident).toMatchObject({ names: ['Alert a'], joinedAt: story.now });
  });

  it.each(['rejected', 'completed'] as const)('still belong to one that was %s lately', (state) => {
    const reopenWithinMs = 600_000;
    for (const [ago, first] of [
      [reopenWithinMs - 1, 'incident.joined returned'],
      [reopenWithinMs, 'incident.requested'],
    ] as const) {
      const story = ended(state, { reopenWithinMs });
      story.ends('a');
      // A fire takes a millisecond.
      story.now += ago - 1;
      expect(typesOf(story.fires('a', { correlation }))[0]).toBe(first);
    }
  });
});

describe('an alarm', () => {
  it('that asks again for the incident of its episode gets no second one', () => {
    const story = new Story();
    const episode = 'ep-a' as EpisodeId;
    story.fires('a');
    const again = reportAlarm('a', { incident: INCIDENT, episode: story.incidents()[0]?.episode ?? episode });
    expect(typesOf(story.asks(again))).toEqual(['incident.skipped exists']);
  });

  it('of an incident that nobody knows any more gets no other one', () => {
    const story = new Story();
    const { alarmId, episode } = story.requests('a');
    story.fold({ type: 'episode.linked', alarmId, episode, incident: 'forgotten' as IncidentKey });
    const body = reportAlarm('a', { incident: INCIDENT, episode });
    expect(typesOf(story.asks(body))).toEqual(['incident.skipped exists']);
  });

  it('whose recovery is held back still asks', () => {
    const story = new Story();
    const episode = 'ep-a-1' as EpisodeId;
    const body = reportAlarm('a', { incident: INCIDENT, episode });
    const { alarmId, name, source, fingerprint, level } = body.alert;
    const about = { alarmId, name, source, fingerprint, level };
    story.fold({ type: 'episode.opened', ...about, episode, startedAt: 1 });
    story.ends('a');
    expect(typesOf(story.asks(body))).toEqual(['incident.skipped resolved']);
    story.fold({ type: 'entry.queued', body: reportAlarm('a', { episode }), dueAt: story.now + 1_000 });
    expect(typesOf(story.asks(body))).toEqual(ASKED);
  });

  it('waits with its incident for as long as the policy says', () => {
    const story = new Story({ openAfterMs: 300_000 });
    expect(story.fires('a')[1]).toMatchObject({ type: 'entry.queued', dueAt: story.now + 300_000 });
  });

  describe('that joins an incident which waits to be opened', () => {
    const WAITS = 300_000;
    const correlation = 'c';
    /** What an alarm that began so long before now causes, after the incident has waited for a minute. */
    function joins(agoMs: number, change?: (story: Story, asked: IncidentRequested) => void) {
      const story = new Story({ openAfterMs: WAITS });
      const asked = story.requests('a', { correlation });
      change?.(story, asked);
      story.now += 60_000;
      story.begunAgoMs = agoMs;
      const moved = story.fires('b', { correlation }).filter(({ type }) => type === 'entry.rescheduled');
      return { moved, now: story.now };
    }

    it('lets it wait no longer than for the one that began first', () => {
      const { moved, now } = joins(120_000);
      const dueAt = now - 120_000 + WAITS;
      expect(moved).toMatchObject([
        { type: 'entry.rescheduled', entry: 3, alarmId: 'a', key: expect.any(String), dueAt, why: 'joined' },
      ]);
      const long = joins(2 * WAITS);
      expect(long.moved).toMatchObject([{ dueAt: long.now }]);
    });

    it('changes nothing where it began later, or where the incident is due or asked for', () => {
      expect(joins(30_000).moved).toEqual([]);
      const tried = joins(120_000, (story, { key, alarmId }) => {
        story.fold({ type: 'attempt.started', entry: 3, key, alarmId });
      });
      expect(tried.moved).toEqual([]);
      const due = joins(10 * WAITS, (story) => {
        story.now += 2 * WAITS;
      });
      expect(due.moved).toEqual([]);
    });
  });
});

describe('a budget', () => {
  it('that is spent makes one storm incident, which lists its alarms', () => {
    const story = new Story({ maxPerHour: 2 }, { stormGatherMs: 30_000 });
    expect([story.fires('a'), story.fires('b')].map(typesOf)).toEqual([ASKED, ASKED]);
    const storm = story.fires('c');
    expect(typesOf(storm)).toEqual(ASKED_SHARED);
    expect(storm[1]).toMatchObject({ dueAt: story.now + 30_000 });
    expect(typesOf(story.fires('d'))).toEqual(['incident.joined storm', 'episode.linked']);
    const incidents = story.incidents();
    expect(incidents).toHaveLength(3);
    expect(incidents.find(({ storm }) => storm)).toMatchObject({
      storm: 'policy',
      alarms: 2,
      names: ['Alert c', 'Alert d'],
    });
  });

  it('keeps its storm incident while alarms join it, also when none of them fires just now', () => {
    const story = new Story({ maxPerHour: 1 });
    story.fires('a');
    story.fires('b');
    story.ends('b');
    story.now += HOUR / 2;
    expect(typesOf(story.fires('c'))).toEqual(['incident.joined storm', 'episode.linked']);
    expect(story.incidents().filter(({ storm }) => storm)).toHaveLength(1);
  });

  it('keeps its storm incident while an alarm of it fires, however long ago the last one joined', () => {
    const story = new Story({ maxPerHour: 1 });
    story.fires('a');
    story.fires('b');
    story.now += 2 * HOUR;
    story.fires('c');
    expect(typesOf(story.fires('d'))).toEqual(['incident.joined storm', 'episode.linked']);
    expect(story.incidents().filter(({ storm }) => storm)).toHaveLength(1);
  });

  it('is full again after an hour, and the next storm gets a new incident', () => {
    const story = new Story({ maxPerHour: 1 });
    story.fires('a');
    story.fires('b');
    for (const series of ['a', 'b']) story.ends(series);
    story.now += HOUR;
    expect(typesOf(story.fires('c'))).toEqual(ASKED);
    expect(typesOf(story.fires('d'))).toEqual(ASKED_SHARED);
    expect(story.incidents().filter(({ storm }) => storm)).toHaveLength(2);
  });

  it('of all policies comes before that of one', () => {
    const story = new Story({ maxPerHour: 5 }, { maxIncidentsPerHour: 2 });
    for (const series of ['a', 'b', 'c']) story.fires(series);
    expect(typesOf(story.fires('d'))[0]).toBe('incident.joined storm');
    expect(story.incidents().filter(({ storm }) => storm)).toMatchObject([{ storm: 'all' }]);
  });

  it('of all policies makes a storm of each policy, which has people of its own', () => {
    const story = new Story({}, { maxIncidentsPerHour: 2 });
    for (const series of ['a', 'b', 'c']) story.fires(series);
    expect(typesOf(story.fires('d', { policy: 'another' }))).toEqual(ASKED_SHARED);
    expect(typesOf(story.fires('e', { policy: 'another' }))[0]).toBe('incident.joined storm');
    expect(typesOf(story.fires('f'))[0]).toBe('incident.joined storm');
    expect(story.incidents().filter(({ storm }) => storm)).toMatchObject([
      { storm: 'all', policy: INCIDENT.policy, alarms: 2 },
      { storm: 'all', policy: 'another', alarms: 2 },
    ]);
  });

  it('that is spent lets its storm wait as long as the policy says, if that is longer', () => {
    for (const [openAfterMs, waits] of [
      [600_000, 600_000],
      [10_000, 30_000],
    ] as const) {
      const story = new Story({ maxPerHour: 1, openAfterMs }, { stormGatherMs: 30_000 });
      story.fires('a');
      expect(story.fires('b')[1]).toMatchObject({ dueAt: story.now + waits });
    }
  });

  it('does not count cancelled incidents', () => {
    const story = new Story({ maxPerHour: 1 });
    const { alarmId, key } = story.requests('a');
    story.fold({ type: 'entry.cancelled', entry: 9, alarmId, key, reason: 'resolved' });
    expect(typesOf(story.fires('b'))).toEqual(ASKED);
  });
});

describe('a policy that had another name', () => {
  const RENAMED = { ...INCIDENT, policy: 'new' };
  const renamed = (rules: Partial<IncidentRules> = {}) => {
    const own = someRules({ ...rules, names: ['new', INCIDENT.policy] });
    return new Story(
      {},
      {
        incidentRules: new Map([
          [INCIDENT.policy, own],
          ['new', own],
        ]),
      },
    );
  };

  it('joins an alarm to the incident that it opened under that name', () => {
    const story = renamed();
    const { key } = story.requests('a', { correlation: 'db' });
    expect(story.fires('b', { ...RENAMED, correlation: 'db' })[0]).toMatchObject({
      type: 'incident.joined',
      key,
    });
    expect(story.fires('c', { ...RENAMED, correlation: 'web' })[0]).toMatchObject({
      type: 'incident.requested',
    });
  });

  it('counts them towards its budget', () => {
    const story = renamed({ maxPerHour: 1 });
    story.requests('a');
    expect(story.fires('b', RENAMED)[0]).toMatchObject({ type: 'incident.requested', storm: 'policy' });
  });
});

it('an incident of another policy is never joined, whatever its correlation', () => {
  const story = new Story();
  story.requests('a', { correlation: 'db' });
  expect(story.fires('b', { policy: 'web', correlation: 'db' })[0]).toMatchObject({
    type: 'incident.requested',
  });
});

describe('an alarm that has risen, for which another policy of a higher level is meant by now', () => {
  const LOW = { policy: 'low', level: 'level_40' };
  const HIGH = { policy: INCIDENT.policy, level: 'level_10' };
  const LEFT = ['incident.left', 'incident.requested', 'entry.queued', 'episode.linked'];

  /** A series whose incident was asked for by the lower policy, and what it gets when it asks by the other one. */
  function risen(
    { low = {}, high = {} }: Record<'low' | 'high', Partial<IncidentRequest>> | Record<string, never> = {},
    between?: (story: Story, requested: IncidentRequested) => void,
  ) {
    const story = new Story();
    const requested = story.requests('a', { ...LOW, ...low });
    between?.(story, requested);
    const body = reportAlarm('a', {
      ...{ incident: { ...INCIDENT, ...HIGH, ...high }, episode: requested.episode },
    });
    return { story, requested, body, events: story.asks(body) };
  }

  it('gets another one, and its first one has it no more', () => {
    const { story, requested, body, events } = risen();
    expect(typesOf(events)).toEqual(LEFT);
    const [left, next] = events as [OutboxEvent, IncidentRequested];
    expect(left).toEqual({
      ...{ type: 'incident.left', key: requested.key, alarmId: 'a', alarms: 1 },
    });
    expect(next.key).not.toBe(requested.key);
    expect(next).not.toHaveProperty('follows');
    const [lower, higher] = [requested, next].map(({ key }) => story.ledger.incident(key));
    expect(lower && story.ledger.fires(lower)).toBe(false);
    expect(higher && story.ledger.fires(higher)).toBe(true);
    expect(lower).toMatchObject({ left: true });
    expect(typesOf(story.asks(body))).toEqual(['incident.skipped exists']);
  });

  it('gets one that names the first one, where COC has that', () => {
    const { events } = risen({}, (story, { key, alarmId }) =>
      story.fold({ type: 'incident.opened', key, alarmId, incidentNum: 'IM1' }),
    );
    expect(events[1]).toMatchObject({ follows: { incidentNum: 'IM1', state: 'opened', why: 'outgrown' } });
  });

  it('joins the one that others of its correlation have, and leaves one that it shared', () => {
    const correlation = 'cluster="a"';
    const { story, requested, events } = risen(
      { low: { correlation }, high: { correlation } },
      (before) => void before.requests('b', { ...HIGH, correlation }),
    );
    expect(typesOf(events)).toEqual(['incident.left', 'incident.joined open', 'episode.linked']);
    expect([...story.ledger.linkedAlarms(requested.key)]).toEqual([]);
  });

  it.each<[string, Partial<IncidentRequest>]>([
    ['of the same level', { level: LOW.level }],
    ['of a lower level', { level: 'level_50' }],
    ['of the same policy', { policy: LOW.policy }],
  ])('keeps its own where the request is %s', (_what, high) => {
    expect(typesOf(risen({ low: {}, high }).events)).toEqual(['incident.skipped exists']);
  });

  it('keeps its own where a very old version asked for that, and did not store how', () => {
    const story = new Story();
    const body = reportAlarm('a', { incident: { ...INCIDENT, ...HIGH } });
    const { alarmId, name, source, fingerprint, level } = body.alert;
    const { episode } = body;
    const about = { alarmId, name, source, fingerprint, level, startedAt: story.now, episode };
    story.fold({ type: 'episode.opened', ...about });
    const key = episode as string as IncidentKey;
    story.fold({ type: 'incident.requested', key, alarmId, episode, policy: LOW.policy });
    expect(typesOf(story.asks(body))).toEqual(['incident.skipped exists']);
  });

  it('keeps its own where it is over by now', () => {
    const { events } = risen({}, (story) => story.ends('a'));
    expect(typesOf(events)).toEqual(['incident.skipped exists']);
  });
});
