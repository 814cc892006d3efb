import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinHeap } from '../../../../src/outbox/lanes/min-heap.ts';

describe('MinHeap', () => {
  it('gives back what was put in, smallest key first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.nat())), (items) => {
        const heap = new MinHeap();
        for (const [key, value] of items) heap.push(key, value);
        const out: (readonly [number, number])[] = [];
        for (let item = heap.pop(); item; item = heap.pop()) out.push([item.key, item.value]);
        expect(out.map(([key]) => key)).toEqual(items.map(([key]) => key).sort((a, b) => a - b));
        expect(new Set(out.map(String))).toEqual(new Set(items.map(String)));
      }),
    );
  });

  it('shows the first without taking it', () => {
    const heap = new MinHeap();
    heap.push(2, 20);
    heap.push(1, 10);
    expect(heap.peek()).toEqual({ key: 1, value: 10 });
    expect(heap.size).toBe(2);
  });

  it('has nothing to give when it is empty', () => {
    expect(new MinHeap().pop()).toBeUndefined();
    expect(new MinHeap().peek()).toBeUndefined();
  });
});
