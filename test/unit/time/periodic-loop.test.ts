import { describe, expect, it } from 'vitest';
import { PeriodicLoop, type PeriodicLoopOptions } from '../../../src/time/periodic-loop.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A loop whose rounds end when the test says so, and when each began. */
function aLoop(changes: Partial<PeriodicLoopOptions> = {}) {
  const clock = new FakeClock();
  const began: number[] = [];
  const rounds: { end: () => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const errors: unknown[] = [];
  const loop = new PeriodicLoop({
    clock,
    everyMs: 10,
    round: (signal) =>
      new Promise<void>((resolve, reject) => {
        began.push(clock.monotonic());
        rounds.push({ end: resolve, fail: reject, signal });
      }),
    onError: (error) => errors.push(error),
    ...changes,
  });
  return { loop, clock, began, rounds, errors };
}

/** A loop whose rounds take no time. */
function aQuickLoop(changes: Partial<PeriodicLoopOptions> = {}) {
  const clock = new FakeClock();
  const began: number[] = [];
  const loop = new PeriodicLoop({
    clock,
    everyMs: 10,
    round: async () => began.push(clock.monotonic()),
    onError: (error) => {
      throw error;
    },
    ...changes,
  });
  return { loop, clock, began };
}

describe('a periodic loop', () => {
  it('runs a round every so often, the first one after the same wait', async () => {
    const { loop, clock, began } = aQuickLoop();
    loop.start();
    await clock.pass(35);
    expect(began).toEqual([10, 20, 30]);
  });

  it('asks anew for each wait when the interval is a function', async () => {
    const waits = [5, 20, 40, 1_000];
    const { loop, clock, began } = aQuickLoop({ everyMs: () => waits.shift() ?? 0 });
    loop.start();
    await clock.pass(70);
    expect(began).toEqual([5, 25, 65]);
  });

  it('may run its first round sooner or later than the others', async () => {
    const atOnce = aQuickLoop({ firstAfterMs: 0 });
    atOnce.loop.start();
    await atOnce.clock.pass(15);
    expect(atOnce.began).toEqual([0, 10]);
    const later = aQuickLoop({ firstAfterMs: 25 });
    later.loop.start();
    await later.clock.pass(40);
    expect(later.began).toEqual([25, 35]);
  });

  it('begins no round before the one under way has ended', async () => {
    const { loop, clock, began, rounds } = aLoop();
    loop.start();
    await clock.pass(100);
    expect(began).toEqual([10]);
    rounds[0]?.end();
    await clock.pass(10);
    expect(began).toEqual([10, 110]);
  });

  it('reports a round that failed, and runs the next one all the same', async () => {
    const { loop, clock, began, rounds, errors } = aLoop();
    loop.start();
    await clock.pass(10);
    rounds[0]?.fail(new Error('first'));
    await clock.pass(10);
    expect([began, errors]).toEqual([[10, 20], [new Error('first')]]);
  });

  it('reports a round that throws before it returns a promise', async () => {
    let times = 0;
    const { loop, clock, errors } = aLoop({
      round: () => {
        times += 1;
        throw new Error(`time ${times}`);
      },
    });
    loop.start();
    await clock.pass(20);
    expect(errors).toEqual([new Error('time 1'), new Error('time 2')]);
  });

  it('runs one round at a time however often it is started', async () => {
    const { loop, clock, began } = aQuickLoop();
    loop.start();
    loop.start();
    await clock.pass(5);
    loop.start();
    await clock.pass(20);
    expect(began).toEqual([10, 20]);
  });

  it('aborts the round under way when it stops, and has stopped when that round has ended', async () => {
    const { loop, clock, rounds, began } = aLoop();
    loop.start();
    await clock.pass(10);
    let stopped = 0;
    const count = () => {
      stopped += 1;
    };
    const stops = [loop.stop().then(count), loop.stop().then(count)];
    await clock.pass(50);
    expect([rounds[0]?.signal.aborted, stopped]).toEqual([true, 0]);
    rounds[0]?.end();
    await Promise.all(stops);
    await clock.pass(50);
    expect([stopped, began, clock.timers]).toEqual([2, [10], 0]);
  });

  it('stops at once between two rounds, and leaves no timer', async () => {
    const { loop, clock, began } = aQuickLoop();
    loop.start();
    await clock.pass(15);
    await loop.stop();
    loop.start();
    await clock.pass(50);
    expect([began, clock.timers]).toEqual([[10], 0]);
  });

  it('never runs when it is stopped before its start', async () => {
    const { loop, clock, began } = aQuickLoop();
    await loop.stop();
    loop.start();
    await clock.pass(50);
    expect([began, clock.timers]).toEqual([[], 0]);
  });
});
