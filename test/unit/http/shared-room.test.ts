import { describe, expect, it } from 'vitest';
import { SharedRoom } from '../../../src/http/shared-room.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function makeRoom(size = 10) {
  const clock = new FakeClock();
  return { clock, room: new SharedRoom(() => size, clock) };
}

describe('a room', () => {
  it('is taken until nothing is left, and given back', () => {
    const { room } = makeRoom();
    expect([room.take(6), room.take(5), room.take(4), room.take(1)]).toEqual([true, false, true, false]);
    room.give(6);
    expect([room.take(7), room.take(6)]).toEqual([false, true]);
  });

  it('is given to those who wait, in the order of asking', async () => {
    const { room, clock } = makeRoom();
    room.take(10);
    const order: string[] = [];
    const waits = (name: string, bytes: number) =>
      room.wait(bytes, 1_000).then((taken) => order.push(`${name} ${taken}`));
    const all = [waits('large', 8), waits('small', 2), waits('next', 2)];
    room.give(4);
    // The first one needs more, and nobody overtakes it.
    expect(room.take(1)).toBe(false);
    room.give(6);
    await Promise.all(all.slice(0, 2));
    expect(order).toEqual(['large true', 'small true']);
    clock.advance(1_000);
    await all[2];
    expect(order).toEqual(['large true', 'small true', 'next false']);
    expect(clock.timers).toBe(0);
  });

  it('takes nothing for those who waited in vain, and lets the others through', async () => {
    const { room, clock } = makeRoom();
    room.take(6);
    const large = room.wait(8, 100);
    const small = room.wait(4, 5_000);
    clock.advance(100);
    expect(await large).toBe(false);
    expect(await small).toBe(true);
    room.give(4);
    room.give(6);
    expect(room.take(10)).toBe(true);
  });

  it('lets one take more than there is when it is alone: a reload may have made the room smaller', async () => {
    const { room } = makeRoom();
    expect(await room.wait(20, 100)).toBe(true);
    expect(room.take(1)).toBe(false);
  });
});
