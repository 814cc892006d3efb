import { describe, expect, it } from 'vitest';
import type { AlarmId, Alert } from '../../../../src/alerts/alert.ts';
import { type EndedSeries, judgeFire } from '../../../../src/outbox/decide/own-order.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { Heard } from '../../../../src/outbox/events/heard.ts';
import { anAlert } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const MINUTE = 60_000;
const BEGAN = 10_000_000;
const ENDED = BEGAN + 10 * MINUTE;
const WINDOW = 5 * MINUTE;
const policy = aPolicy({ lateFireWindowMs: WINDOW });
const SERIES = { alarmId: 'a' as AlarmId, source: 's', fingerprint: 'f', name: 'n', level: 'Major' } as const;
const END = { endedAt: ENDED, closedAt: ENDED, lastSeenAt: ENDED };

/** Series whose problem lasted ten minutes, and of which these facts were told. */
const over = (heard?: Heard): EndedSeries => ({
  ...{ ...SERIES, ...END, state: 'resolved', episode: 'e' as EpisodeId, startedAt: BEGAN },
  ...(heard && { heard }),
});

/** Series of which only resolves came. */
const unfired = (heard?: Heard): EndedSeries => ({
  ...{ ...SERIES, ...END, state: 'tombstone', firstEndedAt: ENDED },
  ...(heard && { heard }),
});

/** An end that came at the last end, before its fire. */
const earlyOf = (startsAt?: number): Heard => ({
  early: [{ ...(startsAt !== undefined && { startsAt }), at: ENDED }],
});
const EARLY = earlyOf(BEGAN);

/** Verdict about a fire with exactly these facts, so long after the end was learned. */
function verdict(known: EndedSeries, changes: Partial<Alert>, afterMs = 1_000, isListed?: true) {
  const { startsAt: _, ...alert } = anAlert('a');
  const context = { now: ENDED + afterMs, policy, isListed };
  return judgeFire(known, { ...alert, ...changes }, context);
}

describe('a fire with the number of its problem', () => {
  it.each<[string, Heard, Partial<Alert>, string]>([
    ['is new with a larger one', { problem: '7' }, { problem: '8', startsAt: BEGAN }, 'new'],
    ['is late with the same one', { problem: '7' }, { problem: '7', startsAt: ENDED + 1 }, 'late'],
    ['is late with a smaller one', { problem: '7' }, { problem: '6', startsAt: ENDED }, 'late'],
    ['is late with a smaller one and no begin', { problem: '7' }, { problem: '6' }, 'late'],
    [
      'is new with a smaller one and a later begin',
      { problem: '7' },
      { problem: '6', startsAt: ENDED + 1 },
      'new',
    ],
    [
      'is new after an assumed end',
      { problem: '7', assumed: true, saidAt: 9 },
      { problem: '7', saidAt: 10 },
      'new',
    ],
    ['is new after an assumed end without times', { problem: '7', assumed: true }, { problem: '7' }, 'new'],
    [
      'is late when said with the assumed end',
      { problem: '7', assumed: true, saidAt: 9 },
      { problem: '7', saidAt: 9 },
      'late',
    ],
  ])('%s', (_, heard, alert, expected) => {
    expect(verdict(over(heard), alert)).toBe(expected);
  });
});

describe('a fire without a number', () => {
  it.each<[string, EndedSeries, Partial<Alert>, string]>([
    ['is new without a begin', over(), {}, 'new'],
    ['is new with a begin after the end', over(), { startsAt: ENDED + 1 }, 'new'],
    ['is new after an assumed end', over({ assumed: true }), { startsAt: BEGAN }, 'new'],
    ['waits with the begin that fired', over(), { startsAt: BEGAN }, 'parked'],
    [
      'waits with the begin that fired, whatever was told since',
      over({ startsAt: BEGAN + 9 }),
      { startsAt: BEGAN },
      'parked',
    ],
    [
      'waits with the newest begin after resolves alone, which fired',
      unfired({ startsAt: BEGAN }),
      { startsAt: BEGAN },
      'parked',
    ],
    ['waits with a begin a minute before', over(), { startsAt: BEGAN - MINUTE }, 'parked'],
    ['waits with a begin long before', over(), { startsAt: BEGAN - 60 * MINUTE }, 'parked'],
    ['waits with a begin at the end', over(), { startsAt: ENDED }, 'parked'],
    ['waits with a begin later than any', over({ startsAt: BEGAN + 9 }), { startsAt: BEGAN + 10 }, 'parked'],
    [
      'waits with the newest begin, which fired',
      over({ startsAt: BEGAN + 9 }),
      { startsAt: BEGAN + 9 },
      'parked',
    ],
    ['waits with a begin between', over({ startsAt: BEGAN + 9 }), { startsAt: BEGAN + 8 }, 'parked'],
    ['waits after a resolve alone', unfired({ startsAt: BEGAN }), { startsAt: BEGAN }, 'parked'],
    [
      'is late as the fire of a resolve that came just before it',
      unfired(EARLY),
      { startsAt: BEGAN },
      'late',
    ],
    ['is late so after another problem too', over(EARLY), { startsAt: BEGAN }, 'late'],
    ['is late so when it begins after the end', over(earlyOf(ENDED + 9)), { startsAt: ENDED + 9 }, 'late'],
    [
      'waits with another begin than that of such a resolve',
      unfired(EARLY),
      { startsAt: BEGAN - 1 },
      'parked',
    ],
    ['is late just after a resolve without a begin', unfired(earlyOf()), { startsAt: BEGAN }, 'late'],
    [
      'is new after an assumed end, whatever came before',
      over({ ...EARLY, assumed: true }),
      { startsAt: BEGAN },
      'new',
    ],
  ])('%s', (_, known, alert, expected) => {
    expect(verdict(known, alert)).toBe(expected);
  });

  it('is new when its source lists it as active', () => {
    expect(verdict(over(), { startsAt: BEGAN }, 1_000, true)).toBe('new');
  });

  it('is new after the window for late fires, which never ends for Zabbix', () => {
    const alert = { startsAt: BEGAN };
    expect(verdict(over(), alert, WINDOW)).toBe('parked');
    expect(verdict(over(), alert, WINDOW + 1)).toBe('new');
    expect(verdict(over(), { ...alert, sourceType: 'zabbix' }, WINDOW + 1)).toBe('late');
  });

  it('waits half a minute after the resolve that came first, and not before', () => {
    expect(verdict(unfired(EARLY), { startsAt: BEGAN }, 29_999)).toBe('late');
    expect(verdict(unfired(EARLY), { startsAt: BEGAN }, 30_000)).toBe('parked');
  });

  it('that is late waits when it is said again half a minute later, and not before', () => {
    const alert = { startsAt: BEGAN - 5 * MINUTE };
    const notedAt = (startsAt: number) => over({ noted: { startsAt, at: ENDED } });
    expect(verdict(notedAt(alert.startsAt), alert, 29_999)).toBe('late');
    expect(verdict(notedAt(alert.startsAt), alert, 30_000)).toBe('parked');
    expect(verdict(notedAt(alert.startsAt + 1), alert, 1_000)).toBe('parked');
  });
});
