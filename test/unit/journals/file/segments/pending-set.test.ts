import { describe, expect, it } from 'vitest';
import { PendingSet } from '../../../../../src/journals/file/segments/pending-set.ts';

describe('a set of pending numbers', () => {
  it('counts each number once, however often it is added or removed', () => {
    const set = new PendingSet(10);
    for (const seq of [10, 11, 11, 19, 10]) set.add(seq);
    expect(set.size).toBe(3);
    for (const seq of [11, 11, 12, 27]) set.delete(seq);
    expect(set.size).toBe(2);
    set.add(11);
    expect(set.size).toBe(3);
  });

  it('holds any number from its first one on, however far away', () => {
    const set = new PendingSet(7);
    const many = [7, 7 + 511, 7 + 512, 7 + 1_023, 7 + 5_000, 7 + 1_000_000];
    for (const seq of many) set.add(seq);
    expect(set.size).toBe(many.length);
    for (const [i, seq] of many.entries()) {
      set.delete(seq);
      expect(set.size).toBe(many.length - 1 - i);
    }
  });

  it('is of use again after it was empty', () => {
    const set = new PendingSet(1);
    set.add(3);
    set.delete(3);
    set.delete(3);
    expect(set.size).toBe(0);
    set.add(3);
    set.add(900);
    expect(set.size).toBe(2);
  });

  it('has nothing before its first number', () => {
    const set = new PendingSet(10);
    expect(() => set.add(9)).toThrow(RangeError);
    set.add(17);
    for (const seq of [9, 8, 2, -7]) set.delete(seq);
    expect(set.size).toBe(1);
  });
});
