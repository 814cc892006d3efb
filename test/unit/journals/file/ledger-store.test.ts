import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { LedgerStore, shardFile } from '../../../../src/journals/file/ledger-store.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { LedgerShard } from '../../../../src/outbox/ledger/ledger-shard.ts';
import type { CheckpointSource } from '../../../../src/outbox/ports/journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

const DIRECTORY = '/data/ledger';
const HOUR = 3_600_000;

/** A shard with so many series, as of this position. */
function shardOf(position: number, count = 1): LedgerShard {
  const series = Array.from({ length: count }, (_, i) => ({
    ...{ alarmId: `a${i}` as AlarmId, episode: 'e' as EpisodeId, source: 's', fingerprint: 'f', name: 'n' },
    ...{ state: 'firing' as const, level: 'Major' as const, startedAt: 1, lastSeenAt: 2 },
  }));
  return { position, series, incidents: [] };
}

/** A state whose shards are as the test says, and the bounds that it was asked with. */
function sourceOf(shards: ReadonlyMap<number, LedgerShard>) {
  const asked: (readonly [number, number])[] = [];
  const ledgerShard = (shard: number, forgetBefore: number) => {
    asked.push([shard, forgetBefore]);
    return shards.get(shard) ?? shardOf(0, 0);
  };
  return { source: { ledgerShard } as CheckpointSource, asked };
}

async function load(fs: SimulatedFileSystem, ...expected: readonly number[]) {
  const store = new LedgerStore(fs, DIRECTORY, 1_000);
  const restored = new Map<number, LedgerShard>();
  const damaged = await store.load((shard, content) => restored.set(shard, content), new Set(expected));
  return { store, restored, damaged };
}

/** A store with these shards on its disk. */
async function stored(shards: readonly (readonly [number, LedgerShard])[]) {
  const fs = new SimulatedFileSystem();
  const { store } = await load(fs);
  const { source, asked } = sourceOf(new Map(shards));
  for (const [shard] of shards) await store.store(source, shard, 100 * HOUR);
  return { fs, store, source, asked };
}

async function overwrite(fs: SimulatedFileSystem, shard: number, text: string) {
  await fs.remove(`${DIRECTORY}/${shardFile(shard)}`);
  const file = await fs.create(`${DIRECTORY}/${shardFile(shard)}`);
  file.append(Buffer.from(text));
  await file.close();
}

describe('the stored ledger', () => {
  it('is read back as it was stored, and knows which events it holds', async () => {
    const { fs } = await stored([
      [3, shardOf(70)],
      [200, shardOf(90, 2)],
    ]);
    const { store, restored, damaged } = await load(fs);
    expect(restored).toEqual(
      new Map([
        [3, shardOf(70)],
        [200, shardOf(90, 2)],
      ]),
    );
    expect([damaged, store.damaged(), store.lastPosition]).toEqual([[], [], 90]);
    expect([store.holds(3, 70), store.holds(3, 71), store.holds(4, 0), store.holds(200, 90)]).toEqual([
      ...[true, false, false, true],
    ]);
  });

  it('is empty at first', async () => {
    const { store, restored, damaged } = await load(new SimulatedFileSystem());
    expect([restored.size, damaged, store.lastPosition, store.holds(0, 0)]).toEqual([0, [], 0, false]);
  });

  it('forgets what ended 48 hours ago', async () => {
    const { asked } = await stored([[3, shardOf(70)]]);
    expect(asked).toEqual([[3, 52 * HOUR]]);
  });

  it.each([
    ['is no frame', 'nonsense\n'],
    ['is empty', ''],
  ])('leaves out a shard whose file %s, until it is stored anew', async (_how, text) => {
    const { fs, source } = await stored([
      [3, shardOf(70)],
      [200, shardOf(90)],
    ]);
    await overwrite(fs, 3, text);
    const { store, restored, damaged } = await load(fs);
    expect([[...restored.keys()], damaged, store.damaged()]).toEqual([[200], [3], [3]]);
    expect(store.holds(3, 1)).toBe(false);
    await store.store(source, 3, 0);
    expect([store.damaged(), store.holds(3, 70)]).toEqual([[], true]);
  });

  it('counts a shard whose file is missing as damaged where it must be there', async () => {
    const { fs } = await stored([[3, shardOf(70)]]);
    const { store, damaged } = await load(fs, 3, 9);
    expect([damaged, store.damaged(), store.stored]).toEqual([[9], [9], [3]]);
  });

  it('tells which shards it has, in order', async () => {
    const { store } = await stored([
      [200, shardOf(90)],
      [30, shardOf(0, 0)],
      [4, shardOf(70)],
    ]);
    expect(store.stored).toEqual([4, 30, 200]);
    expect([store.holds(30, 0), store.holds(30, 1)]).toEqual([true, false]);
  });

  it('does not take a disk that fails for a damaged shard', async () => {
    const { fs } = await stored([[3, shardOf(70)]]);
    fs.inject({ operation: 'readFile', code: 'EIO' });
    await expect(load(fs)).rejects.toMatchObject({ code: 'EIO' });
  });
});

describe('a shard is due', () => {
  it('when the journal has grown enough since its first change, the oldest one first', async () => {
    const { store } = await load(new SimulatedFileSystem());
    store.noteCommit(10, [7]);
    store.noteCommit(400, [9, 7]);
    store.noteCommit(599, []);
    expect(store.due()).toEqual([]);
    store.noteCommit(1, []);
    expect(store.due()).toEqual([7]);
    store.noteCommit(399, []);
    expect(store.due()).toEqual([7]);
    store.noteCommit(1, []);
    expect(store.due()).toEqual([7, 9]);
  });

  it('later while the ledger is large, so that snapshots stay a fraction of what is written', async () => {
    const { store } = await stored([[3, shardOf(70, 10)]]);
    store.noteCommit(0, [3]);
    store.noteCommit(5 * 10 * 400 - 1, []);
    expect(store.due()).toEqual([]);
    store.noteCommit(1, []);
    expect(store.due()).toEqual([3]);
  });

  it('not any more when it was stored, but again when that has failed', async () => {
    const { fs, store, source } = await stored([[3, shardOf(70)]]);
    store.noteCommit(0, [3]);
    store.noteCommit(5_000, []);
    fs.inject({ operation: 'create', code: 'ENOSPC' });
    await expect(store.store(source, 3, 0)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(store.due()).toEqual([]);
    store.noteCommit(5_000, []);
    expect(store.due()).toEqual([3]);
    await store.store(source, 3, 0);
    expect(store.due()).toEqual([]);
  });
});
