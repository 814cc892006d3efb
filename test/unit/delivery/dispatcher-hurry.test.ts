import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { ALARMS, DOWN, paceOf, setUp, stopNow } from './dispatcher-setup.ts';

describe('the loads of the destinations', () => {
  it('are none before the first attempt, and then what is under way', async () => {
    const { dispatcher, clock, accept } = await setUp();
    dispatcher.start();
    expect([...dispatcher.loads()]).toEqual([]);
    await accept('a', 'b');
    await clock.pass(0);
    expect([...dispatcher.loads()]).toEqual([[ALARMS, { inFlight: 2, limit: 4 }]]);
    await stopNow(dispatcher, clock);
  });

  it('say when the rate allows the next call', async () => {
    const rate = { perSecond: 2, burst: 1 };
    const { dispatcher, clock, destination, accept } = await setUp({ pace: paceOf({ rate }) });
    destination.answer = () => REPORTED;
    dispatcher.start();
    await accept('a');
    await clock.pass(0);
    const now = clock.monotonic();
    expect(dispatcher.loads().get(ALARMS)).toEqual({ inFlight: 0, limit: 4, nextCallAt: now + 500 });
    await clock.pass(500);
    expect(dispatcher.loads().get(ALARMS)).toEqual({ inFlight: 0, limit: 4 });
    await dispatcher.stop(0);
  });
});

describe('an operator who asks to try at once', () => {
  async function started(answer: Outcome) {
    const parts = await setUp();
    parts.destination.answer = () => answer;
    parts.dispatcher.start();
    await parts.accept('a');
    await parts.clock.pass(0);
    return parts;
  }

  it('ends the pause of a destination at fault, and no other', async () => {
    const { dispatcher, destination, clock } = await started(DOWN);
    expect(dispatcher.hurry(['nowhere'])).toEqual([]);
    await clock.pass(0);
    expect(destination.tried).toHaveLength(1);
    expect(dispatcher.hurry(['nowhere', ALARMS])).toEqual([ALARMS]);
    await clock.pass(0);
    expect(destination.tried).toHaveLength(2);
    await dispatcher.stop(0);
  });

  it('ends nothing where nothing is paused, or the pause is over', async () => {
    const works = await started(REPORTED);
    expect(works.dispatcher.hurry([ALARMS])).toEqual([]);
    await works.dispatcher.stop(0);
    const { dispatcher, clock } = await started(DOWN);
    clock.advance(dispatcher.health().get(ALARMS)?.pausedUntil ?? 0);
    expect(dispatcher.hurry([ALARMS])).toEqual([]);
    await stopNow(dispatcher, clock);
  });

  it('ends no wait that COC asked for, nor does another configuration', async () => {
    const { dispatcher, destination, clock } = await started({
      ...{ kind: 'retry', reason: 'throttled', scope: 'destination', detail: 'HTTP 429', afterMs: 9_000 },
    });
    expect(dispatcher.hurry([ALARMS])).toEqual([]);
    dispatcher.resume();
    await clock.pass(8_999);
    expect(destination.tried).toHaveLength(1);
    await clock.pass(1);
    expect(destination.tried).toHaveLength(2);
    await dispatcher.stop(0);
  });
});
