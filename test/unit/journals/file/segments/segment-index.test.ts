import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PendingSet } from '../../../../../src/journals/file/segments/pending-set.ts';
import { refOf } from '../../../../../src/journals/file/segments/record-place.ts';
import { decodeIndex, encodeIndex } from '../../../../../src/journals/file/segments/segment-index.ts';
import { newSummary } from '../../../../../src/journals/file/segments/segment-summary.ts';
import { LEDGER_SHARDS } from '../../../../../src/outbox/events/hash.ts';
import { pendingEntry } from '../../../../support/pending.ts';

const number = fc.maxSafeNat();
const small = fc.nat({ max: 0xffff });
/** The numbers of events in the written segment. */
const own = fc.integer({ min: 100, max: 5_100 });
const entry = fc.record({
  ...{ seq: own, lane: number, dueAt: number, attempts: small },
  ref: small.map((offset) => refOf({ segment: 7, offset })),
  destination: fc.nat({ max: 255 }),
  level: fc.constantFrom('Critical' as const, 'Major' as const, 'Minor' as const, 'Info' as const),
  uncertain: fc.boolean(),
  refused: fc.boolean(),
  low: fc.boolean(),
});
const update = fc.record({ entry: number, lane: number, update: fc.record({ uncertain: fc.boolean() }) });
const index = fc
  .record({
    summary: fc.record({
      ...{ segment: fc.constant(7), epoch: small, bytes: number },
      ...{ firstSeq: fc.constant(100), lastSeq: fc.constant(5_100) },
      shards: fc.array(fc.nat({ max: LEDGER_SHARDS - 1 })).map((shards) => new Set(shards)),
      alarms: fc.uniqueArray(number).map((alarms) => Float64Array.from(alarms)),
      changes: fc
        .tuple(fc.array(update), fc.array(fc.record({ entry: number, lane: number })))
        .map(([updates, settles]) => [...updates, ...settles]),
    }),
    asOf: number,
    entries: fc.array(entry),
    destinations: fc.array(fc.string()),
  })
  .map(({ summary, ...rest }) => {
    const pending = new PendingSet(summary.firstSeq);
    for (const { seq } of rest.entries) pending.add(seq);
    return { ...rest, summary: { ...summary, pending } };
  });

describe('an index', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(index, (written) => {
        const read = decodeIndex(JSON.parse(JSON.stringify(encodeIndex(written))));
        expect(read && { ...read, entries: [...read.entries] }).toEqual(written);
        expect(read?.summary.pending.size).toBe(new Set(written.entries.map(({ seq }) => seq)).size);
      }),
    );
  });

  it('with an entry that its segment can not hold is invalid', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    const entries = [{ ...pendingEntry(9), ref: refOf({ segment: 2, offset: 0 }) }];
    const stored = encodeIndex({ summary, asOf: 9, entries, destinations: [] });
    expect(decodeIndex(JSON.parse(JSON.stringify(stored)))).toBeUndefined();
  });

  it.each([null, undefined, 7, {}, { v: 2 }, { v: 1, entries: {} }])('of %o is invalid', (stored) => {
    expect(decodeIndex(stored)).toBeUndefined();
  });
});
