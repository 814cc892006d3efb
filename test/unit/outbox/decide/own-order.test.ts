import { describe, expect, it } from 'vitest';
import type { AlarmId, Alert } from '../../../../src/alerts/alert.ts';
import {
  isLateResolve,
  isLaterResolve,
  isNewProblem,
  isOvertaken,
  isSaidBefore,
} from '../../../../src/outbox/decide/own-order.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { Heard } from '../../../../src/outbox/events/heard.ts';
import { anAlert, STARTED_AT } from '../../../support/alerts.ts';

const SERIES = { alarmId: 'a' as AlarmId, source: 's', fingerprint: 'f', name: 'n', level: 'Major' } as const;
const EPISODE = { ...SERIES, episode: 'e' as EpisodeId, startedAt: STARTED_AT, lastSeenAt: STARTED_AT };
const firing = (heard?: Heard) => ({ ...EPISODE, state: 'firing', ...(heard && { heard }) }) as const;
const END = STARTED_AT + 1_000;
const ended = (heard?: Heard) =>
  ({ ...EPISODE, state: 'resolved', endedAt: END, closedAt: END, ...(heard && { heard }) }) as const;

/** Alert with exactly these times and this number of its problem. */
function told({ startsAt, ...changes }: Partial<Alert>): Alert {
  const { startsAt: _, ...alert } = anAlert('a', changes);
  return startsAt === undefined ? alert : { ...alert, startsAt };
}

describe('a fire of a series that fires begins a new problem', () => {
  it.each<[boolean, string, Heard | undefined, Partial<Alert>]>([
    [
      true,
      'by a larger number, whatever its begin',
      { problem: '7' },
      { problem: '8', startsAt: STARTED_AT - 1 },
    ],
    [false, 'not by the same number, whatever its begin', { problem: '7' }, { problem: '7', startsAt: END }],
    [false, 'not by a smaller number', { problem: '7' }, { problem: '6', startsAt: END }],
    [true, 'by a later begin without numbers', undefined, { startsAt: STARTED_AT + 1 }],
    [false, 'not by the same begin', undefined, { startsAt: STARTED_AT }],
    [false, 'not by a begin that another message told', { startsAt: END }, { startsAt: END }],
    [false, 'not without a begin', undefined, {}],
  ])('%s: %s', (expected, _, heard, changes) => {
    expect(isNewProblem(firing(heard), told(changes))).toBe(expected);
  });
});

describe('a resolve of a series that is over is about a later problem', () => {
  it.each<[boolean, string, Heard | undefined, Partial<Alert>]>([
    [true, 'by a larger number', { problem: '7' }, { problem: '8' }],
    [false, 'not by the same number', { problem: '7' }, { problem: '7', startsAt: END + 1, endsAt: END + 2 }],
    [true, 'by a later begin', undefined, { startsAt: END + 1, endsAt: END + 2 }],
    [false, 'not when it began at the end', undefined, { startsAt: END, endsAt: END + 2 }],
    [false, 'not when it ends as it begins', undefined, { startsAt: END + 1, endsAt: END + 1 }],
    [false, 'not without a begin', undefined, { endsAt: END + 2 }],
    [false, 'not without an end', undefined, { startsAt: END + 1 }],
  ])('%s: %s', (expected, _, heard, changes) => {
    expect(isLaterResolve(ended(heard), told({ status: 'resolved', ...changes }))).toBe(expected);
  });
});

describe('a resolve of a series that fires is about an earlier problem', () => {
  const before = { startsAt: STARTED_AT - 2, endsAt: STARTED_AT - 1 };
  it.each<[boolean, string, Heard | undefined, Partial<Alert>]>([
    [true, 'by a smaller number', { problem: '7' }, { problem: '6', startsAt: END, endsAt: END }],
    [false, 'not by a larger number, whatever its times', { problem: '7' }, { problem: '8', ...before }],
    [false, 'not by the same number, whatever its times', { problem: '7' }, { problem: '7', ...before }],
    [true, 'by times before its begin', undefined, before],
    [
      true,
      'by times before another begin that was told',
      { startsAt: END },
      { startsAt: END - 2, endsAt: END - 1 },
    ],
    [false, 'not when it ended as this one began', undefined, { ...before, endsAt: STARTED_AT }],
    [false, 'not when it began as this one did', undefined, { ...before, startsAt: STARTED_AT }],
    [false, 'not without a begin', undefined, { endsAt: STARTED_AT - 1 }],
    [false, 'not without an end', undefined, { startsAt: STARTED_AT - 2 }],
  ])('%s: %s', (expected, _, heard, changes) => {
    expect(isLateResolve(firing(heard), told({ status: 'resolved', ...changes }))).toBe(expected);
  });
});

describe('a fire of a series that fires is overtaken', () => {
  const known = { problem: '7', saidAt: 1_000 };
  it.each<[boolean, string, Heard | undefined, Partial<Alert>]>([
    [true, 'by a larger number', known, { problem: '6', saidAt: 2_000 }],
    [true, 'by a later message about its problem', known, { problem: '7', saidAt: 999 }],
    [true, 'by a later message without a number', known, { saidAt: 999 }],
    [false, 'not by one of the same time', known, { problem: '7', saidAt: 1_000 }],
    [false, 'not by an older problem, whenever that was said', known, { problem: '8', saidAt: 999 }],
    [false, 'not where nothing was told', undefined, { problem: '8', saidAt: 999 }],
  ])('%s: %s', (expected, _, heard, changes) => {
    expect(isOvertaken(firing(heard), told(changes))).toBe(expected);
  });
});

describe('a resolve of the problem that fires, said before its newest message,', () => {
  const heard = { problem: '7', saidAt: 1_000 };
  it.each<[boolean, string, Partial<Alert>]>([
    [true, 'is late when it was only assumed', { saidAt: 999, assumed: 'silent' }],
    [false, 'is not late when its source told it', { saidAt: 999 }],
    [false, 'is not late when it was assumed at that time', { saidAt: 1_000, assumed: 'silent' }],
    [false, 'is not late when it is about a later one', { problem: '8', saidAt: 999, assumed: 'silent' }],
  ])('%s: %s', (expected, _, changes) => {
    expect(isLateResolve(firing(heard), told({ problem: '7', status: 'resolved', ...changes }))).toBe(
      expected,
    );
  });
});

describe('a message was said before the newest one', () => {
  const HOURS_2 = 2 * 3_600_000;
  it.each<[boolean, number | undefined, number | undefined, 0 | 1]>([
    [true, 9_999_999, 10_000_000, 0],
    [false, 10_000_000, 10_000_000, 0],
    [true, 10_000_000, 10_000_000, 1],
    [false, 10_000_001, 10_000_000, 1],
    [true, 10_000_000 - HOURS_2, 10_000_000, 0],
    [false, 10_000_000 - HOURS_2 - 1, 10_000_000, 0],
    [false, undefined, 10_000_000, 1],
    [false, 1, undefined, 1],
    [false, undefined, undefined, 1],
  ])('%s: at %s, where the newest is of %s, or counts from %i ms on', (expected, saidAt, newest, orAt) => {
    const heard = newest === undefined ? {} : { saidAt: newest };
    expect(isSaidBefore(told(saidAt === undefined ? {} : { saidAt }), heard, orAt)).toBe(expected);
  });
});
