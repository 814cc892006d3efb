import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type {
  EntryQueued,
  EpisodeClosed,
  EpisodeOpened,
  OutboxEvent,
} from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import {
  episodeOf,
  refusedUnderOf,
  type Series,
  shownStart,
  shownState,
  toldAtOf,
} from '../../../../src/outbox/ledger/series.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';
import { reportAlarm } from '../../../support/entries.ts';

const alarmId = 'a1' as AlarmId;
const episode = 'e1' as EpisodeId;
const series = { alarmId, source: 'prod', fingerprint: 'f', name: 'n' };
const opened: EpisodeOpened = { type: 'episode.opened', ...series, episode, level: 'Major', startedAt: 5 };
const closed: EpisodeClosed = { type: 'episode.closed', ...series, episode, level: 'Major', endedAt: 9 };

/** Series after these events. The first is decided at 100, each next one at one more. */
function fold(...events: readonly OutboxEvent[]): Series | undefined {
  return foldFrom(100, ...events);
}

function foldFrom(at: number, ...events: readonly OutboxEvent[]): Series | undefined {
  const ledger = new Ledger();
  events.forEach((event, i) => {
    ledger.fold(event, { seq: i + 1, at: at + i });
  });
  return ledger.series(alarmId);
}

function aboutA1(event: EntryQueued): EntryQueued {
  const { body } = event;
  if (body.kind !== 'report-alarm') return event;
  return { ...event, body: { ...body, alarm: { ...body.alarm, alarmId } } };
}

