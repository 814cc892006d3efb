import { describe, expect, it } from 'vitest';
import { LateAnswers } from '../../../src/webhooks/late-answers.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Asks for turns, and remembers when each came, in s: -1 for those without one. */
function makeTurns() {
  const clock = new FakeClock();
  const late = new LateAnswers(clock);
  const startedAt = clock.monotonic();
  const turns = new Map<string, number[]>();
  const ask = async (address: string, times = 1) => {
    for (let n = 0; n < times; n++)
      void late.turn(address).then((given) => {
        const at = given ? (clock.monotonic() - startedAt) / 1_000 : -1;
        turns.set(address, [...(turns.get(address) ?? []), at]);
      });
    await settled();
  };
  const wait = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      clock.advance(1_000);
      await settled();
    }
  };
  return { clock, ask, wait, came: (address: string) => turns.get(address) ?? [] };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('late answers', () => {
  it('of one sender come one a second, and those without a place never', async () => {
    const { clock, ask, wait, came } = makeTurns();
    await ask('192.0.2.1', 10);
    expect([came('192.0.2.1'), clock.timers]).toEqual([[-1, -1], 8]);
    await wait(3);
    await ask('192.0.2.1', 4);
    await wait(20);
    expect(came('192.0.2.1')).toEqual([-1, -1, 1, 2, 3, -1, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(clock.timers).toBe(0);
    await ask('192.0.2.1');
    await wait(1);
    expect(came('192.0.2.1').at(-1)).toBe(24);
  });

  it('come a second after they were asked for, also after a rest', async () => {
    const { clock, ask, wait, came } = makeTurns();
    await ask('192.0.2.1');
    await wait(10);
    await ask('192.0.2.1');
    clock.advance(999);
    await settled();
    expect(came('192.0.2.1')).toEqual([1]);
    clock.advance(1);
    await settled();
    expect(came('192.0.2.1')).toEqual([1, 11]);
  });

  it('of one sender slow no other, and an IPv6 network is one sender', async () => {
    const { ask, wait, came } = makeTurns();
    await ask('192.0.2.1', 9);
    await ask('192.0.2.2');
    await ask('2001:db8::1');
    await ask('2001:db8::2');
    await wait(2);
    expect([came('192.0.2.2'), came('2001:db8::1'), came('2001:db8::2')]).toEqual([[1], [1], [2]]);
  });

  it('are 256 at the most, and as many again afterwards', async () => {
    const { clock, ask, wait, came } = makeTurns();
    const many = async (net: number) => {
      for (let n = 0; n < 32; n++) await ask(`192.0.${net}.${n}`, 8);
    };
    await many(2);
    await ask('198.51.100.1');
    expect([clock.timers, came('198.51.100.1')]).toEqual([256, [-1]]);
    await wait(8);
    await many(3);
    await ask('198.51.100.1');
    expect([clock.timers, came('198.51.100.1')]).toEqual([256, [-1, -1]]);
    await wait(8);
    expect(came('192.0.3.31')).toEqual([9, 10, 11, 12, 13, 14, 15, 16]);
  });
});
