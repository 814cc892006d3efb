import { describe, expect, it } from 'vitest';
import type { ApiResult } from '../../../src/coc/calls/call-api.ts';
import { followOrder } from '../../../src/coc/follow-order.ts';
import type { OrderProgress } from '../../../src/coc/read-order.ts';
import { FakeClock } from '../../support/fake-clock.ts';

type Look = ApiResult<OrderProgress>;

function at(status: string, finished = 0): Look {
  const answer = {
    ...{ status, total: 10, batch: 1, successRate: 100, createdAt: 0, finishedAt: undefined },
    counts: new Map([['FINISHED', finished]]),
  };
  return { kind: 'answered', answer, raw: {} };
}

const failed = (reason: 'server-error' | 'credentials', afterMs?: number): Look => ({
  kind: 'failed',
  outcome: { kind: 'retry', reason, scope: 'destination', detail: reason, ...(afterMs && { afterMs }) },
});

/** Follows an order that shows itself like this, look by look, the last one for ever. */
function following(...looks: readonly Look[]) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const times: number[] = [];
  const told: string[] = [];
  const end = followOrder({
    ...{ clock, signal: stop.signal },
    readProgress: async () => {
      times.push(clock.monotonic());
      return looks[Math.min(times.length, looks.length) - 1] as Look;
    },
    onProgress: ({ status }) => told.push(status),
    onTrouble: (detail, pauseMs) => told.push(`${detail}, ${pauseMs}`),
  });
  return { clock, stop, times, told, end };
}

describe('following an order', () => {
  it('ends at once with an order that is over', async () => {
    const { end, told } = following(at('FINISHED', 10));
    expect(await end).toMatchObject({ kind: 'over', progress: { status: 'FINISHED' } });
    expect(told).toEqual(['FINISHED']);
  });

  it('looks after pauses that grow from 2 to 30 seconds', async () => {
    const { clock, times, stop, end } = following(at('PROCESSING'));
    await clock.pass(150_000);
    const pauses = times.slice(1).map((time, look) => time - (times[look] ?? 0));
    expect(pauses[0]).toBe(2_000);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBe(30_000);
    stop.abort();
    expect((await end).kind).toBe('left');
  });

  it('begins with short pauses again when something has changed', async () => {
    const { clock, times, end } = following(
      ...[at('PROCESSING', 1), at('PROCESSING', 1), at('PROCESSING', 1), at('PROCESSING', 2)],
      at('FINISHED', 10),
    );
    await clock.pass(60_000);
    expect((await end).kind).toBe('over');
    expect((times[4] ?? 0) - (times[3] ?? 0)).toBe(2_000);
  });

  it('tells a pause of the order, and goes on', async () => {
    const { clock, told, end } = following(at('PROCESSING'), at('PAUSED'), at('PROCESSING'), at('CANCELED'));
    await clock.pass(60_000);
    expect(told).toEqual(['PROCESSING', 'PAUSED', 'PROCESSING', 'CANCELED']);
    expect(await end).toMatchObject({ kind: 'over', progress: { status: 'CANCELED' } });
  });

  it('lasts over a failure that may pass, and waits as long as COC asks', async () => {
    const { clock, told, times, end } = following(failed('server-error', 7_000), at('FINISHED'));
    await clock.pass(10_000);
    expect([told, times]).toEqual([
      ['server-error, 7000', 'FINISHED'],
      [0, 7_000],
    ]);
    expect((await end).kind).toBe('over');
  });

  it.each([
    ['refused credentials', failed('credentials')],
    ['an order that COC does not know', { kind: 'not-sent', problems: ['x'] } satisfies Look],
  ])('ends with %s', async (_, failure) => {
    const { end, times } = following(failure);
    expect(await end).toEqual({ kind: 'failed', failure });
    expect(times).toEqual([0]);
  });

  it('can be left before the first answer', async () => {
    const { end, stop, told } = following(at('PROCESSING'));
    stop.abort();
    expect(await end).toEqual({ kind: 'left', progress: undefined });
    expect(told).toEqual([]);
  });
});
