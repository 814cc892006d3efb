import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { ClockSteps } from '../../../src/time/clock-steps.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const DAY_MS = 86_400_000;
const DESTINATION = 'alarms/default';
const FAILED: Outcome = { kind: 'retry', reason: 'server-error', scope: 'entry', detail: 'busy' };

describe('the steps of a clock', () => {
  it('are told once each, and a clock that is only drawn to the true time makes none', () => {
    const clock = new FakeClock();
    const steps = new ClockSteps(clock);
    clock.advance(60_000);
    expect(steps.look()).toBe(0);
    clock.set(-DAY_MS);
    expect([steps.look(), steps.look()]).toEqual([-DAY_MS, 0]);
    for (let i = 0; i < 100; i++) {
      clock.set(20);
      expect(steps.look()).toBe(0);
    }
  });
});

/** An outbox with one entry that failed and waits half of a second for its next attempt. */
async function withOneThatWaits(journal = new ShakyJournal()) {
  const parts = await openOutbox({ journal });
  await parts.outbox.accept(intakeOf(firing('disk')));
  const entry = await parts.outbox.take(DESTINATION);
  if (!entry) throw new Error('nothing is due');
  await parts.outbox.settle(entry, FAILED);
  expect(await parts.outbox.take(DESTINATION)).toBeUndefined();
  return parts;
}

describe('a wait', () => {
  it.each([
    ['back by a day', -DAY_MS],
    ['back by an hour', -3_600_000],
    ['ahead by a day', DAY_MS],
    ['to the year 2038', 12 * 365 * DAY_MS],
  ])('is as long as it was when the clock is set %s', async (_how, stepMs) => {
    const { outbox, clock } = await withOneThatWaits();
    clock.set(stepMs);
    clock.advance(400);
    expect(await outbox.take(DESTINATION)).toBeUndefined();
    clock.advance(100);
    expect(await outbox.take(DESTINATION)).toMatchObject({ attempts: 1 });
  });

  it('survives a clock that is set again and again', async () => {
    const { outbox, clock } = await withOneThatWaits();
    for (let i = 0; i < 4; i++) {
      clock.set(i % 2 === 0 ? -DAY_MS : DAY_MS);
      clock.advance(100);
      expect(await outbox.take(DESTINATION)).toBeUndefined();
    }
    clock.advance(100);
    expect(await outbox.take(DESTINATION)).toBeDefined();
  });

  it('is as long as planned after a restart with a clock that was set back', async () => {
    const { journal } = await withOneThatWaits();
    await journal.close();
    const { outbox, clock } = await openOutbox({ journal });
    clock.set(-DAY_MS);
    await outbox.close();
    const after = await openOutbox({ journal, now: clock.now() });
    const waitMs = (after.outbox.state.lanes.nextDueAt() ?? 0) - after.clock.now();
    expect(waitMs).toBe(500);
    after.clock.advance(waitMs);
    expect(await after.outbox.take(DESTINATION)).toBeDefined();
  });
});
