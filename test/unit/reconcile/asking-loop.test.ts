import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Repeated, RepeatedLoop } from '../../../src/reconcile/asking-loop.ts';

function aLoop(run: Repeated['run'], changes: Partial<Repeated> = {}) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const loop = new RepeatedLoop({ everyMs: 1, firstWithinMs: 1, random: () => 0, run, onError, ...changes });
  return { loop, errors };
}

describe('something that is done again and again', () => {
  it('is done one time after the other, however long each takes', async () => {
    let underWay = 0;
    let most = 0;
    let times = 0;
    const { loop } = aLoop(async () => {
      most = Math.max(most, ++underWay);
      await sleep(5);
      times += 1;
      underWay -= 1;
    });
    loop.start();
    loop.start();
    while (times < 3) await sleep(1);
    await loop.stop();
    expect([most, underWay]).toEqual([1, 0]);
  });

  it('is done again after an error', async () => {
    let times = 0;
    const { loop, errors } = aLoop(async () => {
      times += 1;
      throw new Error(`time ${times}`);
    });
    loop.start();
    while (times < 3) await sleep(1);
    await loop.stop();
    expect(errors.slice(0, 2)).toEqual([new Error('time 1'), new Error('time 2')]);
  });

  it('gives up what is under way when it stops, and does nothing afterwards', async () => {
    let times = 0;
    let began: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { loop } = aLoop(async (signal) => {
      times += 1;
      began();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    loop.start();
    await begun;
    await loop.stop();
    await loop.stop();
    await sleep(5);
    expect(times).toBe(1);
  });

  it('stops at once while it waits, and before it began', async () => {
    const { loop } = aLoop(async () => undefined, { firstWithinMs: 3_600_000, random: () => 0.9 });
    await aLoop(async () => undefined).loop.stop();
    loop.start();
    const startedAt = performance.now();
    await loop.stop();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
