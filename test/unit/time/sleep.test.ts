import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src/time/sleep.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('sleep', () => {
  it('resolves when the time has passed, and not sooner', async () => {
    const clock = new FakeClock();
    let awake = false;
    const slept = sleep(clock, 100, new AbortController().signal).then(() => {
      awake = true;
    });
    await clock.pass(99);
    expect(awake).toBe(false);
    await clock.pass(1);
    await slept;
    expect(awake).toBe(true);
  });

  it('is given up when the signal aborts, before or meanwhile, and leaves no timer', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const slept = expect(sleep(clock, 100, abort.signal)).rejects.toThrow('enough');
    abort.abort(new Error('enough'));
    await slept;
    await expect(sleep(clock, 100, abort.signal)).rejects.toThrow('enough');
    expect(clock.timers).toBe(0);
  });
});
