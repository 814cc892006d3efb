import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { LiveSegments } from '../../../../../src/journals/file/segments/live-segments.ts';
import { newSummary } from '../../../../../src/journals/file/segments/segment-summary.ts';
import { reportAlarm } from '../../../../support/entries.ts';

/** Three segments of 100, 200 and 400 bytes, that begin at these numbers and have one pending entry each. */
function threeSegments() {
  const live = new LiveSegments();
  const summaries = [1, 10, 20].map((firstSeq, i) => {
    const summary = newSummary({ segment: i + 1, epoch: 1, firstSeq });
    summary.bytes = 100 * 2 ** i;
    summary.pending.add(firstSeq + 3);
    live.add(summary);
    return summary;
  });
  return { live, summaries };
}

describe('the live segments', () => {
  it('have a size in all, and a size of those with pending entries', () => {
    const { live, summaries } = threeSegments();
    expect([live.bytes, live.pendingBytes]).toEqual([700, 700]);
    live.noteChange({ entry: 13, lane: 1 });
    expect([live.bytes, live.pendingBytes]).toEqual([700, 500]);
    if (summaries[1]) live.remove(summaries[1]);
    expect([live.bytes, live.pendingBytes]).toEqual([500, 500]);
    expect(live.all.map(({ segment }) => segment)).toEqual([1, 3]);
  });

  it('are found by the number of an entry', () => {
    const { live } = threeSegments();
    const found = [0, 1, 9, 10, 19, 20, 1_000].map((entry) => live.segmentOf(entry)?.segment);
    expect(found).toEqual([undefined, 1, 1, 2, 2, 3, 3]);
    expect(new LiveSegments().segmentOf(1)).toBeUndefined();
  });

  it('lose an entry that is settled, and keep one that only changes', () => {
    const { live, summaries } = threeSegments();
    const update = { attempts: 1, dueAt: 5, uncertain: false, refused: false };
    live.noteChange({ entry: 4, lane: 1, update });
    expect(summaries[0]?.pending.size).toBe(1);
    live.noteChange({ entry: 4, lane: 1 });
    live.noteChange({ entry: 4, lane: 1 });
    expect(summaries.map(({ pending }) => pending.size)).toEqual([0, 1, 1]);
  });

  it('count the entries that a record queues and settles, also within itself', () => {
    const { live, summaries } = threeSegments();
    const last = summaries[2];
    if (!last) throw new Error('there are three');
    const alarmId = 'a' as AlarmId;
    live.noteRecord(last, {
      ...{ v: 1, seq: 30, at: 5 },
      events: [
        { type: 'entry.queued', body: reportAlarm('a') },
        { type: 'entry.queued', body: reportAlarm('b') },
        { type: 'entry.delivered', entry: 30, alarmId, attempts: 1 },
        { type: 'entry.delivered', entry: 4, alarmId, attempts: 1 },
      ],
    });
    expect(summaries.map(({ pending }) => pending.size)).toEqual([0, 1, 2]);
    expect(last.lastSeq).toBe(33);
  });
});
