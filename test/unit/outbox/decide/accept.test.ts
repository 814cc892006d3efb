import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { accept } from '../../../../src/outbox/decide/accept.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { LedgerDraft } from '../../../../src/outbox/ledger/ledger-draft.ts';
import { episodeOf } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, firingAt, INCIDENT, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const HOUR = 3_600_000;

/** Makes one decision after the other, each a second later. */
class Decisions {
  readonly draft = new LedgerDraft(new Ledger());
  now = STARTED_AT + 2 * HOUR;
  seq = 1;
  policy: OutboxPolicy = aPolicy();

  of(arrival: Arrival): readonly OutboxEvent[] {
    const events = accept(this.draft, arrival, { seq: this.seq, now: this.now, policy: this.policy });
    for (const event of events) this.draft.fold(event, { seq: 1, at: this.now });
    this.seq += events.length;
    this.now += 1_000;
    return events;
  }

  /** Result of an arrival in words: the types, the reason of a drop, and `parked` for an alarm that waits. */
  words(arrival: Arrival): string {
    return this.of(arrival)
      .map((event) => {
        if (event.type === 'alert.dropped') return `dropped ${event.reason}`;
        return event.type === 'entry.queued' && event.dueAt !== undefined ? 'parked' : event.type;
      })
      .join(', ');
  }
}

function refuse(decisions: Decisions, series: string, configuration: string): void {
  const episode = episodeOf(decisions.draft.series(series as AlarmId)) ?? ('' as EpisodeId);
  decisions.draft.fold(
    { type: 'episode.refused', alarmId: series as AlarmId, episode, configuration },
    { seq: 1, at: decisions.now },
  );
}

const OPENED = 'episode.opened, entry.queued';
/** An end that may have overtaken its fire. */
const SHORT = { endsAt: STARTED_AT + 60_000 };
const PARKED = 'episode.opened, parked';
const CLOSED = 'episode.closed, entry.queued';
const ago = (ms: number) => STARTED_AT - ms;

describe('a fire', () => {
  it.each<[string, Arrival[], string]>([
    ['opens an episode', [firing('a')], OPENED],
    ['is a repeat while the series fires', [firing('a'), firing('a')], 'alert.repeated'],
    [
      'is a repeat even with another start',
      [firing('a'), firing('a', { startsAt: STARTED_AT + 5 })],
      'alert.repeated',
    ],
    ['reports a change of level', [firing('a'), firingAt('a', 'Critical')], 'episode.changed, entry.queued'],
    [
      'opens another episode after a resolve',
      [firing('a'), resolved('a'), firing('a', { startsAt: STARTED_AT + 2 * HOUR })],
      OPENED,
    ],
    ['looks late after a resolve', [firing('a'), resolved('a'), firing('a')], PARKED],
    [
      'comes just after the resolve of its short problem',
      [resolved('a', SHORT), firing('a')],
      'dropped late',
    ],
    ['comes after the resolve of its long problem', [resolved('a'), firing('a')], PARKED],
    [
      'looks late when it began at the moment of the end',
      [firing('a'), resolved('a', { endsAt: STARTED_AT }), firing('a')],
      PARKED,
    ],
    ['of another series is another episode', [firing('a'), firing('b')], OPENED],
  ])('%s', (_, arrivals, words) => {
    const decisions = new Decisions();
    expect(arrivals.map((arrival) => decisions.words(arrival)).at(-1)).toBe(words);
  });

  it('that began before a resolve is a return of the problem after five minutes', () => {
    const decisions = new Decisions();
    for (const arrival of [firing('a'), resolved('a')]) decisions.of(arrival);
    decisions.now += 5 * 60_000;
    expect(decisions.words(firing('a'))).toBe(OPENED);
  });

  it('of a Zabbix event that was resolved is late for ever', () => {
    const decisions = new Decisions();
    const zabbix = { sourceType: 'zabbix' } as const;
    for (const arrival of [firing('a', zabbix), resolved('a', zabbix)]) decisions.of(arrival);
    decisions.now += 1_000 * HOUR;
    expect(decisions.words(firing('a', zabbix))).toBe('dropped late');
  });

  it('without a start is never late', () => {
    const decisions = new Decisions();
    for (const arrival of [firing('a'), resolved('a')]) decisions.of(arrival);
    const { startsAt: _, ...alert } = firing('a').alert;
    expect(decisions.words({ ...firing('a'), alert })).toBe(OPENED);
  });

  it('carries the incident that it asks for', () => {
    const [, queued] = new Decisions().of(firing('a', { incident: INCIDENT }));
    expect(queued).toMatchObject({ body: { kind: 'report-alarm', incident: INCIDENT, route: 'default' } });
  });

  it('gives every episode its own id', () => {
    const decisions = new Decisions();
    const episodes = [
      firing('a'),
      firing('b'),
      resolved('a'),
      firing('a', { startsAt: STARTED_AT + 9 * HOUR }),
    ]
      .flatMap((arrival) => decisions.of(arrival))
      .flatMap((event) => (event.type === 'episode.opened' ? [event.episode] : []));
    expect(new Set(episodes).size).toBe(3);
  });
});

