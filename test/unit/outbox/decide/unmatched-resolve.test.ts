import { describe, expect, it } from 'vitest';
import { accept } from '../../../../src/outbox/decide/accept.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { firingAt, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const HOUR = 3_600_000;

/** Resolve of a later problem than that of `firingAt`, whose fire never came. */
const LATER = resolved('a', { startsAt: STARTED_AT + 2 * HOUR, endsAt: STARTED_AT + 3 * HOUR });

/** Events of the last of these arrivals, an hour apart. */
function lastOf(unmatchedResolve: 'record' | 'forward', ...arrivals: readonly Arrival[]) {
  const ledger = new Ledger();
  const policy = aPolicy({ unmatchedResolve });
  let seq = 1;
  const all = arrivals.map((arrival, i) => {
    const now = STARTED_AT + i * HOUR;
    const events = accept(ledger, arrival, { seq, now, policy });
    for (const event of events) ledger.fold(event, { seq: seq++, at: now });
    return events;
  });
  return all.at(-1) ?? [];
}

describe('a resolve without a fire', () => {
  it.each([
    ['of a new series', [LATER], 'Major'],
    ['after an episode that is over', [firingAt('a', 'Critical'), resolved('a'), LATER], 'Major'],
  ] as const)('%s leaves a tombstone that belongs to no episode', (_, arrivals, level) => {
    const [, tombstone] = lastOf('record', ...arrivals);
    expect(tombstone).toMatchObject({ type: 'episode.closed', level, endedAt: STARTED_AT + 3 * HOUR });
    expect(tombstone).not.toHaveProperty('episode');
    expect(tombstone).not.toHaveProperty('because');
  });

  it.each([
    ['its own level for a new series', [LATER], 'Major'],
    ['the level that COC knows of the series', [firingAt('a', 'Critical'), resolved('a'), LATER], 'Critical'],
  ] as const)('is forwarded with %s, in an episode of its own', (_, arrivals, alarmLevel) => {
    const [, queued] = lastOf('forward', ...arrivals);
    const episode = expect.stringMatching(/^\w+-\w+-a$/);
    expect(queued).toMatchObject({ body: { episode, alarm: { alarmStatus: 'ok', alarmLevel } } });
  });
});
