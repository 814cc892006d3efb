import { beforeEach, describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { JournalError } from '../../../src/errors.ts';
import { MemoryJournal } from '../../../src/journals/memory/memory-journal.ts';
import { CommitLoop, type Committed } from '../../../src/outbox/commit-loop.ts';
import type { EpisodeId } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../../../src/outbox/events/event.ts';
import type { IncidentView } from '../../../src/outbox/ledger/ledger-view.ts';
import { episodeOf } from '../../../src/outbox/ledger/series.ts';
import { OutboxState } from '../../../src/outbox/state.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A journal in memory that counts its appends, and fails when it is told to. */
class TroubledJournal extends MemoryJournal {
  readonly appends: (readonly OutboxRecord[])[] = [];
  readonly failures: Error[] = [];
  checkpoints = 0;
  running = 0;

  override async append(records: readonly OutboxRecord[]) {
    this.appends.push(records);
    this.running += 1;
    await new Promise((resolve) => setImmediate(resolve));
    const failure = this.failures.shift();
    try {
      expect(this.running).toBe(1);
      if (failure) throw failure;
      return await super.append(records);
    } finally {
      this.running -= 1;
    }
  }

  override checkpoint(): void {
    this.checkpoints += 1;
  }
}

const opened = {
  type: 'episode.opened',
  alarmId: 'a' as AlarmId,
  episode: 'e1' as EpisodeId,
  source: 'prod',
  fingerprint: 'f',
  name: 'Down',
  level: 'Major',
  startedAt: 1,
} as const satisfies OutboxEvent;
const repeated = (id: string): OutboxEvent => ({ type: 'alert.repeated', alarmId: id as AlarmId });

let journal: TroubledJournal;
let state: OutboxState;
let committed: Committed[];
let loop: CommitLoop;

beforeEach(async () => {
  journal = new TroubledJournal();
  state = new OutboxState();
  await journal.open((stored) => state.restore(stored, 0));
  committed = [];
  const onCommitted = (each: Committed) => committed.push(each);
  loop = new CommitLoop({ journal, state, clock: new FakeClock(), onCommitted });
});

describe('a commit', () => {
  it('holds all requests that were submitted at once', async () => {
    const all = Array.from({ length: 50 }, (_, i) => loop.submit(() => [repeated(`a${i}`)]));
    await Promise.all(all);
    expect(journal.appends.map(({ length }) => length)).toEqual([50]);
  });

  it('holds at most 256 decisions', async () => {
    await Promise.all(Array.from({ length: 600 }, () => loop.submit(() => [repeated('a')])));
    expect(journal.appends.map(({ length }) => length)).toEqual([256, 256, 88]);
  });

  it('takes the requests that arrived while another commit ran', async () => {
    const first = loop.submit(() => [repeated('a')]);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, ...['b', 'c'].map((id) => loop.submit(() => [repeated(id)]))]);
    expect(journal.appends.map(({ length }) => length)).toEqual([1, 2]);
  });

  it('stores decisions that were submitted together as one record, each seeing those before it', async () => {
    const opens = (id: string): OutboxEvent => ({ ...opened, alarmId: id as AlarmId });
    const seen: (string | undefined)[] = [];
    const look = (view: IncidentView) => seen.push(episodeOf(view.series('a' as AlarmId)));
    await loop.submit(
      (view) => [opens('a'), ...(look(view) > 1 ? [repeated('a')] : [])],
      (view, { seq }) => (look(view) === 2 ? [repeated(`at ${seq}`)] : []),
    );
    expect(seen).toEqual([undefined, opened.episode]);
    expect(committed.map(({ record }) => record.events)).toEqual([[opens('a'), repeated('at 2')]]);
  });

  it('keeps the trace of each request with its record, also where others share the commit', async () => {
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01' };
    await Promise.all([
      loop.submit(() => [repeated('a')]),
      loop.submitTraced(trace, [() => [repeated('b')], () => [repeated('c')]]),
      loop.submitTraced(trace, [() => []]),
      loop.submitTraced(undefined, [() => [repeated('d')]]),
    ]);
    const [records = []] = journal.appends;
    expect(records.map(({ seq, trace: kept }) => [seq, kept])).toEqual([
      [1, undefined],
      [2, trace],
      [4, undefined],
    ]);
    expect(records.map((record) => 'trace' in record)).toEqual([false, true, false]);
  });

  it('drops a request of which a decision throws, and later ones see nothing of it', async () => {
    const fails = loop.submit(
      () => [opened],
      () => {
        throw new Error('no');
      },
    );
    const later = loop.submit((view) => [repeated(String(view.series(opened.alarmId)?.state))]);
    await expect(fails).rejects.toThrow('no');
    expect(await later).toEqual([repeated('undefined')]);
    expect(committed.map(({ record }) => record.events)).toEqual([[repeated('undefined')]]);
  });

  it('numbers its events without a gap, one record for each decision', async () => {
    await Promise.all([
      loop.submit(() => [repeated('a'), repeated('b')]),
      loop.submit((_, { seq }) => [repeated(`at ${seq}`)]),
    ]);
    expect(journal.appends[0]).toMatchObject([
      { v: 1, seq: 1, events: [{}, {}] },
      { v: 1, seq: 3, events: [{ alarmId: 'at 3' }] },
    ]);
    expect(state.nextSeq).toBe(4);
  });

  it('lets a decision see what an earlier one of the same commit decided', async () => {
    const series = { source: 's', fingerprint: 'f', name: 'n', level: 'Major', startedAt: 1 } as const;
    const alarmId = 'a' as AlarmId;
    const opened = { type: 'episode.opened', alarmId, episode: 'e1' as never, ...series } as const;
    const seen = loop.submit((view) => [repeated(episodeOf(view.series(alarmId)) ?? 'nothing')]);
    const [, after] = await Promise.all([
      loop.submit(() => [opened]),
      loop.submit((view) => [repeated(episodeOf(view.series(alarmId)) ?? 'nothing')]),
    ]);
    expect([await seen, after]).toEqual([[repeated('nothing')], [repeated('e1')]]);
  });

  it('stores nothing when nothing is decided', async () => {
    expect(await loop.submit(() => [])).toEqual([]);
    expect(journal.appends).toEqual([]);
  });

  it('rejects a decision that throws, and no other', async () => {
    const bad = loop.submit(() => {
      throw new Error('a bug');
    });
    const good = loop.submit(() => [repeated('a')]);
    await expect(bad).rejects.toThrow('a bug');
    expect(await good).toHaveLength(1);
  });

  it('resolves only when its records are folded', async () => {
    await loop.submit(() => [repeated('a')]);
    expect(committed.map(({ record }) => record.seq)).toEqual([1]);
    expect(state.nextSeq).toBe(2);
  });
});

