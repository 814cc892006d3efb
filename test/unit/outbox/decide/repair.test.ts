import { describe, expect, it } from 'vitest';
import { accept } from '../../../../src/outbox/decide/accept.ts';
import { isOverdue, markStale } from '../../../../src/outbox/decide/mark-stale.ts';
import { type Repair, repairAll } from '../../../../src/outbox/decide/repair.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { episodeOf, type Series } from '../../../../src/outbox/ledger/series.ts';
import { firing, firingAt, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const policy = aPolicy();
const NOW = STARTED_AT + 7_200_000;

/** Ledger in which these alerts have arrived, at these times. */
function ledgerOf(...arrivals: readonly (readonly [ReturnType<typeof firing>, number])[]): Ledger {
  const ledger = new Ledger();
  let seq = 1;
  for (const [arrival, now] of arrivals) {
    for (const event of accept(ledger, arrival, { seq, now, policy }))
      ledger.fold(event, { seq: seq++, at: now });
  }
  return ledger;
}

function typesOf(ledger: Ledger, ...repairs: readonly Repair[]): string[] {
  return repairAll(ledger, repairs, { seq: 100, now: NOW, policy }).map(({ type }) => type);
}

const open = (ledger: Ledger, id: string) => episodeOf(ledger.series(firing(id).alert.alarmId)) as EpisodeId;

describe('a repair', () => {
  it('opens a missed episode, after an event with the reason', () => {
    const repair: Repair = { reason: 'missed-fire', arrival: firing('a'), foundAt: NOW };
    expect(typesOf(new Ledger(), repair)).toEqual(['alarm.repaired', 'episode.opened', 'entry.queued']);
  });

  it('gives each episode the number of its own event', () => {
    const repairs = ['a', 'b'].map(
      (id): Repair => ({ reason: 'missed-fire', arrival: firing(id), foundAt: NOW }),
    );
    const events = repairAll(new Ledger(), repairs, { seq: 100, now: NOW, policy });
    const episodes = events.flatMap((event) => (event.type === 'episode.opened' ? [event.episode] : []));
    expect(new Set(episodes).size).toBe(2);
    expect(episodes[1]).toContain((104).toString(36));
  });

  it('closes the episode that was found to be over, and no other', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT]);
    const lost = { reason: 'lost-resolve', arrival: resolved('a'), foundAt: NOW } as const;
    expect(typesOf(ledger, { ...lost, episode: 'another' as EpisodeId })).toEqual([]);
    expect(typesOf(ledger, { ...lost, episode: open(ledger, 'a') })).toEqual([
      'alarm.repaired',
      'episode.closed',
      'entry.queued',
    ]);
  });

  it('reports a changed level', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT]);
    const arrival = firingAt('a', 'Critical');
    const repair: Repair = { reason: 'missed-change', arrival, foundAt: NOW, episode: open(ledger, 'a') };
    expect(typesOf(ledger, repair)).toEqual(['alarm.repaired', 'episode.changed', 'entry.queued']);
  });

  it('does nothing, and leaves no trace, when an alert arrived since the fault was found', () => {
    const ledger = ledgerOf([firing('a'), NOW]);
    const repair: Repair = {
      reason: 'lost-resolve',
      arrival: resolved('a'),
      foundAt: NOW - 1,
      episode: open(ledger, 'a'),
    };
    expect(typesOf(ledger, repair)).toEqual([]);
  });

  it('does nothing, and leaves no trace, when a webhook would be dropped or a repeat', () => {
    const numbered = { sourceType: 'zabbix', problem: '7' } as const;
    const late = ledgerOf([firing('a', numbered), STARTED_AT], [resolved('a', numbered), NOW - 1_000]);
    const filtered = firing('b', { routed: { kind: 'filtered', reason: 'route' } });
    const again = ledgerOf([firing('c'), STARTED_AT]);
    expect(typesOf(late, { reason: 'missed-fire', arrival: firing('a', numbered), foundAt: NOW })).toEqual(
      [],
    );
    expect(typesOf(new Ledger(), { reason: 'missed-fire', arrival: filtered, foundAt: NOW })).toEqual([]);
    const repeat: Repair = {
      reason: 'missed-change',
      arrival: firing('c'),
      foundAt: NOW,
      episode: open(again, 'c'),
    };
    expect(typesOf(again, repeat)).toEqual([]);
  });

  it('opens an alert at once that the source lists after its end, with the begin that it had', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT], [resolved('a'), NOW - 1_000]);
    const repair: Repair = { reason: 'missed-fire', arrival: firing('a'), foundAt: NOW };
    const [, , queued] = repairAll(ledger, [repair], { seq: 100, now: NOW, policy });
    expect(queued).toMatchObject({ type: 'entry.queued', body: { alarm: { alarmStatus: 'alarm' } } });
    expect(queued).not.toHaveProperty('dueAt');
  });

  it('is made when the last alert arrived in the millisecond of the finding', () => {
    const ledger = ledgerOf([firing('a'), NOW]);
    const lost = { reason: 'lost-resolve', arrival: resolved('a'), foundAt: NOW } as const;
    expect(typesOf(ledger, { ...lost, episode: open(ledger, 'a') })).toHaveLength(3);
  });

  it('is made when only a part of it changes something', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT]);
    const [alarmId, episode] = [firing('a').alert.alarmId, open(ledger, 'a')];
    const refused = { type: 'episode.refused', alarmId, episode, configuration: 'c1' } as const;
    ledger.fold(refused, { seq: 9, at: STARTED_AT });
    expect(
      typesOf(ledger, { reason: 'lost-resolve', arrival: resolved('a'), foundAt: NOW, episode }),
    ).toEqual(['alarm.repaired', 'episode.closed', 'alert.dropped']);
  });

  it('of a change does not confirm an alarm that is parked', () => {
    const ledger = ledgerOf(
      [firing('a'), STARTED_AT],
      [resolved('a'), NOW - 2_000],
      [firing('a'), NOW - 1_000],
    );
    const change = { reason: 'missed-change', arrival: firingAt('a', 'Critical'), foundAt: NOW } as const;
    const repair = { ...change, episode: open(ledger, 'a') };
    const events = repairAll(ledger, [repair], { seq: 100, now: NOW, policy });
    expect(events.at(-1)).toMatchObject({
      type: 'entry.queued',
      dueAt: NOW - 2_000 + policy.lateFireWindowMs,
    });
  });

  it('knows the numbers of the entries that one before it queued', () => {
    const context = { seq: 100, now: NOW, policy: aPolicy({ collapse: true }) };
    const fire: Repair = { reason: 'missed-fire', arrival: firing('a'), foundAt: NOW };
    const [, opened] = repairAll(new Ledger(), [fire], context);
    const episode = opened?.type === 'episode.opened' ? opened.episode : ('' as EpisodeId);
    const arrival = firingAt('a', 'Critical');
    const change: Repair = { reason: 'missed-change', arrival, foundAt: NOW, episode };
    const events = repairAll(new Ledger(), [fire, change], context);
    expect(events.find(({ type }) => type === 'entry.collapsed')).toMatchObject({ entry: 102, into: 106 });
  });

  it('is made once when it is asked for twice', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT]);
    const repair: Repair = {
      reason: 'lost-resolve',
      arrival: resolved('a'),
      foundAt: NOW,
      episode: open(ledger, 'a'),
    };
    expect(typesOf(ledger, repair, repair)).toHaveLength(3);
  });
});

