import { describe, expect, it } from 'vitest';
import {
  addToSummary,
  mentionsAlarm,
  newSummary,
  packAlarms,
} from '../../../../../src/journals/file/segments/segment-summary.ts';
import { aboutEntry } from '../../../../../src/outbox/events/entry.ts';
import { hash53, shardOf } from '../../../../../src/outbox/events/hash.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { queueRecord } from '../../../../support/file-journal.ts';

describe('a summary', () => {
  it('mentions the alarms of its events, packed or not', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    addToSummary(summary, queueRecord(10, 'a', 'b'));
    const mentioned = () => ['a', 'b', 'c'].map((id) => mentionsAlarm(summary, id));
    expect(mentioned()).toEqual([true, true, false]);
    packAlarms(summary);
    expect(mentioned()).toEqual([true, true, false]);
  });

  const changed = (entry: number) =>
    ({ type: 'entry.delivered', ...aboutEntry({ id: entry, body: reportAlarm('a') }), attempts: 1 }) as const;

  it('collects the shards and alarms of its events, and their changes to earlier entries', () => {
    const summary = newSummary({ segment: 2, epoch: 1, firstSeq: 10 });
    expect(summary.lastSeq).toBe(9);
    addToSummary(summary, queueRecord(10, 'a', 'b'));
    addToSummary(summary, { v: 1, seq: 12, at: 0, events: [changed(4), changed(10)] });
    expect(summary).toMatchObject({ firstSeq: 10, lastSeq: 13, changes: [{ entry: 4, lane: hash53('a') }] });
    expect(summary.shards).toEqual(new Set([shardOf('a'), shardOf('b')]));
    expect(summary.alarms).toEqual(new Set([hash53('a'), hash53('b')]));
  });
});
