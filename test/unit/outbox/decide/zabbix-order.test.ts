import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../src/alerts/alert.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import { repairAll } from '../../../../src/outbox/decide/repair.ts';
import { firing, firingAt, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { ToldSeries } from '../../../support/told-series.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const OPENED = 'episode.opened, entry.queued';
const CHANGED = expect.stringMatching(/^episode\.changed, .*entry\.queued$/);

const problem = (more: Partial<Alert> = {}, number = '7') =>
  ({ sourceType: 'zabbix', problem: number, ...more }) as const;
const first = (more: Partial<Alert> = {}) => firingAt('a', 'Minor', problem(more));
const update = (more: Partial<Alert> = {}) => firingAt('a', 'Critical', problem({ isUpdate: true, ...more }));
const said = (afterMs: number) => ({ saidAt: STARTED_AT + afterMs });

/** The note of the source that it gives the problem up. */
const note = (more: Partial<Alert> = {}) =>
  resolved('a', problem({ assumed: 'Zabbix canceled its escalation', ...more }));

/** The resolve that the agent makes when it hears nothing for too long. */
const stale = () => {
  const { startsAt, ...rest } = { assumed: 'prod has said nothing about it for 7d', startsAt: STARTED_AT };
  return resolved('a', { sourceType: 'zabbix', startsAt, ...rest });
};

describe('a message that a problem exists, after an update of the problem', () => {
  it.each<[string, Arrival, Arrival]>([
    ['neither of them has a time', update(), first()],
    ['the update has one', update(said(MINUTE)), first()],
    ['the first has one', update(), first(said(0))],
  ])('is a repeat, and does not undo it: %s', (_, newer, older) => {
    const series = new ToldSeries();
    series.last(older, newer);
    expect(series.last(older)).toBe('alert.repeated');
    expect(series.last(older, older)).toBe('alert.repeated');
    expect(series.series).toMatchObject({ state: 'firing', level: 'Critical', lastSeenAt: series.now });
  });

  it('does not undo it either when the update came first', () => {
    const series = new ToldSeries();
    expect(series.last(update())).toBe(OPENED);
    expect(series.last(first())).toBe('alert.repeated');
    expect(series.series).toMatchObject({ level: 'Critical' });
  });

  it.each([
    [2 * HOUR, 'alert.repeated'],
    [2 * HOUR + 1, CHANGED],
  ])('counts again when no retry takes so long: after %i ms', (afterMs, words) => {
    const series = new ToldSeries();
    series.last(first(), update(said(MINUTE)));
    expect(series.words(first(), afterMs)).toEqual(words);
  });

  it('counts when it is certainly newer, and is outdated when it is certainly older', () => {
    const series = new ToldSeries();
    series.last(first(said(0)), update(said(MINUTE)));
    expect(series.last(first(said(0)))).toBe('dropped outdated');
    expect(series.last(first(said(2 * MINUTE)))).toEqual(CHANGED);
  });

  it('counts for the next problem, about which no update is known', () => {
    const series = new ToldSeries();
    series.last(first(), update());
    const next = firingAt('a', 'Minor', problem({}, '8'));
    expect(series.last(next)).toEqual(CHANGED);
    expect(series.last(firingAt('a', 'Major', problem({}, '8')))).toEqual(CHANGED);
    expect(series.last(update())).toBe('dropped outdated');
    expect(series.last(next)).toEqual(CHANGED);
  });

  it('leaves updates in the order in which they come, or in their own', () => {
    const lower = firingAt('a', 'Minor', problem({ isUpdate: true }));
    expect(new ToldSeries().last(first(), update(), lower)).toEqual(CHANGED);
    const dated = firingAt('a', 'Minor', problem({ isUpdate: true, ...said(MINUTE) }));
    expect(new ToldSeries().last(first(), update(said(2 * MINUTE)), dated)).toBe('dropped outdated');
  });

  it('brings what COC refused under another configuration again, at the level of the update', () => {
    const series = new ToldSeries();
    series.last(first(), update());
    if (series.series?.state !== 'firing') throw new Error('it does not fire');
    const { alarmId, episode } = series.series;
    const refused = { type: 'episode.refused', alarmId, episode, configuration: 'before' } as const;
    series.draft.fold(refused, { seq: 99, at: series.now });
    series.policy = aPolicy({ configuration: 'after' });
    const queued = series.of(first()).at(-1);
    expect(queued).toMatchObject({ type: 'entry.queued', body: { alarm: { alarmLevel: 'Critical' } } });
    expect(series.series).toMatchObject({ level: 'Critical' });
  });
});

describe('a problem that Zabbix gave up', () => {
  it.each<[string, readonly Arrival[], Arrival]>([
    ['no message has a time', [first(), note()], first()],
    ['the note came first', [note()], first()],
    ['only the update has one', [first(), update(said(MINUTE)), note()], update(said(MINUTE))],
    ['only the first has one', [first(said(0)), note()], first(said(0))],
    ['all have one', [first(said(0)), note(said(MINUTE))], first(said(0))],
    ['all have one, and the copy is old', [first(said(0)), note(said(9 * HOUR))], first(said(0))],
    ['it was told again', [first(), note(), note()], first()],
    ['the agent had assumed its end before', [first(), stale(), note()], first()],
    ['the note has no time and an update has', [first(said(0)), note()], update(said(MINUTE))],
    ['the note has a time and the copy has none', [first(), note(said(MINUTE))], first()],
  ])('is not opened again by a copy: %s', (_, before, copy) => {
    const series = new ToldSeries();
    series.last(...before);
    expect(series.last(copy)).toBe('dropped late');
    expect(series.words(copy, HOUR)).toBe('dropped late');
  });

  it('is opened again by a message that was certainly made later, and by its list', () => {
    const dated = new ToldSeries();
    dated.last(first(said(0)), note(said(MINUTE)));
    expect(dated.last(update(said(2 * MINUTE)))).toBe(OPENED);
    const listed = new ToldSeries();
    listed.last(first(), note());
    listed.more = { isListed: true };
    expect(listed.last(first())).toBe(OPENED);
  });

  it('is over for good once a recovery says so, but not by that of an older problem', () => {
    const series = new ToldSeries();
    series.last(first(said(0)), note(said(MINUTE)), resolved('a', problem({}, '6')));
    series.more = { isListed: true };
    const copy = new ToldSeries();
    copy.last(first(said(0)), note(said(MINUTE)), resolved('a', problem()));
    copy.more = { isListed: true };
    expect([series, copy].map((one) => one.last(first()))).toEqual([OPENED, 'dropped late']);
  });
});

describe('an end that the agent assumed, as it heard nothing', () => {
  it.each<[string, readonly Arrival[], Arrival]>([
    ['without any time', [first()], first()],
    ['when only an update had a time', [first(), update(said(MINUTE))], first()],
    ['when an update had none', [first(said(0)), update()], first(said(8 * HOUR))],
    ['with a time', [first(said(0))], first(said(MINUTE))],
  ])('is undone by the next message of the source: %s', (_, before, repeat) => {
    const series = new ToldSeries();
    series.last(...before);
    expect(series.words(stale(), 200 * HOUR)).toContain('episode.closed');
    expect(series.words(repeat, HOUR)).toBe(OPENED);
    expect(series.series?.heard ?? {}).not.toHaveProperty('assumed');
  });
});

describe('the number of a problem', () => {
  it('is that of the problem that opened the episode, also when numbers begin anew', () => {
    const series = new ToldSeries();
    series.last(firing('a', problem({}, '900')), resolved('a', problem({}, '900')));
    const anew = problem({ startsAt: STARTED_AT + 2 * HOUR }, '2');
    expect(series.last(firing('a', anew))).toBe(OPENED);
    expect(series.last(firingAt('a', 'Critical', anew))).toContain('entry.queued');
    expect(series.last(resolved('a', { ...anew, endsAt: STARTED_AT + 3 * HOUR }))).toContain(
      'episode.closed',
    );
  });

  it('may be lower for a problem of the same trigger that Zabbix lists as active', () => {
    const series = new ToldSeries();
    series.last(firing('a', problem({}, '10')), firing('a', problem({}, '11')));
    expect(series.last(resolved('a', problem({}, '11')))).toContain('episode.closed');
    expect(series.last(firing('a', problem({}, '10')))).toBe('dropped late');
    const arrival = firing('a', problem({}, '10'));
    const missed = { reason: 'missed-fire', arrival, foundAt: series.now } as const;
    const { draft, seq, now, policy } = series;
    const repaired = repairAll(draft, [missed], { seq, now, policy });
    expect(repaired.map(({ type }) => type)).toEqual(['alarm.repaired', 'episode.opened', 'entry.queued']);
    series.more = { isListed: true };
    expect(series.last(arrival)).toBe(OPENED);
    series.more = {};
    expect(series.last(resolved('a', problem({}, '10')))).toContain('episode.closed');
  });
});
