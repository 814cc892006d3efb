import { describe, expect, it } from 'vitest';
import { Slots } from '../../../src/coc/slots.ts';

const never = new AbortController().signal;

/** Takes a slot, and tells how that ended so far. */
function take(slots: Slots, signal: AbortSignal = never) {
  const taking: { ended?: boolean; end: Promise<boolean> } = { end: slots.take(signal) };
  void taking.end.then((ended) => Object.assign(taking, { ended }));
  return taking;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('are as many as there are, and the next one is for whoever waits longest', async () => {
    const slots = new Slots(2);
    const [first, second, third, fourth] = [take(slots), take(slots), take(slots), take(slots)];
    await settled();
    expect([first, second, third, fourth].map(({ ended }) => ended)).toEqual([
      true,
      true,
      undefined,
      undefined,
    ]);
    slots.release();
    await settled();
    expect([third.ended, fourth.ended]).toEqual([true, undefined]);
    slots.release();
    expect(await fourth.end).toBe(true);
  });

  it('are free again when nobody waits', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    slots.release();
    expect(await slots.take(never)).toBe(true);
  });

  it('are not taken by those who have given up before', async () => {
    const slots = new Slots(1);
    expect(await slots.take(AbortSignal.abort())).toBe(false);
    expect(await slots.take(never)).toBe(true);
  });

  it('are not given to those who give up while they wait', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const tired = new AbortController();
    const [gone, next] = [take(slots, tired.signal), take(slots)];
    tired.abort();
    expect(await gone.end).toBe(false);
    slots.release();
    expect(await next.end).toBe(true);
  });

  it('stay with those who give up later', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const late = new AbortController();
    const waiting = slots.take(late.signal);
    slots.release();
    expect(await waiting).toBe(true);
    late.abort();
    slots.release();
    expect(await slots.take(never)).toBe(true);
  });
});
