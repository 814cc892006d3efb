import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../src/alerts/alert.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import { firing, firingAt, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';
import { ToldSeries } from '../../../support/told-series.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WINDOW = 5 * MINUTE;
const HELD = 'episode.opened, parked';
const OPENED = 'episode.opened, entry.queued';

describe('a fire with the begin that its problem had, after the resolve', () => {
  it('is sent when the window after the resolve ends', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'));
    const closedAt = series.now;
    series.now += MINUTE;
    const [opened, queued] = series.of(firing('a'));
    expect(opened).toMatchObject({ type: 'episode.opened', startedAt: STARTED_AT });
    expect(queued).toMatchObject({ dueAt: closedAt + WINDOW, body: { alarm: { alarmStatus: 'alarm' } } });
    expect(series.series).toMatchObject({ state: 'firing', unsent: [{}, {}, { parked: {} }] });
  });

  it('is a new episode, which asks for an incident of its own', () => {
    const series = new ToldSeries();
    const [first] = series.of(firing('a'));
    series.last(resolved('a'));
    const [second] = series.of(firing('a'));
    const episodes = [first, second].map((event) => event?.type === 'episode.opened' && event.episode);
    expect(new Set(episodes).size).toBe(2);
  });

  it('is not sent when a resolve follows, of which COC is not told either', () => {
    const series = new ToldSeries();
    expect(series.last(firing('a'), resolved('a'), firing('a'), resolved('a'))).toBe(
      'episode.closed, cancelled late',
    );
    expect(series.series).toMatchObject({ state: 'resolved' });
    expect(series.last(resolved('a'))).toBe('alert.repeated');
  });

  it('is parked again after such a resolve', () => {
    const again = [firing('a'), resolved('a'), firing('a'), resolved('a'), firing('a')];
    expect(new ToldSeries().last(...again)).toBe(HELD);
  });

  it.each([
    ['that says it again at once, as a sender without an answer does', 29 * SECOND, 'alert.repeated'],
    ['that says it again', 30 * SECOND, 'episode.changed, entry.collapsed, entry.queued'],
  ])('after a message %s: waits, or is sent', (_, afterMs, words) => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'), firing('a'));
    expect(series.words(firing('a'), afterMs)).toBe(words);
  });

  it('is sent at once when a later problem is told, also where nothing collapses', () => {
    for (const collapse of [false, true]) {
      const series = new ToldSeries();
      series.policy = aPolicy({ collapse });
      series.last(firing('a'), resolved('a'), firing('a'));
      series.now += SECOND;
      const events = series.of(firing('a', { startsAt: STARTED_AT + 2 * HOUR }));
      const collapsed = events.filter(({ type }) => type === 'entry.collapsed');
      expect(collapsed.at(-1)).toMatchObject({ parked: true, into: series.seq - 1 });
      expect(events.at(-1)).not.toHaveProperty('dueAt');
      expect(series.last(resolved('a'))).toContain('dropped late');
    }
  });

  it('keeps its time when only its level changes', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'));
    const closedAt = series.now;
    expect(series.last(firing('a'), firingAt('a', 'Critical'))).toBe(
      'episode.changed, entry.collapsed, parked',
    );
    const parked = series.series?.unsent?.at(-1);
    expect(parked).toMatchObject({ level: 'Critical', parked: { until: closedAt + WINDOW } });
  });

  it('is an alarm like any other once its time has come: its end is told', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'), firing('a'));
    expect(series.words(resolved('a'), WINDOW)).toBe('episode.closed, entry.queued');
  });

  it('is not called back when an attempt has begun', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'), firing('a'));
    series.more = { entryStatusOf: () => 'tried' };
    expect(series.last(resolved('a'))).toBe('episode.closed, entry.queued');
  });

  it('is called back after a start too; the recovery follows, in case it had been sent', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'), firing('a'));
    series.more = { entryStatusOf: () => 'waiting' };
    expect(series.last(resolved('a'))).toBe('episode.closed, cancelled late, entry.queued');
  });

  it('is parked too when it is the begin of a later problem that the same episode covered', () => {
    const series = new ToldSeries();
    const later = { startsAt: STARTED_AT + MINUTE };
    const told = [firing('a'), firing('a', later), resolved('a', later), firing('a', later)];
    expect(series.last(...told)).toBe(HELD);
  });

  it.each([SECOND, MINUTE, 5 * MINUTE, 8 * HOUR])(
    'is parked too when a replica of its source saw the begin %i ms earlier',
    (ms) => {
      const earlier = { startsAt: STARTED_AT - ms };
      expect(new ToldSeries().last(firing('a'), resolved('a'), firing('a', earlier))).toBe(HELD);
      expect(new ToldSeries().last(firing('a'), resolved('a', earlier), firing('a', earlier))).toBe(HELD);
    },
  );

  it('waits no longer than the window when the clock was set back', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'));
    series.now -= 10 * HOUR;
    expect(series.of(firing('a')).at(-1)).toMatchObject({ dueAt: series.now + WINDOW });
  });

  it('waits no longer than it was to, when its level changes after the clock was set back', () => {
    const series = new ToldSeries();
    series.last(firing('a'), resolved('a'));
    const { now: closedAt } = series;
    series.last(firing('a'));
    const waitMs = closedAt + WINDOW - series.now;
    series.now -= 10 * HOUR;
    expect(series.of(firingAt('a', 'Critical')).at(-1)).toMatchObject({ dueAt: series.now + waitMs });
  });

  it('is sent at once with a window of nothing, and at once when the source lists it as active', () => {
    const series = new ToldSeries();
    series.policy = aPolicy({ lateFireWindowMs: 0 });
    expect(series.last(firing('a'), resolved('a'), firing('a'))).toBe(OPENED);
    const listed = new ToldSeries();
    listed.last(firing('a'), resolved('a'));
    listed.more = { isListed: true };
    expect(listed.last(firing('a'))).toBe(OPENED);
  });
});

