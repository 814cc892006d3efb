import { describe, expect, it } from 'vitest';
import { JSON_LIMITS, type JsonLimits, Owner, ScannedList } from '../../../src/sources/json-scan-limits.ts';

const budget = { keys: 5, containers: 5, elements: 5 };
const limits = (part: Partial<JsonLimits['part']>): JsonLimits => ({
  ...JSON_LIMITS,
  part: { ...JSON_LIMITS.part, ...part },
});

describe('Owner', () => {
  const used = (owner: Owner) => [owner.used.keys, owner.used.containers, owner.used.elements];
  const spend = (owner: Owner, count: number) => {
    owner.used.keys += count;
    owner.used.containers += count;
    owner.used.elements += count;
  };

  it('gives up the field that the scan is in, and what that has used', () => {
    const owner = new Owner(budget, 2, 10);
    spend(owner, 1);
    owner.beginField(20);
    spend(owner, 2);
    expect(owner.giveUp(3)).toEqual({ start: 20, depth: 2 });
    expect(used(owner)).toEqual([1, 1, 1]);
  });

  it('gives up the whole where the scan is in no field', () => {
    const owner = new Owner(budget, 2, 10);
    spend(owner, 1);
    expect(owner.giveUp(3)).toEqual({ start: 10, depth: 1 });
    expect(used(owner)).toEqual([0, 0, 0]);
    owner.beginField(0);
    spend(owner, 1);
    expect(owner.giveUp(2)).toEqual({ start: 10, depth: 1 });
    expect(used(owner)).toEqual([0, 0, 0]);
  });

  it('tells a field at the very beginning from none', () => {
    const owner = new Owner(budget, 1, -1);
    owner.beginField(0);
    expect(owner.giveUp(2)).toEqual({ start: 0, depth: 1 });
  });

  it('begins again as another alert, without the field of the one before', () => {
    const owner = new Owner(budget, 2, 10);
    owner.beginField(20);
    spend(owner, 3);
    owner.restart(30);
    expect(used(owner)).toEqual([0, 0, 0]);
    expect(owner.giveUp(3)).toEqual({ start: 30, depth: 1 });
  });
});

describe('ScannedList', () => {
  it('is between two alerts at its own depth, until it ends', () => {
    const list = new ScannedList(JSON_LIMITS);
    const shared = list.owner;
    expect([list.isAt(0), list.isAt(2)]).toEqual([false, false]);
    list.begin(10, 2);
    expect([list.isAt(1), list.isAt(2), list.isAt(3)]).toEqual([false, true, false]);
    expect(list.owner).not.toBe(shared);
    expect([list.owner.limits, list.owner.depth]).toEqual([JSON_LIMITS.alert, 3]);
    expect(list.owner.giveUp(3)).toEqual({ start: 11, depth: 2 });
    list.next(30);
    expect(list.alert).toBe(1);
    expect(list.owner.giveUp(3)).toEqual({ start: 31, depth: 2 });
    list.close(40);
    expect(list.isAt(2)).toBe(false);
    expect(list.owner).toBe(shared);
    expect([list.start, list.end, list.depth, list.alert]).toEqual([10, 40, 2, undefined]);
    expect(list.parts).toEqual([{ start: 10, first: 0 }]);
  });

  it.each(['keys', 'containers', 'elements'] as const)('begins a part when one is full of %s', (what) => {
    const list = new ScannedList(limits({ [what]: 4 }));
    list.begin(0, 1);
    for (const comma of [10, 20, 30, 40, 50]) {
      list.owner.used[what] += 2;
      list.next(comma);
    }
    expect(list.parts).toEqual([
      { start: 0, first: 0 },
      { start: 20, first: 2 },
      { start: 40, first: 4 },
    ]);
  });

  it('begins a part after so many alerts, counted from the part before', () => {
    const list = new ScannedList(limits({ alerts: 2 }));
    list.begin(0, 1);
    for (const comma of [10, 20, 30, 40, 50, 60, 70]) list.next(comma);
    expect(list.parts.map(({ start, first }) => [start, first])).toEqual([
      [0, 0],
      [20, 2],
      [40, 4],
      [60, 6],
    ]);
  });
});
