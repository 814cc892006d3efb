import { describe, expect, it } from 'vitest';
import { BodyRoom, type Trust } from '../../../src/http/body-room.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const SIZES = {
  largestBytes: 100,
  largeRoomBytes: 250,
  smallBytes: 10,
  smallRoomBytes: 40,
  limitedByMemory: false,
};

function makeRoom() {
  const clock = new FakeClock();
  const heap = { free: 10_000 };
  const room = new BodyRoom(
    () => SIZES,
    clock,
    () => heap.free,
  );
  return { clock, room, heap };
}

/** Result of a step that may wait, once all time for waiting is over. */
async function resultOf<T>(clock: FakeClock, step: T | Promise<T>): Promise<T> {
  await clock.pass(5_000);
  return step;
}

describe('small bodies', () => {
  it('share a room, of which unverified ones get half', () => {
    const { room } = makeRoom();
    const granted = (trust: Trust, times: number) =>
      Array.from({ length: times }, () => room.lease(trust).grow(10, 10));
    expect(granted('unverified', 3)).toEqual([10, 10, 0]);
    expect(granted('verified', 3)).toEqual([10, 10, 0]);
  });

  it('take as much as they have, and give all of it back', () => {
    const { room } = makeRoom();
    const leases = Array.from({ length: 8 }, () => room.lease('verified'));
    for (const lease of leases) expect([lease.grow(2, 10), lease.grow(5, 10)]).toEqual([2, 5]);
    expect(room.lease('verified').grow(1, 10)).toBe(0);
    for (const lease of leases) {
      lease.release();
      lease.release();
    }
    expect(Array.from({ length: 5 }, () => room.lease('verified').grow(10, 10))).toEqual([10, 10, 10, 10, 0]);
  });

  it('count no longer as unverified once they are', () => {
    const { room } = makeRoom();
    const lease = room.lease('unverified');
    lease.grow(10, 10);
    lease.verified();
    expect(Array.from({ length: 3 }, () => room.lease('unverified').grow(10, 10))).toEqual([10, 10, 0]);
    expect(lease.inflate('to-small')).toBe(true);
    expect(room.lease('verified').grow(1, 10)).toBe(0);
  });

  it('are served however many large ones there are', async () => {
    const { room, clock } = makeRoom();
    const large = Array.from({ length: 9 }, () => room.lease('verified').announce(100));
    expect(room.lease('verified').announce(10)).toBe(true);
    expect(room.lease('verified').grow(10, 10)).toBe(10);
    await clock.pass(5_000);
    expect(await Promise.all(large)).toEqual([true, true, ...Array(7).fill(false)]);
  });
});

describe('large bodies', () => {
  it('of unverified senders are in memory one at a time; those of others have room', async () => {
    const { room, clock } = makeRoom();
    const first = room.lease('unverified');
    expect(await first.announce(100)).toBe(true);
    const second = room.lease('unverified');
    const announced = second.announce(100);
    expect(await room.lease('verified').announce(100)).toBe(true);
    first.verified();
    expect(await resultOf(clock, announced)).toBe(false);
    second.release();
    expect(await room.lease('unverified').announce(50)).toBe(true);
  });

  it('that did not announce their size wait for all of it, and hold up no small ones', async () => {
    const { room, clock } = makeRoom();
    expect(await room.lease('verified').announce(100)).toBe(true);
    const last = room.lease('verified');
    expect(await last.announce(100)).toBe(true);
    const begun = Array.from({ length: 6 }, () => room.lease('verified'));
    const waiting = begun.map((lease) => [lease.grow(8, 100), lease.grow(11, 100)] as const);
    expect(waiting.map(([start]) => start)).toEqual([8, 8, 8, 8, 8, 8]);
    expect(room.lease('verified').grow(10, 10)).toBe(10);
    // There is room for the beginnings of four.
    expect(await Promise.all(waiting.slice(4).map(([, grown]) => grown))).toEqual([0, 0]);
    last.release();
    expect(await waiting[0]?.[1]).toBe(100);
    expect(begun[0]?.grow(50, 100)).toBe(100);
    await clock.pass(5_000);
    expect(await Promise.all(waiting.slice(1, 4).map(([, grown]) => grown))).toEqual([0, 0, 0]);
  });

  it('are worked on one at a time, small ones at once', async () => {
    const { room, clock } = makeRoom();
    const [first, second, third] = Array.from({ length: 3 }, () => room.lease('verified'));
    await first?.announce(50);
    await second?.announce(50);
    await third?.announce(50);
    expect(await first?.takeTurn(50)).toBe(true);
    expect(await first?.takeTurn(50)).toBe(true);
    const [turn, late] = [second?.takeTurn(50), third?.takeTurn(50)];
    const small = room.lease('verified');
    small.grow(5, 5);
    expect(small.takeTurn(50)).toBe(true);
    first?.release();
    expect(await turn).toBe(true);
    expect(await resultOf(clock, late)).toBe(false);
  });

  it('wait five seconds for everything together', async () => {
    const { room, clock } = makeRoom();
    const [holder, other] = [room.lease('verified'), room.lease('verified')];
    await holder.announce(100);
    await other.announce(100);
    await holder.takeTurn(50);
    const late = room.lease('verified');
    const announced = late.announce(100);
    await clock.pass(3_000);
    other.release();
    expect(await announced).toBe(true);
    const turn = late.takeTurn(50);
    await clock.pass(1_999);
    expect(clock.timers).toBe(1);
    await clock.pass(1);
    expect(await turn).toBe(false);
  });

  it('wait for the heap, and are not worked on when the agent itself needs it', async () => {
    const { room, clock, heap } = makeRoom();
    const lease = room.lease('verified');
    await lease.announce(50);
    heap.free = 499;
    const soon = lease.takeTurn(50);
    await clock.pass(1_000);
    heap.free = 500;
    await clock.pass(250);
    expect(await soon).toBe(true);
    lease.release();
    const other = room.lease('verified');
    await other.announce(50);
    heap.free = 499;
    const never = other.takeTurn(50);
    const small = room.lease('verified');
    small.grow(5, 5);
    expect(small.takeTurn(5)).toBe(true);
    expect(await resultOf(clock, never)).toBe(false);
    expect(clock.timers).toBe(0);
  });

  it('give back what they get after their sender has left', async () => {
    const { room } = makeRoom();
    const holders = [room.lease('verified'), room.lease('verified')];
    for (const holder of holders) await holder.announce(100);
    const gone = room.lease('verified');
    const waiting = gone.announce(100);
    gone.release();
    for (const holder of holders) holder.release();
    expect(await waiting).toBe(false);
    for (let i = 0; i < 2; i++) expect(await room.lease('verified').announce(100)).toBe(true);
  });

  it('that were small until they are inflated take the room of a large one then', async () => {
    const { room, clock } = makeRoom();
    const lease = room.lease('unverified');
    expect(lease.grow(5, 5)).toBe(5);
    expect(lease.inflate('to-small')).toBe(true);
    expect(await lease.inflate('to-large')).toBe(true);
    const second = room.lease('unverified').announce(11);
    expect(lease.inflate('to-large')).toBe(true);
    expect(await resultOf(clock, second)).toBe(false);
  });
});
