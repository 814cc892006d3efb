import { describe, expect, it } from 'vitest';
import { type DestinationFacts, destinationFacts } from '../../../../src/admin/waiting/destination-facts.ts';
import { type WaitingHead, waitOf } from '../../../../src/admin/waiting/wait.ts';
import { shortTime, wordsForFault, wordsForWait } from '../../../../src/admin/waiting/words-for-wait.ts';
import { answered, attemptBegan, faulted, UNTRIED } from '../../../../src/delivery/destination-health.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { pendingEntry } from '../../../support/pending.ts';

const NOW = Date.UTC(2026, 10, 24, 2, 16, 0);
const SEC = 1_000;
const MINUTE = 60 * SEC;
const times = { zone: 'UTC', now: NOW };
const backoff = { initialMs: MINUTE, maxMs: MINUTE };
const down = {
  kind: 'retry',
  reason: 'server-error',
  scope: 'destination',
  detail: 'HTTP 503 APIG.0613: Internal server error',
} as const;

/** A clock that has run for ten minutes, and shows {@link NOW}. */
function clock(): FakeClock {
  const made = new FakeClock(NOW - 10 * MINUTE);
  made.advance(10 * MINUTE);
  return made;
}

const faultAt = (minute: number, before = UNTRIED, outcome: Parameters<typeof faulted>[1] = down) =>
  faulted(before, outcome, { now: minute * MINUTE, beganAt: minute * MINUTE, backoff, random: 0.5 });
/** Down since 02:14, tried again at 02:15:45, and next at 02:16:15. */
const FAILING = faultAt(9.75, faultAt(8));
const BROKEN: DestinationFacts = destinationFacts(FAILING, clock());
const WORKS: DestinationFacts = { state: 'works' };

function wait(changes: Partial<Omit<WaitingHead, 'entry'>> & { readonly entry?: object } = {}) {
  const { entry = {}, ...others } = changes;
  const head = { busy: false, facts: WORKS, shortage: undefined, now: NOW, ...others };
  return waitOf({ ...head, entry: pendingEntry(1, entry) });
}

describe('the reason of a wait', () => {
  const later = { dueAt: NOW + 10 * SEC };
  it.each([
    ['in flight', { busy: true }, { reason: 'under-way' }],
    ['in flight on a full disk', { busy: true, shortage: 'full' }, { reason: 'disk', shortage: 'full' }],
    ['due', {}, { reason: 'turn' }],
    ['due, over the rate', { load: { nextCallAt: NOW + 5 } }, { reason: 'rate', until: NOW + 5 }],
    ['due, as the rate allows it', { load: { nextCallAt: NOW } }, { reason: 'turn' }],
    ['due, and it may have arrived', { entry: { uncertain: true } }, { reason: 'look', until: NOW }],
    ['held', { entry: later }, { reason: 'held', until: later.dueAt }],
    ['failed', { entry: { ...later, attempts: 1 } }, { reason: 'backoff', until: later.dueAt }],
    ['refused', { entry: { ...later, refused: true } }, { reason: 'refusal', until: later.dueAt }],
    ['uncertain', { entry: { ...later, uncertain: true } }, { reason: 'look', until: later.dueAt }],
    [
      'due, at a destination at fault',
      { facts: BROKEN },
      { reason: 'destination', facts: BROKEN, until: NOW + 15 * SEC },
    ],
    [
      'held for less than the destination pauses',
      { facts: BROKEN, entry: later },
      { reason: 'destination', facts: BROKEN, until: NOW + 15 * SEC },
    ],
    [
      'held for longer than the destination pauses',
      { facts: BROKEN, entry: { dueAt: NOW + 20 * SEC } },
      { reason: 'held', until: NOW + 20 * SEC },
    ],
  ])('%s', (_when, head, expected) => expect(wait(head)).toEqual(expected));
});

