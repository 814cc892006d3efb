import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../src/alerts/alert.ts';
import { aboutEntry } from '../../src/outbox/events/entry.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import type { Journal } from '../../src/outbox/ports/journal.ts';
import { OutboxState } from '../../src/outbox/state.ts';
import { reportAlarm } from '../support/entries.ts';
import { pendingSeqs, queueRecord } from '../support/file-journal.ts';

/** Makes journals over the same place. Each of them stands for a start of the process. */
export type JournalPlace = () => Promise<() => Journal>;

function delivered(seq: number, entry: number, series: string): OutboxRecord {
  const about = aboutEntry({ id: entry, body: reportAlarm(series) });
  return { v: 1, seq, at: seq, events: [{ type: 'entry.delivered', ...about, attempts: 1 }] };
}

async function opened(journal: Journal) {
  const state = new OutboxState();
  const recovery = await journal.open((stored) => state.restore(stored, 0));
  state.seen(recovery.lastSeq);
  const store = async (...records: readonly OutboxRecord[]) => {
    const refs = (await journal.append(records)).map(({ ref }) => ref);
    records.forEach((record, i) => {
      const ref = refs[i];
      if (ref !== undefined) state.fold(record, ref, 0);
    });
    journal.checkpoint(state);
    return refs;
  };
  return { journal, state, recovery, store };
}

async function collect(records: AsyncIterable<OutboxRecord>): Promise<readonly number[]> {
  const seqs: number[] = [];
  for await (const { seq } of records) seqs.push(seq);
  return seqs;
}

/** Contract of every journal. */
export function journalContract(name: string, place: JournalPlace): void {
  describe(`the ${name} journal`, () => {
    it('is empty at first', async () => {
      const { state, recovery, journal } = await opened((await place())());
      expect(recovery).toMatchObject({ lastSeq: 0, tornBytes: 0, damagedRecords: 0 });
      expect([state.nextSeq, state.pendingCount]).toEqual([1, 0]);
      await journal.close();
    });

    it('returns the place of each record, and reads it back from there', async () => {
      const { journal, store } = await opened((await place())());
      const records = [queueRecord(1, 'a'), queueRecord(2, 'b', 'c')];
      const refs = await store(...records);
      expect(await journal.read([...refs].reverse())).toEqual(records.reverse());
      await journal.close();
    });

    it('restores everything after a restart', async () => {
      const make = await place();
      const { journal, store, state } = await opened(make());
      for (let seq = 1; seq <= 40; seq += 2) await store(queueRecord(seq, `a${seq}`, `b${seq}`));
      for (let seq = 1; seq <= 20; seq++)
        await store(delivered(40 + seq, seq, seq % 2 ? `a${seq}` : `b${seq - 1}`));
      await journal.close();
      const next = await opened(make());
      expect(pendingSeqs(next.state)).toEqual(pendingSeqs(state));
      expect(next.state.pendingCount).toBe(20);
      expect(next.state.nextSeq).toBe(61);
      await next.journal.close();
    });

    it('keeps the order of a lane over restarts', async () => {
      const make = await place();
      for (let life = 0; life < 3; life++) {
        const { journal, store, state } = await opened(make());
        for (let i = 0; i < 5; i++) await store(queueRecord(state.nextSeq, 'a'));
        expect([...state.laneOf({ id: 0, body: reportAlarm('a') })].map(({ seq }) => seq)).toEqual(
          Array.from({ length: (life + 1) * 5 }, (_, i) => i + 1),
        );
        await journal.close();
      }
    });

    it('returns the records of one alarm and of no other, oldest first', async () => {
      const make = await place();
      const { journal, store } = await opened(make());
      await store(queueRecord(1, 'a'), queueRecord(2, 'aa'));
      await store(delivered(3, 1, 'a'));
      expect(await collect(journal.history('a' as AlarmId))).toEqual([1, 3]);
      expect(await collect(journal.history('nobody'))).toEqual([]);
      await journal.close();
    });

    it('returns the records of several alarms, each once, oldest first', async () => {
      const make = await place();
      const { journal, store } = await opened(make());
      await store(queueRecord(1, 'a'), queueRecord(2, 'b'), queueRecord(3, 'c'), queueRecord(4, 'a', 'b'));
      expect(await collect(journal.history('b', 'a', 'nobody'))).toEqual([1, 2, 4]);
      await journal.close();
    });

    it('refuses records while it is not open', async () => {
      const journal = (await place())();
      await expect(journal.append([queueRecord(1, 'a')])).rejects.toMatchObject({
        code: 'journal.unavailable',
      });
      await journal.open(() => undefined);
      await journal.close();
      await journal.close();
      await expect(journal.append([queueRecord(1, 'a')])).rejects.toMatchObject({
        code: 'journal.unavailable',
      });
    });
  });
}
