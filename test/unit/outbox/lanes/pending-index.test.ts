import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PendingEntry, packFlags, unpackFlags } from '../../../../src/outbox/lanes/pending-entry.ts';
import { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';
import { pendingEntry } from '../../../support/pending.ts';

describe('PendingIndex', () => {
  it('gives an entry back as it was added', () => {
    const index = new PendingIndex();
    const entry = pendingEntry(7, { dueAt: 5, attempts: 3, level: 'Info', uncertain: true, refused: true });
    expect(index.get(index.add(entry))).toEqual(entry);
  });

  it('uses the slot of a removed entry again', () => {
    const index = new PendingIndex();
    const first = index.add(pendingEntry(1));
    index.add(pendingEntry(2));
    index.remove(first);
    expect(index.add(pendingEntry(3))).toBe(first);
    expect(index.size).toBe(2);
  });

  it('keeps every entry when it grows', () => {
    const index = new PendingIndex();
    const slots = Array.from({ length: 5_000 }, (_, i) => index.add(pendingEntry(i + 1)));
    expect(slots.every((slot, i) => index.seq(slot) === i + 1 && index.ref(slot) === BigInt(i + 1))).toBe(
      true,
    );
    expect([...index.slots()]).toHaveLength(5_000);
  });

  it('finds the entries of a range of numbers', () => {
    const index = new PendingIndex();
    for (let seq = 1; seq <= 9; seq++) index.add(pendingEntry(seq));
    expect(index.slotsBetween(3, 5).map((slot) => index.seq(slot))).toEqual([3, 4, 5]);
    expect(index.slotsBetween(0, 99)).toHaveLength(9);
  });

  it('does not count more attempts than it has bits for', () => {
    const index = new PendingIndex();
    expect(index.get(index.add(pendingEntry(1, { attempts: 70_000 }))).attempts).toBe(0xffff);
  });

  it('holds exactly what was added and not removed', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 20 })), { maxLength: 200, size: 'max' }), (steps) => {
        const index = new PendingIndex();
        const model = new Map<number, PendingEntry>();
        let seq = 0;
        for (const step of steps) {
          const slot = step === null ? undefined : [...model.keys()][step];
          if (slot === undefined) {
            const entry = pendingEntry(++seq);
            model.set(index.add(entry), entry);
          } else {
            index.remove(slot);
            model.delete(slot);
          }
        }
        expect(new Map([...index.slots()].map((slot) => [slot, index.get(slot)]))).toEqual(
          new Map([...model].sort(([a], [b]) => a - b)),
        );
      }),
    );
  });
});

describe('the flags byte', () => {
  const levels = ['Critical', 'Major', 'Minor', 'Info'] as const;
  it.each(levels.flatMap((level) => [true, false].map((flag) => [level, flag] as const)))(
    'keeps %s with both flags %s',
    (level, flag) => {
      const flags = { level, uncertain: flag, refused: !flag, low: flag };
      expect(unpackFlags(packFlags(flags))).toEqual(flags);
      const parked = { ...flags, parked: true } as const;
      expect(unpackFlags(packFlags(parked))).toEqual(parked);
    },
  );
});