describe('an episode', () => {
  it('fires from when it is opened', () => {
    expect(fold(opened)).toEqual({
      ...series,
      episode,
      state: 'firing',
      level: 'Major',
      startedAt: 5,
      lastSeenAt: 100,
    });
  });

  it('takes a new level', () => {
    expect(fold(opened, { type: 'episode.changed', alarmId, level: 'Critical' })).toMatchObject({
      level: 'Critical',
      lastSeenAt: 101,
    });
  });

  it('remembers the time of its last alert', () => {
    expect(fold(opened, { type: 'alert.repeated', alarmId })?.lastSeenAt).toBe(101);
  });

  it('keeps its id when it is resolved', () => {
    expect(fold(opened, closed)).toMatchObject({ state: 'resolved', episode, endedAt: 9, closedAt: 101 });
  });

  it('leaves a tombstone when a resolve comes without a fire', () => {
    const { episode: _, ...unmatched } = closed;
    expect(fold(unmatched)).toMatchObject({ state: 'tombstone', endedAt: 9, closedAt: 100 });
    expect(fold(unmatched)).not.toHaveProperty('startedAt');
    expect(episodeOf(fold(unmatched))).toBeUndefined();
  });

  it('keeps its place in lists when a later resolve comes without a fire', () => {
    const { episode: _, ...unmatched } = closed;
    const later = fold(unmatched, { ...unmatched, endedAt: 12 });
    expect(later).toMatchObject({ state: 'tombstone', endedAt: 12, firstEndedAt: 9 });
    expect(later && shownStart(later)).toBe(9);
  });

  it('begins anew after its end, with no facts of the old one', () => {
    const again = { ...opened, episode: 'e2' as EpisodeId };
    // Its incident, if it had one of its own, has the name of the episode.
    expect(fold(opened, closed, again)).toEqual({ ...foldFrom(102, again), pastIncident: episode });
    expect(fold(opened, closed, again)).not.toHaveProperty('unsent');
  });

  it('begins anew with the entries of the old one that still wait', () => {
    const fire = aboutA1({ type: 'entry.queued', body: reportAlarm('a1', { episode }) });
    const again = { ...opened, episode: 'e2' as EpisodeId };
    expect(fold(opened, fire, closed, again)).toMatchObject({ episode: 'e2', unsent: [{ entry: 2 }] });
  });

  it('remembers under which configuration it was refused, until it is sent again', () => {
    const refused = { type: 'episode.refused', alarmId, episode, configuration: 'c1' } as const;
    expect(refusedUnderOf(fold(opened, refused))).toBe('c1');
    const changed = { type: 'episode.changed', alarmId, level: 'Major' } as const;
    expect(refusedUnderOf(fold(opened, refused, changed))).toBeUndefined();
  });

  it('is stale only while it fires', () => {
    const stale: OutboxEvent = { type: 'alarm.stale', alarmId } as OutboxEvent;
    expect(fold(opened, stale)).toMatchObject({ staleAt: 101 });
    expect(fold(opened, closed, stale)).not.toHaveProperty('staleAt');
  });

  it('fires in COC once that took its alarm, and not by its recovery', () => {
    const queued = (alarmStatus: 'alarm' | 'ok'): EntryQueued => {
      const body = reportAlarm('a1', { episode });
      return aboutA1({ type: 'entry.queued', body: { ...body, alarm: { ...body.alarm, alarmStatus } } });
    };
    const delivered = (entry: number): OutboxEvent => ({
      ...{ type: 'entry.delivered', entry, alarmId, attempts: 1 },
    });
    expect(fold(opened, queued('alarm'), delivered(2))).toMatchObject({ cocFires: true });
    expect(fold(opened, queued('ok'), delivered(2))).not.toHaveProperty('cocFires');
    const both = [opened, queued('alarm'), queued('ok')] as const;
    expect(fold(...both, delivered(3))).not.toHaveProperty('cocFires');
    const next: EpisodeOpened = { ...opened, episode: 'e2' as EpisodeId };
    expect(fold(opened, queued('alarm'), closed, next, delivered(2))).not.toHaveProperty('cocFires');
  });

  it('keeps owing the end that COC refused, for the place where COC shows the alarm', () => {
    const queued = (alarmStatus: 'alarm' | 'ok', of = episode): EntryQueued => {
      const body = reportAlarm('a1', { episode: of });
      return aboutA1({ type: 'entry.queued', body: { ...body, alarm: { ...body.alarm, alarmStatus } } });
    };
    const delivered: OutboxEvent = { type: 'entry.delivered', entry: 2, alarmId, attempts: 1 };
    const refused = (entry: number): OutboxEvent => ({
      ...{ type: 'entry.dead-lettered', entry, alarmId, reason: 'bad-request', detail: 'no' },
      deadLetter: `entry-${entry}`,
    });
    const until = [opened, queued('alarm'), delivered, closed, queued('ok')] as const;
    const place = fold(...until)?.unsent?.[0]?.place;
    expect(place).toEqual(expect.any(Number));
    expect(fold(...until, refused(5))?.refusedEnds).toStrictEqual([
      { deadLetter: 'entry-5', episode, integration: 'default', place },
    ]);
    const next: EpisodeOpened = { ...opened, episode: 'e2' as EpisodeId };
    const another = fold(...until, next, queued('alarm', next.episode), refused(7));
    expect([another?.unsent?.length, another?.refusedEnds]).toEqual([1, undefined]);
    for (const events of [
      [opened, closed],
      until,
      [{ ...closed, episode: undefined } as never, queued('ok')],
    ])
      expect(fold(...events, refused(2))).not.toHaveProperty('refusedEnds');
  });

  it('is shown by its last alarm, and not by its recovery', () => {
    const queued = (alarmStatus: 'alarm' | 'ok', reassertion?: true): EntryQueued => {
      const body = reportAlarm('a1', { episode, ...(reassertion && { reassertion }) });
      return aboutA1({ type: 'entry.queued', body: { ...body, alarm: { ...body.alarm, alarmStatus } } });
    };
    const shownAfter = (event: EntryQueued) => {
      const ledger = new Ledger();
      ledger.fold(opened, { seq: 1, at: 100 });
      ledger.fold(event, { seq: 2, at: 101, ref: 7n as RecordRef });
      return ledger.series(alarmId);
    };
    expect(shownAfter(queued('alarm'))).toMatchObject({ lastAlarm: { seq: 2, ref: 7n, reassertion: false } });
    expect(shownAfter(queued('alarm', true))).toMatchObject({ lastAlarm: { reassertion: true } });
    for (const name of ['lastAlarm', 'target']) expect(shownAfter(queued('ok'))).not.toHaveProperty(name);
  });

  it('has no more facts than it was told', () => {
    const { episode: _, ...unmatched } = closed;
    expect(fold(unmatched)).not.toHaveProperty('openedBy');
    const level = { type: 'episode.changed', alarmId, level: 'Critical' } as const;
    expect(fold(opened, level)).not.toHaveProperty('content');
  });

  it('is parked by an alarm that waits, and not by a recovery that is held back', () => {
    const until = (alarmStatus: 'alarm' | 'ok'): EntryQueued => {
      const body = reportAlarm('a1', { episode });
      return aboutA1({
        ...{ type: 'entry.queued', dueAt: 500 },
        body: { ...body, alarm: { ...body.alarm, alarmStatus } },
      });
    };
    expect(fold(opened, until('alarm'))?.unsent).toMatchObject([{ parked: { at: 101, until: 500 } }]);
    expect(fold(opened, until('ok'))?.unsent?.[0]).not.toHaveProperty('parked');
    expect(fold(opened, closed, until('alarm'))?.unsent?.[0]).not.toHaveProperty('parked');
    const now: EntryQueued = aboutA1({ type: 'entry.queued', body: reportAlarm('a1', { episode }) });
    expect(fold(opened, now)?.unsent?.[0]).not.toHaveProperty('parked');
  });

  it('ignores the refusal of another episode', () => {
    const other = 'e0' as EpisodeId;
    const refused = { type: 'episode.refused', alarmId, episode: other, configuration: 'c1' } as const;
    expect(refusedUnderOf(fold(opened, refused))).toBeUndefined();
  });

  it('is not made by an event about an existing one', () => {
    expect(fold({ type: 'alert.repeated', alarmId })).toBeUndefined();
    expect(fold({ type: 'episode.changed', alarmId, level: 'Info' })).toBeUndefined();
  });

  it('goes on recovering when another of its entries leaves, until its held recovery does', () => {
    const fire = { type: 'entry.queued', body: reportAlarm('a1', { episode }) } as const;
    const held = {
      ...fire,
      body: { ...fire.body, alarm: { ...fire.body.alarm, alarmStatus: 'ok' } },
    } as const;
    const events: OutboxEvent[] = [opened, aboutA1(fire), closed, { ...aboutA1(held), dueAt: 60_000 }];
    const delivered = (entry: number): OutboxEvent => ({
      type: 'entry.delivered',
      entry,
      alarmId,
      attempts: 1,
    });
    expect(fold(...events)).toMatchObject({ state: 'recovering', held: { entry: 4, until: 60_000 } });
    const after = fold(...events, delivered(2));
    expect(after).toMatchObject({ state: 'recovering', held: { entry: 4, until: 60_000 } });
    const over = fold(...events, delivered(2), delivered(4));
    expect(over).toMatchObject({ state: 'resolved' });
    expect(over).not.toHaveProperty('held');
  });
});

