import { describe, expect, it } from 'vitest';
import { alarmLister } from '../../../../src/admin/alarms/alarm-list.ts';
import { alarmQueryOf } from '../../../../src/admin/alarms/alarm-query.ts';
import { type AlarmId, labelsFrom } from '../../../../src/alerts/alert.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { firing, intakeOf } from '../../../support/alerts.ts';
import { measureCpu } from '../../../support/measure-cpu.ts';
import { openOutbox, ShakyJournal } from '../../../support/outbox.ts';

function queryOf(text: string) {
  const asked = alarmQueryOf(new URLSearchParams(text));
  if ('error' in asked) throw new Error(asked.error);
  return asked.query;
}

/** Fires a series with a label `team`. */
function fired({ id, team }: { readonly id: string; readonly team: string }) {
  return firing(id, { labels: labelsFrom([['team', team]]) });
}

describe('a list of 50,000 alarms', () => {
  it('is read for several who ask at once, and holds nothing up for 50 ms of CPU time', {
    timeout: 60_000,
  }, async () => {
    const { outbox } = await openOutbox();
    const view = { outbox, sources: () => ['prod'] };
    const list = alarmLister(view);
    const ledger = outbox.state.ledger as Ledger;
    const known = { fingerprint: 'f', name: 'DiskFull', level: 'Major', source: 's' } as const;
    for (let i = 0; i < 50_000; i++) {
      const alarmId = `am${i}` as AlarmId;
      const episode = `e${i}` as EpisodeId;
      const event = { type: 'episode.opened', ...known, alarmId, episode, startedAt: i } as const;
      ledger.fold(event, { seq: i + 1, at: i });
    }
    let best = { heldUpMs: Number.POSITIVE_INFINITY };
    // A collection of garbage may fall into a round: one good round shows what the code can do.
    for (let round = 0; round < 8 && best.heldUpMs > 50; round++) {
      const measured = await measureCpu(() =>
        Promise.all(Array.from({ length: 5 }, () => list(queryOf('text=diskfull&limit=500')))),
      );
      if (measured.heldUpMs < best.heldUpMs) best = measured;
    }
    expect(best.heldUpMs).toBeLessThan(50);
    expect((await list(queryOf('limit=1'))).total).toBe(50_000);
  });
});

/** Records that are read at the same time are counted. */
class CountingJournal extends ShakyJournal {
  reading = 0;
  most = 0;

  override async read(refs: Parameters<ShakyJournal['read']>[0]) {
    this.reading += refs.length;
    this.most = Math.max(this.most, this.reading);
    const records = await super.read(refs);
    this.reading -= refs.length;
    return records;
  }
}

describe('a filter by labels over 50,000 alarms', () => {
  it('reads a few at a time, holds nothing up for 50 ms of CPU time, and ends when nobody waits', {
    timeout: 120_000,
  }, async () => {
    const journal = new CountingJournal();
    const { outbox } = await openOutbox({
      journal,
      policy: { maxEntries: 100_000, maxSeriesPerSource: 100_000 },
    });
    for (let i = 0; i < 50_000; i += 500) {
      const part = Array.from({ length: 500 }, (_, k) => ({
        id: `am${i + k}`,
        team: (i + k) % 1_000 ? 'web' : 'db',
      }));
      await outbox.accept(intakeOf(...part.map(fired)));
    }
    const view = { outbox, sources: () => ['prod'] };
    const list = alarmLister(view);
    const query = queryOf('match=team%3Ddb&limit=10');
    let best = { heldUpMs: Number.POSITIVE_INFINITY };
    // A collection of garbage may fall into a round: one good round shows what the code can do.
    for (let round = 0; round < 8 && best.heldUpMs > 50; round++) {
      const measured = await measureCpu(async () => {
        const pages = await Promise.all(Array.from({ length: 3 }, () => list(query)));
        expect(pages.map(({ total, alarms }) => [total, alarms.length])).toEqual(Array(3).fill([50, 10]));
      });
      if (measured.heldUpMs < best.heldUpMs) best = measured;
    }
    expect(best.heldUpMs).toBeLessThan(50);
    expect(journal.most).toBeLessThanOrEqual(64);

    const gone = new AbortController();
    const waiting = Promise.allSettled([list(query, gone.signal), list(query, gone.signal)]);
    setImmediate(() => gone.abort());
    const [first, second] = await waiting;
    for (const one of [first, second])
      expect(one).toEqual({ status: 'rejected', reason: gone.signal.reason });
    expect((await list(query)).total).toBe(50);
  });
});