describe('a fire whose end came first', () => {
  const short = { endsAt: STARTED_AT + 5 * MINUTE };
  const newer = { startsAt: STARTED_AT + HOUR };

  it.each<[string, readonly Arrival[]]>([
    ['when nothing is known', [resolved('a', short)]],
    ['after a newer problem', [firing('a', newer), resolved('a', newer), resolved('a', short)]],
    ['while a newer problem fired', [firing('a', newer), resolved('a', short), resolved('a', newer)]],
    [
      'after an older problem',
      [
        firing('a', { startsAt: STARTED_AT - HOUR }),
        resolved('a', { startsAt: STARTED_AT - HOUR, endsAt: STARTED_AT - HOUR / 2 }),
        resolved('a', short),
      ],
    ],
  ])('is late, and parked when it is said again: %s', (_, before) => {
    const series = new ToldSeries();
    series.last(...before);
    expect(series.words(firing('a'))).toBe('dropped late');
    expect(series.words(firing('a'), 29 * SECOND)).toBe('dropped late');
    expect(series.words(firing('a'))).toBe(HELD);
  });

  it('is late while a newer problem is parked, and does not send that', () => {
    const series = new ToldSeries();
    const later = { startsAt: STARTED_AT + MINUTE, endsAt: STARTED_AT + 2 * MINUTE };
    expect(series.last(resolved('a', later), firing('a'))).toBe(HELD);
    expect(series.last(firing('a', { startsAt: later.startsAt }))).toBe('dropped late');
    expect(series.last(resolved('a', { endsAt: STARTED_AT + 9 }))).toBe('episode.closed, cancelled late');
  });

  it('is parked half a minute after that end: it is another message', () => {
    const series = new ToldSeries();
    series.last(resolved('a', short));
    expect(series.words(firing('a'), 30 * SECOND)).toBe(HELD);
  });

  it('is parked after the end of a problem that was longer than a sender retries', () => {
    const long = { endsAt: short.endsAt + 1 };
    expect(new ToldSeries().last(resolved('a', long), firing('a'))).toBe(HELD);
  });

  it.each([
    [10 * SECOND, 'dropped late'],
    [10 * SECOND + 1, OPENED],
  ])('is a new problem after a window that is shorter than that: after %i ms', (afterMs, words) => {
    const series = new ToldSeries();
    series.policy = aPolicy({ lateFireWindowMs: 10 * SECOND });
    series.last(resolved('a', short));
    expect(series.words(firing('a'), afterMs)).toBe(words);
  });

  it('remembers eight of them', () => {
    const series = new ToldSeries();
    const begins = Array.from({ length: 9 }, (_, i) => STARTED_AT + i);
    series.last(...begins.map((startsAt) => resolved('a', { startsAt, endsAt: startsAt })));
    expect(series.words(firing('a', { startsAt: begins[1] as number }))).toBe('dropped late');
    expect(series.words(firing('a', { startsAt: begins[0] as number }))).toBe(HELD);
  });
});