describe('an append that fails', () => {
  it('rejects its whole batch, changes nothing, and leaves the numbers to the next one', async () => {
    journal.failures.push(new JournalError('journal.full', 'no room'));
    const results = await Promise.allSettled([
      loop.submit(() => [repeated('a')]),
      loop.submit(() => [repeated('b')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([state.nextSeq, committed]).toEqual([1, []]);
    await loop.submit(() => [repeated('c')]);
    expect(journal.appends[1]).toMatchObject([{ seq: 1 }]);
  });

  it('calls for housekeeping, which may make room', async () => {
    journal.failures.push(new JournalError('journal.full', 'no room'));
    await expect(loop.submit(() => [repeated('a')])).rejects.toThrow('no room');
    expect(journal.checkpoints).toBe(1);
  });
});

describe('a durable record that cannot be folded', () => {
  it('breaks the loop, because the state differs from the journal', async () => {
    const broken = new CommitLoop({
      ...{ journal, state, clock: new FakeClock() },
      onCommitted: () => {
        throw new Error('a bug');
      },
    });
    const first = broken.submit(() => [repeated('a')]);
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = broken.submit(() => [repeated('b')]);
    await expect(first).rejects.toMatchObject({ code: 'journal.unavailable' });
    await expect(waiting).rejects.toMatchObject({ code: 'journal.unavailable' });
    await expect(broken.submit(() => [])).rejects.toMatchObject({ code: 'journal.unavailable' });
    expect(journal.appends).toHaveLength(1);
  });
});

describe('closing', () => {
  it('stores the waiting requests, and refuses new ones', async () => {
    const waiting = loop.submit(() => [repeated('a')]);
    const closing = loop.close();
    await expect(loop.submit(() => [repeated('b')])).rejects.toMatchObject({ code: 'shutting-down' });
    await closing;
    expect(await waiting).toHaveLength(1);
    expect(committed).toHaveLength(1);
    await loop.close();
  });
});

describe('a patient request', () => {
  const patient = (clock = new FakeClock()) =>
    new CommitLoop({
      journal,
      state,
      clock,
      patienceMs: 60_000,
      onCommitted: (each) => committed.push(each),
    });

  it('shares the commit of the next request that cannot wait', async () => {
    const loop = patient();
    const first = loop.submitPatiently(() => [repeated('a')]);
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(journal.appends).toEqual([]);
    await Promise.all([first, loop.submit(() => [repeated('b')])]);
    expect(journal.appends.map(({ length }) => length)).toEqual([2]);
  });

  it('does not wait once there are 64 of them', async () => {
    const loop = patient();
    await Promise.all(Array.from({ length: 64 }, () => loop.submitPatiently(() => [repeated('a')])));
    expect(journal.appends.map(({ length }) => length)).toEqual([64]);
  });

  it('is stored at once when the loop closes', async () => {
    const loop = patient();
    const waiting = loop.submitPatiently(() => [repeated('a')]);
    await loop.close();
    expect(await waiting).toEqual([repeated('a')]);
  });

  it('is stored when its patience ends', async () => {
    const clock = new FakeClock();
    const waiting = patient(clock).submitPatiently(() => [repeated('a')]);
    clock.advance(59_999);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    expect(await waiting).toEqual([repeated('a')]);
  });
});
