import { describe, expect, it } from 'vitest';
import { Reasserter } from '../../../src/delivery/reasserter.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox } from '../../support/outbox.ts';

const HOUR = 3_600_000;
/** Rounds of one pass over the whole ledger. */
const PASS = 30;

async function deliverAll(outbox: Outbox): Promise<number> {
  let count = 0;
  for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default')) {
    await outbox.settle(entry, REPORTED);
    count += 1;
  }
  return count;
}

/** As many alarms that COC has, and that it must hear of again. */
async function setUp({ count = 300, everyMs = HOUR } = {}) {
  const opened = await openOutbox();
  const errors: unknown[] = [];
  const reasserter = new Reasserter({
    outbox: opened.outbox,
    clock: opened.clock,
    everyMs: () => everyMs,
    onError: (error) => errors.push(error),
  });
  await opened.outbox.accept(intakeOf(...Array.from({ length: count }, (_, i) => firing(`a${i}`))));
  await deliverAll(opened.outbox);
  opened.clock.advance(2 * everyMs);
  return { ...opened, reasserter, errors };
}

describe('the reasserter', () => {
  it('checks a thirtieth of the ledger in each round', async () => {
    const { outbox, reasserter } = await setUp();
    const parts = [...outbox.state.ledger.parts()];
    const each = Math.ceil(parts.length / PASS);
    const told: number[] = [];
    for (let i = 0; i < 3; i++) told.push(await reasserter.round());
    const expected = [0, 1, 2].map((i) => parts.slice(i * each, (i + 1) * each).flat().length);
    expect(told).toEqual(expected);
  });

  it('comes to every alarm in one pass, and again in each pass after that', async () => {
    const { outbox, clock, reasserter } = await setUp();
    for (let pass = 0; pass < 3; pass++) {
      for (let i = 0; i < PASS; i++) await reasserter.round();
      expect(await deliverAll(outbox)).toBe(300);
      clock.advance(2 * HOUR);
    }
  });

  it('needs a tenth of the interval for a pass when that is less than half a minute', async () => {
    const { reasserter } = await setUp({ everyMs: 10_000 });
    expect(await reasserter.round()).toBe(300);
  });

  it('runs a round each second from its start to its stop', async () => {
    const { outbox, clock, reasserter, errors } = await setUp();
    reasserter.start();
    await clock.pass(PASS * 1_000);
    expect(await deliverAll(outbox)).toBe(300);
    await reasserter.stop();
    await clock.pass(2 * HOUR);
    expect([await deliverAll(outbox), clock.timers, errors]).toEqual([0, 0, []]);
  });
});