describe('the state of a destination', () => {
  it('is unknown before the first attempt', () => {
    expect(destinationFacts(undefined, clock())).toEqual({ state: 'works' });
    expect(destinationFacts(UNTRIED, clock())).toEqual({ state: 'works' });
  });

  it('has wall times of its faults', () => {
    expect(BROKEN).toEqual({
      state: 'paused',
      fault: {
        reason: 'server-error',
        detail: down.detail,
        since: NOW - 2 * MINUTE,
        at: NOW - 15 * SEC,
      },
      nextTryAt: NOW + 15 * SEC,
    });
    expect(destinationFacts(attemptBegan(FAILING), clock())).toMatchObject({ state: 'probing' });
    expect(destinationFacts({ ...FAILING, pausedUntil: 0 }, clock())).not.toHaveProperty('nextTryAt');
  });

  it('remembers the faults that are over', () => {
    expect(destinationFacts(answered(FAILING, 'delivered', 10 * MINUTE), clock())).toEqual({
      state: 'works',
      lastSuccessAt: NOW,
      overcome: { ...BROKEN.fault, until: NOW },
    });
  });
});

describe('the words', () => {
  const context = { ...times, of: 'alarm' } as const;

  it('say what COC answers, since when, and when it is tried again', () => {
    expect(wordsForFault(BROKEN, times)).toBe(
      'COC answers HTTP 503 since 02:14:00 (APIG.0613: Internal server error); next try at 02:16:15',
    );
    expect(wordsForFault(destinationFacts(attemptBegan(FAILING), clock()), times)).toMatch(
      /; it is being tried again now$/,
    );
    expect(wordsForFault(destinationFacts({ ...FAILING, pausedUntil: 0 }, clock()), times)).toMatch(
      /; next try at once$/,
    );
    expect(wordsForFault(WORKS, times)).toBe('');
  });

  it.each([
    ['network', 'ECONNREFUSED', 'COC cannot be reached since 02:15:00 (ECONNREFUSED);'],
    ['server-error', 'no status', 'COC answers with an error since 02:15:00 (no status);'],
    ['credentials', 'HTTP 401', 'COC refuses the credentials since 02:15:00;'],
    ['throttled', 'HTTP 429 slow', 'COC asks for fewer calls since 02:15:00 (slow);'],
  ] as const)('of a fault by %s', (reason, detail, words) => {
    const facts = destinationFacts(faultAt(9, UNTRIED, { ...down, reason, detail }), clock());
    expect(wordsForFault(facts, times)).toContain(words);
  });

  it.each([
    [{ busy: true }, 'It is on its way to COC now.'],
    [{}, 'It may be sent now, and waits for its turn.'],
    [{ busy: true, shortage: 'the disk is full' }, /waits for room on the disk: the disk is full\.$/],
    [{ facts: BROKEN }, /^COC answers HTTP 503 .*\.$/],
    [{ load: { nextCallAt: NOW + SEC } }, /^delivery\.requestsPerSecond .* next call at 02:16:01\.$/],
    [{ entry: { dueAt: NOW + SEC } }, /^It is held back until 02:16:01, in case the problem comes back/],
    [{ entry: { dueAt: NOW + SEC, attempts: 1 } }, 'It could not be delivered; next try at 02:16:01.'],
    [{ entry: { dueAt: NOW + SEC, refused: true } }, 'COC refused it; it is tried once more at 02:16:01.'],
    [
      { entry: { dueAt: NOW + SEC, uncertain: true } },
      /may have arrived; COC is searched for it at 02:16:01/,
    ],
  ])('of %j', (head, words) => expect(wordsForWait(wait(head), context)).toMatch(words));

  it('name the last failure where it is known, and the policy of an incident', () => {
    const sick = wait({ entry: { dueAt: NOW + SEC, attempts: 1 } });
    expect(wordsForWait(sick, { ...context, lastFailure: 'timeout: no answer' })).toBe(
      'It could not be delivered (timeout: no answer); next try at 02:16:01.',
    );
    const held = wait({ entry: { dueAt: NOW + SEC } });
    expect(wordsForWait(held, { ...context, of: 'incident' })).toMatch(/as its policy says\.$/);
  });

  it('have the date of a time that is not today, in the zone of the reader', () => {
    expect(shortTime(NOW - 3 * 3_600_000, times)).toBe('2026-11-23 23:16:00');
    expect(shortTime(NOW - 3 * 3_600_000, { ...times, zone: 'Asia/Shanghai' })).toBe('07:16:00');
  });
});
