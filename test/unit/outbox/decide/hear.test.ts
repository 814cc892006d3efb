import { describe, expect, it } from 'vitest';
import type { AlarmId, Alert } from '../../../../src/alerts/alert.ts';
import { hearEnd, hearEndAgain, hearFire, hearLateFire } from '../../../../src/outbox/decide/hear.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { Heard } from '../../../../src/outbox/events/heard.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import { anAlert } from '../../../support/alerts.ts';

const FACTS = { alarmId: 'a' as AlarmId, source: 's', fingerprint: 'f', name: 'n', level: 'Major' } as const;
const EPISODE = { ...FACTS, episode: 'e' as EpisodeId, startedAt: 100, lastSeenAt: 100 };
const OVER = { endedAt: 150, closedAt: 150 };

const HALF_A_MINUTE = 30_000;
/** An end that came at 400, before the fire of a problem of 120. */
const EARLY = [{ startsAt: 120, at: 400 }];
const NONE = { heard: {} };

/** Series whose problem began at 100, and of which these facts were told. */
const firing = (heard?: Heard): Series => ({ ...EPISODE, state: 'firing', ...(heard && { heard }) });
const over = (heard?: Heard): Series => ({ ...EPISODE, ...OVER, state: 'resolved', ...(heard && { heard }) });
const tombstone = (heard?: Heard): Series => ({
  ...{ ...FACTS, ...OVER, state: 'tombstone', firstEndedAt: 150, lastSeenAt: 150 },
  ...(heard && { heard }),
});

/** Alert with exactly these facts. */
function told(changes: Partial<Alert>): Alert {
  const { startsAt: _, ...alert } = anAlert('a');
  return { ...alert, ...changes };
}

/** Facts of a fire that opens an episode with its begin. */
const opening = (known: Series | undefined, startsAt: number) =>
  hearFire(known, told({ startsAt }), { now: 400, opensAt: startsAt });

describe('a fire tells a begin', () => {
  it.each<[string, Series | undefined, number | undefined, object]>([
    ['that its episode has already', firing(), 100, {}],
    ['that is older', firing(), 50, {}],
    ['that is later', firing(), 120, { heard: { startsAt: 120 } }],
    ['that was told', firing({ startsAt: 120 }), 120, {}],
    ['that is older than one that was told', firing({ startsAt: 120 }), 110, {}],
    ['that is later than one that was told', firing({ startsAt: 120 }), 130, { heard: { startsAt: 130 } }],
    ['beside an end that came just now', firing({ early: EARLY }), 100, {}],
    [
      'after an end of long ago, which is forgotten',
      firing({ early: [{ at: 400 - HALF_A_MINUTE }] }),
      100,
      NONE,
    ],
    ['that it does not know, which changes nothing', firing({ startsAt: 120 }), undefined, {}],
    ['of a series that nobody knows', undefined, 120, { heard: { startsAt: 120 } }],
    ['that it does not know, of a series that nobody knows', undefined, undefined, {}],
  ])('%s', (_, known, startsAt, heard) => {
    expect(hearFire(known, told(startsAt === undefined ? {} : { startsAt }), { now: 400 })).toStrictEqual(
      heard,
    );
  });

  it.each<[string, Series | undefined, number, object]>([
    ['a new series', undefined, 300, {}],
    ['the next episode', over(), 300, {}],
    [
      'an episode whose begin is the newest one: what was told before says no more',
      over({ startsAt: 200 }),
      300,
      { heard: {} },
    ],
    ['an episode that is older than what was told before', over({ startsAt: 400 }), 300, NONE],
    ['an episode after a resolve without one', tombstone({ startsAt: 200 }), 300, NONE],
    [
      'an episode beside an early end',
      over({ startsAt: 400, early: EARLY }),
      300,
      { heard: { early: EARLY } },
    ],
  ])('with which it opens %s', (_, known, startsAt, heard) => {
    expect(opening(known, startsAt)).toStrictEqual(heard);
  });
});