describe('a fire whose problem is older than what is known', () => {
  const later = { startsAt: STARTED_AT + 5 * MINUTE };

  it('is parked: nothing tells that it is over', () => {
    const series = new ToldSeries();
    expect(series.last(firing('a', later), resolved('a', later), firing('a'))).toBe(HELD);
    expect(series.series).toMatchObject({ state: 'firing', startedAt: STARTED_AT });
  });

  it.each([
    ['its own', { endsAt: STARTED_AT + MINUTE }],
    ['one of the later problem', { ...later, endsAt: STARTED_AT + HOUR }],
  ])('is not sent when a resolve follows: %s', (_, end) => {
    const series = new ToldSeries();
    series.last(firing('a', later), resolved('a', later), firing('a'));
    expect(series.last(resolved('a', end))).toBe('episode.closed, cancelled late');
  });

  it('does not make the end of the later problem late', () => {
    const series = new ToldSeries();
    const [older, later] = [STARTED_AT, STARTED_AT + HOUR];
    series.last(firing('a', { startsAt: older }), firing('a', { startsAt: later }));
    expect(series.words(resolved('a', { startsAt: older, endsAt: later - 1 }))).toBe('dropped late');
    expect(series.words(resolved('a', { startsAt: later, endsAt: later + 1 }))).toContain('episode.closed');
  });
});

describe('an end that the agent only assumes', () => {
  const assumed = { assumed: 'prod sent nothing about it for 7d' };

  it('is told with its reason, and does not make the next fire late', () => {
    for (const about of [{}, { sourceType: 'zabbix', problem: '7', saidAt: STARTED_AT } as const]) {
      const series = new ToldSeries();
      series.last(firing('a', about));
      const [closed] = series.of(resolved('a', { ...about, ...assumed }));
      expect(closed).toMatchObject({ type: 'episode.closed', because: assumed.assumed });
      const said = 'saidAt' in about ? { saidAt: STARTED_AT + 1 } : {};
      expect(series.last(firing('a', { ...about, ...said }))).toBe(OPENED);
    }
  });

  it('is final once the source has said so', () => {
    const numbered = { sourceType: 'zabbix', problem: '7' } as const;
    const series = new ToldSeries();
    series.last(firing('a', numbered), resolved('a', { ...numbered, ...assumed }));
    expect(series.last(resolved('a', numbered), firing('a', numbered))).toBe('dropped late');
  });

  it('is not undone by an older message', () => {
    const at = (saidAt: number, more: Partial<Alert> = {}) =>
      ({ sourceType: 'zabbix', problem: '7', saidAt, ...more }) as const;
    const series = new ToldSeries();
    const end = resolved('a', at(STARTED_AT + MINUTE, assumed));
    expect(series.last(firing('a', at(STARTED_AT)), end, firing('a', at(STARTED_AT)))).toBe('dropped late');
    expect(series.last(firing('a', at(STARTED_AT + HOUR)))).toBe(OPENED);
    expect(series.last(end)).toBe('dropped late');
  });
});

describe('a message that others have overtaken', () => {
  const problem = (number: string, saidAt?: number) =>
    ({ sourceType: 'zabbix', problem: number, ...(saidAt !== undefined && { saidAt }) }) as const;

  it('changes nothing that a newer one told', () => {
    const series = new ToldSeries();
    series.last(firingAt('a', 'Critical', problem('7', STARTED_AT + 30 * SECOND)));
    expect(series.words(firingAt('a', 'Minor', problem('7', STARTED_AT)))).toBe('dropped outdated');
    expect(series.words(firingAt('a', 'Minor', problem('7', STARTED_AT + MINUTE)))).toContain('queued');
  });

  it('counts again when it is older than any retry: its clock is another one', () => {
    const series = new ToldSeries();
    series.last(firingAt('a', 'Critical', problem('7', STARTED_AT + 8 * HOUR)));
    expect(series.words(firingAt('a', 'Minor', problem('7', STARTED_AT)))).toContain('queued');
    expect(series.words(firingAt('a', 'Major', problem('7', STARTED_AT + 1)))).toContain('queued');
  });

  it('of a problem that is over never fires again, with a begin or without', () => {
    const { startsAt: _, ...bare } = firing('a', problem('7')).alert;
    for (const again of [firing('a', problem('7')), { ...firing('a'), alert: bare }]) {
      const series = new ToldSeries();
      series.last(firing('a', problem('7')), resolved('a', problem('7')));
      expect(series.words(again, 100 * HOUR)).toBe('dropped late');
    }
  });

  it('of a later problem is no straggler, even in the second in which the last one ended', () => {
    const series = new ToldSeries();
    const end = STARTED_AT + HOUR;
    series.last(firing('a', problem('9')), resolved('a', { ...problem('9'), endsAt: end }));
    expect(series.words(firing('a', { ...problem('10'), startsAt: end }))).toBe(OPENED);
    expect(series.words(resolved('a', { ...problem('9'), endsAt: end }))).toBe('dropped late');
    expect(series.words(firing('a', problem('9')))).toBe('dropped outdated');
  });

  it('has a number that begins anew with a new Zabbix', () => {
    const series = new ToldSeries();
    series.last(firing('a', problem('900')), resolved('a', problem('900')));
    expect(series.words(firing('a', { ...problem('2'), startsAt: STARTED_AT + 2 * HOUR }))).toBe(OPENED);
  });
});
