import { expect, it } from 'vitest';
import { accept } from '../../../../src/outbox/decide/accept.ts';
import type { EntryStatus } from '../../../../src/outbox/lanes/lane-reader.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { firing, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const HOUR = 3_600_000;
const policy = aPolicy({ resolveHoldMs: 60_000 });

/** First event of a fire that follows a held recovery, whose entry has this status. */
function returned(status: EntryStatus) {
  const ledger = new Ledger();
  const now = STARTED_AT + HOUR;
  let seq = 1;
  for (const arrival of [firing('a'), resolved('a', { endsAt: now })])
    for (const event of accept(ledger, arrival, { seq, now, policy }))
      ledger.fold(event, { seq: seq++, at: now });
  const asked: unknown[] = [];
  const entryStatusOf = (...about: readonly [string, number]) => {
    asked.push(about);
    return status;
  };
  const back = firing('a', { startsAt: now + 1 });
  const [first] = accept(ledger, back, { seq, now: now + 1_000, policy, entryStatusOf });
  return { first, asked };
}

it('a held recovery that was not sent is cancelled by the return of its problem', () => {
  const { first, asked } = returned('untried');
  expect(first).toMatchObject({ type: 'entry.cancelled', entry: 4, reason: 'flapping' });
  expect(asked).toEqual([['a', 4]]);
});

it.each(['tried', 'waiting'] as const)(
  'a held recovery that may have been sent, because it is %s, ends its episode for good',
  (status) => {
    expect(returned(status).first).toMatchObject({ type: 'episode.opened' });
  },
);
