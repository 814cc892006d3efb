import { describe, expect, it, vi } from 'vitest';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import { cocSchema } from '../../../src/coc/config.ts';
import { startDeadline } from '../../../src/coc/deadline.ts';
import type { HttpFailure } from '../../../src/coc/exchange.ts';
import type { Transport } from '../../../src/coc/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('a deadline', () => {
  it('aborts by the timers that it is given, and says why', () => {
    const clock = new FakeClock();
    const deadline = startDeadline(15_000, undefined, clock);
    clock.advance(14_999);
    expect([deadline.signal.aborted, deadline.cause()]).toEqual([false, undefined]);
    clock.advance(1);
    expect([deadline.signal.aborted, deadline.cause()]).toEqual([true, 'timeout']);
  });

  it('leaves no timer behind when its call has ended', () => {
    const clock = new FakeClock();
    const deadline = startDeadline(15_000, undefined, clock);
    deadline.stop();
    expect(clock.timers).toBe(0);
    clock.advance(15_000);
    expect(deadline.signal.aborted).toBe(false);
  });

  it('does not warn of a leak when many calls wait for one signal to stop', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const stop = new AbortController();
    const deadlines = Array.from({ length: 50 }, () => startDeadline(15_000, stop.signal, new FakeClock()));
    expect(warned).not.toHaveBeenCalled();
    stop.abort();
    expect(deadlines.every((deadline) => deadline.cause() === 'interrupted')).toBe(true);
  });

  it('limits a call to COC by the timers of its way there', async () => {
    const clock = new FakeClock();
    const silent: Transport = {
      send: (_, { signal, cause }) =>
        new Promise((resolve) => {
          const end = (): HttpFailure => ({
            kind: 'failure',
            cause: cause() ?? 'error',
            sent: true,
            answered: false,
          });
          signal.addEventListener('abort', () => resolve(end()), { once: true });
        }),
      close: async () => undefined,
    };
    const auth = { type: 'none' };
    const config = cocSchema.parse({ endpoint: 'http://127.0.0.1:1', integrationKey: 'k'.repeat(32), auth });
    const way = { openTransport: () => silent, openFreshTransport: () => silent, timers: clock };
    const coc = new CocDestination(config, { clock, random: () => 0.5, way });
    const checked = coc.probe(new AbortController().signal);
    await clock.pass(15_000);
    expect((await checked).read.outcome).toMatchObject({ kind: 'retry', reason: 'timeout' });
    await coc.close();
  });
});
