import { describe, expect, it } from 'vitest';
import type { Series } from '../../../src/outbox/ledger/series.ts';
import { visitStoredAlarms } from '../../../src/outbox/visit-stored-alarms.ts';
import { aReport } from '../observability/entries.ts';

const series = (alarmId: string, seq?: number, state = 'firing') =>
  ({ alarmId, state, ...(seq !== undefined && { lastAlarm: { seq } }) }) as unknown as Series;

const NOBODY_LEAVES = new AbortController().signal;

/** Visits series over a journal that has an alarm of each. Says who was visited, and how many were read at once. */
async function visited(
  all: readonly Series[],
  signal = NOBODY_LEAVES,
  onRead: () => unknown = () => undefined,
) {
  const seen: string[] = [];
  const reads: number[] = [];
  const alarmsOf = async (part: readonly Series[]) => {
    reads.push(part.length);
    onRead();
    return part.map(() => aReport());
  };
  const visit = ({ alarmId }: Series, stored?: object) => seen.push(stored ? alarmId : `${alarmId} unknown`);
  await visitStoredAlarms({ alarmsOf }, all, { visit, signal });
  return { seen, reads };
}

describe('the stored alarms', () => {
  it('are read in the order in which they were stored; there is none of an end, and of an old record', async () => {
    const all = [
      series('c', 30),
      series('end', 1, 'tombstone'),
      series('a', 4),
      series('old'),
      series('b', 20),
    ];
    expect((await visited(all)).seen).toEqual(['end unknown', 'old unknown', 'a', 'b', 'c']);
  });

  it('are read a few at a time', async () => {
    const all = Array.from({ length: 65 }, (_, i) => series(`s${i}`, i));
    const { seen, reads } = await visited(all);
    expect([seen.length, reads]).toEqual([65, [32, 32, 1]]);
  });

  it('are read no further before what the visits of a part return is done', async () => {
    const all = Array.from({ length: 33 }, (_, i) => series(`s${i}`, i));
    const order: string[] = [];
    const alarmsOf = async (part: readonly Series[]) => {
      order.push(`read ${part.length}`);
      return part.map(() => aReport());
    };
    const visit = async ({ alarmId }: Series) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (alarmId === 's31') order.push('done');
    };
    await visitStoredAlarms({ alarmsOf }, all, { visit, signal: NOBODY_LEAVES });
    expect(order).toEqual(['read 32', 'done', 'read 1']);
  });

  it('are read no further when nobody waits for them', async () => {
    const gone = new AbortController();
    const all = Array.from({ length: 65 }, (_, i) => series(`s${i}`, i));
    expect((await visited(all, gone.signal, () => gone.abort())).reads).toEqual([32]);
  });
});
