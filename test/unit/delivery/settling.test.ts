import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Settling } from '../../../src/delivery/settling.ts';
import { JournalError } from '../../../src/errors.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { reportAlarm } from '../../support/entries.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const delivered: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const entryOf = (id: number): DueEntry => ({ id, body: reportAlarm('a'), attempts: 0, uncertain: false });

/** Outcomes that are stored when the test says so. `isTold`: somebody is told of a full disk. */
function setUp({ isTold = true } = {}) {
  const stores: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const errors: unknown[] = [];
  const full: number[] = [];
  let settled = 0;
  const abort = new AbortController();
  const clock = new FakeClock();
  const settling = new Settling({
    outbox: {
      settle: () => new Promise((resolve, reject) => void stores.push({ resolve, reject })),
    },
    clock,
    signal: abort.signal,
    onError: (error) => errors.push(error),
    onFull: isTold ? (waiting) => full.push(waiting) : undefined,
    onSettled: () => {
      settled += 1;
    },
  });
  return { settling, stores, errors, full, abort, clock, settled: () => settled };
}

describe('settling', () => {
  it('is behind with four outcomes for each slot, 64 at least, and not any more when they are stored', async () => {
    const { settling, stores, settled } = setUp();
    for (let id = 1; id < 64; id++) settling.begin(entryOf(id), delivered);
    expect(settling.isBehind(1)).toBe(false);
    settling.begin(entryOf(64), delivered);
    expect([settling.isBehind(1), settling.isBehind(16), settling.isBehind(17)]).toEqual([true, true, false]);
    for (let id = 65; id < 80; id++) settling.begin(entryOf(id), delivered);
    expect([settling.isBehind(1), settling.isBehind(19), settling.isBehind(20)]).toEqual([true, true, false]);
    for (const { resolve } of stores) resolve();
    await settling.idle();
    expect([settling.isBehind(1), settled()]).toEqual([false, 79]);
  });

  it('tells of an outcome that can not be stored, and goes on', async () => {
    const { settling, stores, errors, settled } = setUp();
    settling.begin(entryOf(1), delivered);
    const broken = new JournalError('journal.unavailable', 'no');
    stores[0]?.reject(broken);
    await settling.idle();
    expect([errors, settled()]).toEqual([[broken], 1]);
  });

  it('waits for room also where nobody wants to be told', async () => {
    const { settling, stores, errors, clock } = setUp({ isTold: false });
    settling.begin(entryOf(1), delivered);
    stores[0]?.reject(new JournalError('journal.full', 'no room'));
    await clock.pass(500);
    stores[1]?.resolve();
    await settling.idle();
    expect([stores.length, errors]).toEqual([2, []]);
  });

  it('leaves what a stop interrupts while the disk is full to the next start', async () => {
    const { settling, stores, errors, full, abort } = setUp();
    settling.begin(entryOf(1), delivered);
    settling.begin(entryOf(2), delivered);
    stores[0]?.reject(new JournalError('journal.full', 'no room'));
    stores[1]?.resolve();
    await turn();
    abort.abort();
    await settling.idle();
    expect([errors, full]).toEqual([[], [2]]);
  });
});