describe('a resolve', () => {
  it.each<[string, Arrival[], string]>([
    ['closes the episode', [firing('a'), resolved('a')], CLOSED],
    ['is a repeat when the series is over', [firing('a'), resolved('a'), resolved('a')], 'alert.repeated'],
    ['without a fire is recorded', [resolved('a')], 'dropped unmatched-resolve, episode.closed'],
    ['without a fire is recorded once', [resolved('a'), resolved('a')], 'alert.repeated'],
    [
      'that comes before the fire of a later problem is recorded',
      [firing('a'), resolved('a'), resolved('a', { startsAt: ago(-2 * HOUR), endsAt: ago(-3 * HOUR) })],
      'dropped unmatched-resolve, episode.closed',
    ],
    [
      'with another end of the same problem is a repeat',
      [firing('a'), resolved('a'), resolved('a', { endsAt: ago(-3 * HOUR) })],
      'alert.repeated',
    ],
    [
      'of an older episode is late',
      [firing('a'), resolved('a', { startsAt: ago(2 * HOUR), endsAt: ago(HOUR) })],
      'dropped late',
    ],
    [
      'with an old end but the start of the open episode closes it',
      [firing('a'), resolved('a', { endsAt: ago(HOUR) })],
      CLOSED,
    ],
  ])('%s', (_, arrivals, words) => {
    const decisions = new Decisions();
    expect(arrivals.map((arrival) => decisions.words(arrival)).at(-1)).toBe(words);
  });

  it('without a fire is sent to COC when the policy says so', () => {
    const decisions = new Decisions();
    decisions.policy = aPolicy({ unmatchedResolve: 'forward' });
    expect(decisions.words(resolved('a'))).toBe(CLOSED);
    expect(decisions.words(resolved('a'))).toBe('alert.repeated');
  });

  it('keeps the level and the id of its episode, and asks for no incident', () => {
    const decisions = new Decisions();
    const [opened] = decisions.of(firingAt('a', 'Critical', { incident: INCIDENT }));
    const [closed, queued] = decisions.of(resolved('a', { incident: INCIDENT }));
    const episode = opened?.type === 'episode.opened' ? opened.episode : undefined;
    expect(closed).toMatchObject({ level: 'Critical', episode });
    expect(queued).toMatchObject({ body: { episode, alarm: { alarmLevel: 'Critical', alarmStatus: 'ok' } } });
    expect(queued).not.toHaveProperty('body.incident');
  });

  it('ends now when the source does not say when', () => {
    const decisions = new Decisions();
    decisions.of(firing('a'));
    const { endsAt: _, ...alert } = resolved('a').alert;
    const { now } = decisions;
    expect(decisions.of({ ...resolved('a'), alert })[0]).toMatchObject({ endedAt: now });
  });
});

describe('an alarm that COC refused', () => {
  it.each<[string, Arrival, string]>([
    ['is not sent again when it repeats', firing('a'), 'dropped refused-before'],
    ['is not sent again at another level', firingAt('a', 'Critical'), 'dropped refused-before'],
    ['is closed without a call', resolved('a'), 'episode.closed, dropped refused-before'],
  ])('%s', (_, arrival, words) => {
    const decisions = new Decisions();
    decisions.of(firing('a'));
    refuse(decisions, 'a', 'c1');
    expect(decisions.words(arrival)).toBe(words);
  });

  it('is tried again under another configuration, once', () => {
    const decisions = new Decisions();
    decisions.of(firing('a'));
    refuse(decisions, 'a', 'c0');
    expect(decisions.words(firing('a'))).toBe('episode.changed, entry.queued');
    expect(decisions.words(firing('a'))).toBe('alert.repeated');
  });

  it('does not stop the next episode', () => {
    const decisions = new Decisions();
    decisions.of(firing('a'));
    refuse(decisions, 'a', 'c1');
    decisions.of(resolved('a'));
    expect(decisions.words(firing('a', { startsAt: STARTED_AT + 5 * HOUR }))).toBe(OPENED);
  });
});

