import { describe, expect, it } from 'vitest';
import { inTurn, mayTakeSlot } from '../../../src/delivery/fair-turns.ts';

const busy = (inFlight: number) => ({ inFlight });

describe('turns', () => {
  it('go round, beginning behind the last one', () => {
    expect(inTurn(['a', 'b', 'c'], undefined)).toEqual(['a', 'b', 'c']);
    expect(inTurn(['a', 'b', 'c'], 'a')).toEqual(['b', 'c', 'a']);
    expect(inTurn(['a', 'b', 'c'], 'c')).toEqual(['a', 'b', 'c']);
    expect(inTurn(['a', 'b'], 'gone')).toEqual(['a', 'b']);
  });
});

describe('the slots', () => {
  it.each([
    ['go to a busy destination while none is idle', 31, [31], 32, true],
    ['are kept for one that has nothing under way', 31, [31, 0], 32, false],
    ['are kept for each of several', 29, [29, 0, 0, 0], 32, false],
    ['are shared while more are free than are kept', 28, [28, 0, 0, 0], 32, true],
    ['are kept for a quarter at most', 24, [24, ...Array.from({ length: 50 }, () => 0)], 32, false],
    ['are kept for nobody where there are few', 2, [2, 0, 0], 3, true],
  ])('%s', (_how, own, all, slots, may) => {
    const free = slots - all.reduce((sum, inFlight) => sum + inFlight, 0);
    expect(mayTakeSlot(busy(own), all.map(busy), { slots, free })).toBe(may);
  });

  it('are always there for one that has nothing under way, unless all are taken', () => {
    expect(mayTakeSlot(busy(0), [busy(31), busy(0), busy(0)], { slots: 32, free: 1 })).toBe(true);
    expect(mayTakeSlot(busy(0), [busy(32), busy(0)], { slots: 32, free: 0 })).toBe(false);
  });
});