describe('an end tells a begin', () => {
  it.each<[string, Series | undefined, number | undefined, object]>([
    ['that its episode has', firing(), 100, {}],
    ['that is older', firing(), 50, {}],
    ['that it does not know', firing(), undefined, {}],
    ['that no fire told', firing(), 120, { heard: { startsAt: 120, early: EARLY } }],
    ['that a fire told', firing({ startsAt: 120 }), 120, {}],
    ['that is older than one that was told', firing({ startsAt: 120 }), 110, {}],
    ['of a series that nobody knows', undefined, 120, { heard: { startsAt: 120, early: EARLY } }],
    [
      'that it does not know, of a series that nobody knows',
      undefined,
      undefined,
      { heard: { early: [{ at: 400 }] } },
    ],
    [
      'of a later problem after a resolve',
      tombstone({ startsAt: 110 }),
      120,
      { heard: { startsAt: 120, early: EARLY } },
    ],
  ])('%s', (_, known, startsAt, heard) => {
    expect(hearEnd(known, told(startsAt === undefined ? {} : { startsAt }), 400)).toStrictEqual(heard);
  });

  it('and that it is only assumed', () => {
    const end = told({ startsAt: 100, assumed: 'silent' });
    expect(hearEnd(firing(), end, 400)).toStrictEqual({ heard: { assumed: true } });
    expect(hearEnd(firing({ assumed: true }), told({ startsAt: 100 }), 400)).toStrictEqual({ heard: {} });
  });
});

describe('an end that is told again', () => {
  it.each<[string, Heard | undefined, string | undefined, object]>([
    [
      'confirms one that was assumed',
      { problem: '7', assumed: true },
      undefined,
      { heard: { problem: '7' } },
    ],
    ['confirms nothing when it is assumed too', { assumed: true }, 'silent', {}],
    ['changes nothing about one that was told', { problem: '7' }, undefined, {}],
    ['changes nothing where nothing was told', undefined, undefined, {}],
  ])('%s', (_, heard, assumed, expected) => {
    const again = told(assumed === undefined ? {} : { assumed });
    expect(hearEndAgain(over(heard), again, 400)).toStrictEqual(expected);
  });
});

describe('a late fire', () => {
  const noted = { startsAt: 120, at: 500 };
  it.each<[string, Heard | undefined, Partial<Alert>, object]>([
    ['is noted', undefined, { startsAt: 120 }, { heard: { noted } }],
    ['is noted beside what was told', { saidAt: 9 }, { startsAt: 120 }, { heard: { saidAt: 9, noted } }],
    ['is noted once', { noted: { startsAt: 120, at: 1 } }, { startsAt: 120 }, {}],
    [
      'is noted instead of another one',
      { noted: { startsAt: 90, at: 1 } },
      { startsAt: 120 },
      { heard: { noted } },
    ],
    ['without a begin is not noted', undefined, {}, {}],
    ['without a begin is not noted instead of another one', { noted }, {}, {}],
    ['of a numbered problem is not noted', undefined, { startsAt: 120, problem: '7' }, {}],
  ])('%s', (_, heard, alert, expected) => {
    expect(hearLateFire(over(heard), told(alert), 500)).toStrictEqual(expected);
  });
});

describe('the newest number and time of a message', () => {
  const known = { problem: '7', saidAt: 1_000 };
  it.each<[string, Heard | undefined, Partial<Alert>, object]>([
    ['are those of the first', undefined, { problem: '7', saidAt: 5 }, { problem: '7', saidAt: 5 }],
    ['are those of a later message', known, { problem: '7', saidAt: 1_001 }, { problem: '7', saidAt: 1_001 }],
    ['are not those of an earlier message', known, { problem: '7', saidAt: 999 }, known],
    ['stay when a message has none', known, {}, known],
    ['stay when a message has no time', known, { problem: '7' }, known],
    ['are those of a later problem', known, { problem: '8', saidAt: 900 }, { problem: '8', saidAt: 900 }],
    ['are those of a later problem, which tells no time', known, { problem: '8' }, { problem: '8' }],
    ['are not those of an older problem', known, { problem: '6', saidAt: 2_000 }, known],
    [
      'of a message without a number are its time alone',
      known,
      { saidAt: 1_001 },
      { ...known, saidAt: 1_001 },
    ],
    ['have a number as soon as one is told', { saidAt: 1_000 }, { problem: '7' }, known],
  ])('%s', (_, heard, alert, expected) => {
    const isSame = JSON.stringify(heard) === JSON.stringify(expected);
    expect(hearFire(firing(heard), told(alert), { now: 400 })).toStrictEqual(
      isSame ? {} : { heard: expected },
    );
  });
});