describe('an alert that a route filters', () => {
  it.each([firing('a'), resolved('a')])('is recorded with its reason and changes nothing', ({ alert }) => {
    const decisions = new Decisions();
    const filtered: Arrival = { alert, routed: { kind: 'filtered', reason: 'route', route: 'noise' } };
    expect(decisions.of(filtered)).toEqual([
      {
        type: 'alert.dropped',
        alarmId: 'a',
        source: 'prod',
        name: 'Alert a',
        reason: 'route',
        route: 'noise',
      },
    ]);
    expect(decisions.draft.series('a' as AlarmId)).toBeUndefined();
  });
});

it('an alert that no route takes is recorded without one', () => {
  const filtered = firing('a', { routed: { kind: 'filtered', reason: 'route' } });
  const [dropped] = new Decisions().of(filtered);
  expect(dropped).toMatchObject({ type: 'alert.dropped', reason: 'route' });
  expect(dropped).not.toHaveProperty('route');
});

it('an alarm that never flapped tells no number of flaps', () => {
  const [, queued] = new Decisions().of(firing('a'));
  expect(queued).toMatchObject({ type: 'entry.queued' });
  expect(queued).not.toHaveProperty('body.flaps');
});

describe('alerts with equal labels', () => {
  it('are two series when their fingerprints differ', () => {
    const decisions = new Decisions();
    const { labels } = firing('a').alert;
    expect([decisions.words(firing('a')), decisions.words(firing('b', { labels }))]).toEqual([
      OPENED,
      OPENED,
    ]);
  });
});

describe('a boundary', () => {
  it('of a late fire is five minutes after the resolve, to the millisecond', () => {
    for (const [waitMs, words] of [
      [5 * 60_000, PARKED],
      [5 * 60_000 + 1, OPENED],
    ] as const) {
      const decisions = new Decisions();
      decisions.of(firing('a'));
      const closedAt = decisions.now;
      decisions.of(resolved('a'));
      decisions.now = closedAt + waitMs;
      expect(decisions.words(firing('a'))).toBe(words);
    }
  });

  it('of a held recovery is its time, also where no lane is known', () => {
    for (const [waitMs, first] of [
      [59_999, 'entry.cancelled'],
      [60_000, 'episode.opened'],
    ] as const) {
      const decisions = new Decisions();
      decisions.policy = aPolicy({ resolveHoldMs: 60_000 });
      decisions.of(firing('a'));
      const heldAt = decisions.now;
      decisions.of(resolved('a', { endsAt: heldAt }));
      decisions.now = heldAt + waitMs;
      expect(decisions.of(firing('a', { startsAt: heldAt + 1 }))[0]?.type).toBe(first);
    }
  });
});

describe('what a message says besides', () => {
  const note = 'It is the last one.';

  it('stands with what it means, and not in the ledger', () => {
    const decisions = new Decisions();
    const [opened, queued] = decisions.of(firing('a', { note }));
    expect(opened).toMatchObject({ type: 'episode.opened', note });
    expect(queued).not.toHaveProperty('note');
    expect(decisions.of(firing('a', { note }))).toMatchObject([{ type: 'alert.repeated', note }]);
    expect(decisions.of(firingAt('a', 'Critical', { note }))[0]).toMatchObject({
      type: 'episode.changed',
      note,
    });
    expect(decisions.draft.series('a' as AlarmId)).not.toHaveProperty('note');
    expect(decisions.of(firingAt('a', 'Critical'))).toEqual([{ type: 'alert.repeated', alarmId: 'a' }]);
  });

  it('stands with the reason why nothing is sent', () => {
    const filtered = { kind: 'filtered', reason: 'route', route: 'r' } as const;
    const [dropped] = new Decisions().of(firing('a', { note, routed: filtered }));
    expect(dropped).toMatchObject({ type: 'alert.dropped', note });
  });
});
