import { expect, it } from 'vitest';
import { ReadyTime } from '../../../src/observability/ready-time.ts';
import { FakeClock } from '../../support/fake-clock.ts';

it('the time of being ready counts from the last time at which it was not', () => {
  const clock = new FakeClock();
  const ready = new ReadyTime(clock);
  const after = (ms: number, state: 'ready' | 'not ready') => {
    clock.advance(ms);
    ready.note(state);
    return ready.ms();
  };
  expect([ready.ms(), after(10, 'not ready')]).toEqual([undefined, undefined]);
  expect([after(10, 'ready'), after(10, 'ready'), after(5, 'ready')]).toEqual([0, 10, 15]);
  expect([after(1, 'not ready'), after(7, 'ready'), after(2, 'ready')]).toEqual([undefined, 0, 2]);
});
