import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PendingSet } from '../../../src/journals/file/pending-set.ts';
import { refOf } from '../../../src/journals/file/record-place.ts';
import {
  decodeIndex,
  encodeIndex,
  mentions,
  newSummary,
  packAlarms,
  summarize,
} from '../../../src/journals/file/segment-index.ts';
import { aboutEntry } from '../../../src/outbox/events/entry.ts';
import { hash53, LEDGER_SHARDS, shardOf } from '../../../src/outbox/events/hash.ts';
import { reportAlarm } from '../../support/entries.ts';
import { queueRecord } from '../../support/file-journal.ts';
import { pendingEntry } from '../../support/pending.ts';

const number = fc.maxSafeNat();
const small = fc.nat({ max: 0xffff });
/** The segment of the written indexes begins at 100 and ends at 5,100. */
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

  it('with an entry that its segment can not hold makes no sense', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    const entries = [{ ...pendingEntry(9), ref: refOf({ segment: 2, offset: 0 }) }];
    const stored = encodeIndex({ summary, asOf: 9, entries, destinations: [] });
    expect(decodeIndex(JSON.parse(JSON.stringify(stored)))).toBeUndefined();
  });

  it.each([null, undefined, 7, {}, { v: 2 }, { v: 1, entries: {} }])('of %o makes no sense', (stored) => {
    expect(decodeIndex(stored)).toBeUndefined();
  });
});

describe('a summary', () => {
  it('speaks of the alarms of its events, packed or not', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    summarize(summary, queueRecord(10, 'a', 'b'));
    const spoken = () => ['a', 'b', 'c'].map((id) => mentions(summary, id));
    expect(spoken()).toEqual([true, true, false]);
    packAlarms(summary);
    expect(spoken()).toEqual([true, true, false]);
  });

  const changed = (entry: number) =>
    ({ type: 'entry.delivered', ...aboutEntry({ id: entry, body: reportAlarm('a') }), attempts: 1 }) as const;

  it('tells which shards and alarms its events change, and what they do to earlier entries', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    expect(summary.lastSeq).toBe(9);
    summarize(summary, queueRecord(10, 'a', 'b'));
    summarize(summary, { v: 1, seq: 12, at: 0, events: [changed(4), changed(10)] });
    expect(summary).toMatchObject({ firstSeq: 10, lastSeq: 13, changes: [{ entry: 4, lane: hash53('a') }] });
    expect(summary.shards).toEqual(new Set([shardOf('a'), shardOf('b')]));
    expect(summary.alarms).toEqual(new Set([hash53('a'), hash53('b')]));
  });
});