describe('a resolve without a fire', () => {
  const { episode: _, ...unmatched } = closed;
  const ok = reportAlarm('a1', { episode });
  const queued = {
    type: 'entry.queued',
    body: { ...ok, alarm: { ...ok.alarm, alarmStatus: 'ok' } },
  } as const;
  const delivered: OutboxEvent = { type: 'entry.delivered', entry: 2, alarmId, attempts: 1 };

  it('is told when COC took it, and not when another entry leaves', () => {
    const told = fold(unmatched, aboutA1(queued), delivered);
    expect(told).toMatchObject({ state: 'tombstone', resolveToldAt: 102 });
    expect(told && toldAtOf(told)).toBe(102);
    const other = fold(unmatched, aboutA1(queued), { ...delivered, entry: 9 });
    expect(other && toldAtOf(other)).toBeUndefined();
    const fire = fold(unmatched, aboutA1({ type: 'entry.queued', body: ok }), delivered);
    expect(fire).not.toHaveProperty('resolveToldAt');
  });

  it('takes another level, and no number of flaps', () => {
    const changed = fold(unmatched, { type: 'episode.changed', alarmId, level: 'Info' });
    expect(changed).toEqual({ ...fold(unmatched), level: 'Info', lastSeenAt: 101 });
    const reopened = fold(unmatched, { type: 'episode.reopened', alarmId, episode, flaps: 1 });
    expect(reopened).toEqual(fold(unmatched));
  });
});

it('an episode that fires and is reopened goes on, and counts the flap', () => {
  const reopened = fold(opened, { type: 'episode.reopened', alarmId, episode, flaps: 3 });
  expect(reopened).toEqual({ ...fold(opened), flaps: 3, lastSeenAt: 101 });
});

it('an episode shows when COC took its last alarm, and whether it fires', () => {
  const fire = aboutA1({ type: 'entry.queued', body: reportAlarm('a1', { episode }) });
  const ledger = new Ledger();
  ledger.fold(opened, { seq: 1, at: 100 });
  ledger.fold(fire, { seq: 2, at: 101, ref: 7n as RecordRef });
  ledger.fold({ type: 'entry.delivered', entry: 2, alarmId, attempts: 1 }, { seq: 3, at: 102 });
  const known = ledger.series(alarmId);
  expect(known && [toldAtOf(known), shownState(known)]).toEqual([102, 'firing']);
  const states = ['firing', 'recovering', 'resolved', 'tombstone'] as const;
  expect(states.map((state) => shownState({ state }))).toEqual([
    'firing',
    'resolved',
    'resolved',
    'resolved',
  ]);
});