describe('an alarm without alerts', () => {
  const HOUR = 3_600_000;
  const series = (lastSeenAt: number): Series => ({
    ...(ledgerOf([firing('a'), STARTED_AT]).series(firing('a').alert.alarmId) as Series),
    lastSeenAt,
  });
  /** An agent that has heard its source ever since time 0. */
  const until = (now: number) => ({ now, hearableMs: now });

  it('is overdue after the configured time, and not before', () => {
    expect(isOverdue(series(0), 25 * HOUR, until(25 * HOUR - 1))).toBe(false);
    expect(isOverdue(series(0), 25 * HOUR, until(25 * HOUR))).toBe(true);
  });

  it('has its whole time again after a gap in which its source could not be heard', () => {
    const heard = { now: 200 * HOUR, hearableMs: 25 * HOUR - 1 };
    expect(isOverdue(series(HOUR), 25 * HOUR, heard)).toBe(false);
    expect(isOverdue(series(HOUR), 25 * HOUR, { ...heard, hearableMs: 25 * HOUR })).toBe(true);
  });

  it('has its whole time after its last alert, however long its source was heard', () => {
    const heard = { now: 200 * HOUR, hearableMs: 200 * HOUR };
    expect(isOverdue(series(175 * HOUR + 1), 25 * HOUR, heard)).toBe(false);
    expect(isOverdue(series(175 * HOUR), 25 * HOUR, heard)).toBe(true);
  });

  it('that came from a clock that was set back since counts as heard before the gap', () => {
    const back = { now: 21 * HOUR, hearableMs: 25 * HOUR - 1 };
    expect(isOverdue(series(60 * HOUR), 25 * HOUR, back)).toBe(false);
    expect(isOverdue(series(60 * HOUR), 25 * HOUR, { ...back, hearableMs: 25 * HOUR })).toBe(true);
  });

  it('is not marked when it is over or forgotten by then', () => {
    const found = series(STARTED_AT);
    const over: Series = { ...found, state: 'resolved', endedAt: 1, closedAt: 1 } as Series;
    for (const known of [over, undefined])
      expect(markStale({ series: () => known, incident: () => undefined }, found)).toEqual([]);
  });

  it.each([
    ['over', { state: 'resolved', endedAt: 1, closedAt: 1 }],
    ['marked already', { staleAt: 1 }],
    ['a tombstone', { state: 'tombstone', endedAt: 1, closedAt: 1 }],
  ] as const)('is never overdue when it is %s', (_title, changes) => {
    const other = { ...series(0), ...changes } as Series;
    expect(isOverdue(other, HOUR, until(99 * HOUR))).toBe(false);
  });

  it('is marked once, until its next alert', () => {
    const ledger = ledgerOf([firing('a'), STARTED_AT]);
    const { alarmId } = firing('a').alert;
    const known = () => ledger.series(alarmId) as Series;
    const found = known();
    const marks = markStale(ledger, found);
    expect(marks).toEqual([{ type: 'alarm.stale', alarmId, source: 'prod' }]);
    for (const event of marks) ledger.fold(event, { seq: 10, at: NOW });
    expect(markStale(ledger, found)).toEqual([]);
    expect(isOverdue(known(), HOUR, until(NOW + 99 * HOUR))).toBe(false);
    ledger.fold({ type: 'alert.repeated', alarmId }, { seq: 11, at: NOW + 1 });
    expect(markStale(ledger, found)).toEqual([]);
    expect(isOverdue(known(), HOUR, until(NOW + 99 * HOUR))).toBe(true);
  });
});
