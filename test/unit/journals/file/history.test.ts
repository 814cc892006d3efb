import { expect, it } from 'vitest';
import { History } from '../../../../src/journals/file/history.ts';
import { Inventory } from '../../../../src/journals/file/inventory.ts';
import { layoutOf } from '../../../../src/journals/file/layout.ts';
import { indexFile, segmentFile } from '../../../../src/journals/file/segments/segment-names.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import { firing, intakeOf, resolved } from '../../../support/alerts.ts';
import { DIRECTORY, openFileOutbox, settled } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

const POLICY = { keepMs: 3_600_000, maxBytes: 1_000_000 };

/**
 * Runs a life in which series fire, are delivered and resolved in turn, while one series repeats all the
 * time.
 */
async function runBusyLife(fs: SimulatedFileSystem, history = POLICY, rounds = 40) {
  const { outbox, clock, journal } = await openFileOutbox({ fs, history, minFreeBytes: 10 });
  for (let i = 0; i < rounds; i++) {
    fs.now = clock.now();
    const fire = firing(`a${i % 5}`, { startsAt: clock.now() });
    await outbox.accept(intakeOf(fire, firing('steady'), resolved(`a${i % 5}`, { endsAt: clock.now() })));
    for (let k = 0; k < 4; k++) {
      const entry = await outbox.take('alarms/default');
      if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    }
    clock.advance(700);
    await settled();
  }
  return { outbox, clock, journal };
}

async function collect(records: AsyncIterable<OutboxRecord>): Promise<readonly OutboxRecord[]> {
  const found: OutboxRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

it('finds the whole story of an alarm in historic and live segments', async () => {
  const fs = new SimulatedFileSystem();
  const { outbox } = await runBusyLife(fs);
  expect((await fs.list(`${DIRECTORY}/history`)).length).toBeGreaterThan(2);
  const story = await collect(outbox.history('steady'));
  expect(story.map(({ seq }) => seq)).toEqual(story.map(({ seq }) => seq).sort((a, b) => a - b));
  const types = story.flatMap(({ events }) =>
    events.filter((event) => 'alarmId' in event && event.alarmId === 'steady'),
  );
  expect(types.map(({ type }) => type)).toEqual([
    'episode.opened',
    'entry.delivered',
    ...new Array<string>(39).fill('alert.repeated'),
  ]);
});

it('deletes the oldest segments beyond its size, and never a pending entry', async () => {
  const fs = new SimulatedFileSystem();
  const { journal, outbox } = await runBusyLife(fs, { ...POLICY, maxBytes: 8_000 });
  const kept = await fs.list(`${DIRECTORY}/history`);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept).not.toContain('0000000001.log');
  expect(journal.sizeBytes()).toBeLessThan(60_000);
  expect(outbox.state.pendingCount).toBeLessThan(8);
});

it('deletes segments that are too old', async () => {
  const fs = new SimulatedFileSystem();
  const { clock, outbox } = await runBusyLife(fs);
  const [oldest = ''] = await fs.list(`${DIRECTORY}/history`);
  clock.advance(POLICY.keepMs + 1);
  fs.now = clock.now();
  await outbox.accept(intakeOf(firing('z')));
  await settled();
  expect(await fs.list(`${DIRECTORY}/history`)).not.toContain(oldest);
});

it('deletes all history before anything is refused for want of room', async () => {
  const fs = new SimulatedFileSystem();
  const { clock, outbox, journal } = await runBusyLife(fs);
  fs.capacity = 1;
  clock.advance(2_000);
  expect(journal.shortOfRoom()).toBeUndefined();
  await settled();
  await outbox.accept(intakeOf(firing('z'))).catch(() => undefined);
  await settled();
  expect(await fs.list(`${DIRECTORY}/history`)).toEqual([]);
  expect(journal.shortOfRoom()).toContain('nearly full');
});

it('completes a move that failed half way', async () => {
  const fs = new SimulatedFileSystem();
  const errors: unknown[] = [];
  fs.inject({ operation: 'rename', path: /segments\/\d+\.idx$/, code: 'EIO' });
  const { outbox, clock } = await openFileOutbox({ fs, onBackgroundError: (error) => errors.push(error) });
  for (let i = 0; i < 60; i++) {
    fs.now = clock.now();
    await outbox.accept(intakeOf(firing(`a${i}`, { startsAt: clock.now() })));
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    clock.advance(700);
    await settled();
  }
  expect(errors).toHaveLength(1);
  const moved = await fs.list(`${DIRECTORY}/history`);
  expect(moved.slice(0, 2)).toEqual(['0000000001.idx', '0000000001.log']);
});

it('lists a segment as history before it moves, so that its loss is told rightly', async () => {
  const fs = new SimulatedFileSystem();
  fs.inject({
    operation: 'rename',
    path: /segments\/\d+\.log$/,
    code: 'EIO',
    times: Number.POSITIVE_INFINITY,
  });
  const { outbox, clock } = await openFileOutbox({ fs, onBackgroundError: () => undefined });
  const listed = async () =>
    (await fs.readFile(`${DIRECTORY}/inventory.json`))?.toString().includes('"isHistory":true');
  for (let i = 0; i < 60 && !(await listed()); i++) {
    fs.now = clock.now();
    await outbox.accept(intakeOf(firing(`a${i}`, { startsAt: clock.now() })));
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    clock.advance(700);
    await settled();
  }
  expect(await listed()).toBe(true);
  expect(await fs.list(`${DIRECTORY}/history`)).toEqual([]);
});

/** The opened history of a disk with segments of ten bytes each, which changed at 100, 200 and so on. */
async function historyOf(...segments: readonly number[]) {
  const fs = new SimulatedFileSystem();
  const layout = layoutOf(DIRECTORY);
  for (const directory of [layout.segments, layout.history]) await fs.makeDirectory(directory);
  for (const segment of segments) {
    fs.now += 100;
    fs.put(`${layout.history}/${segmentFile(segment)}`, Buffer.alloc(10));
  }
  const history = new History(fs, layout, new Inventory(fs, DIRECTORY));
  return { fs, layout, history };
}

it.each([
  ['are within the size', { maxBytes: 20, keepMs: 1_000 }, 300, [2, 3]],
  ['are within the size and not one byte more', { maxBytes: 19, keepMs: 1_000 }, 300, [3]],
  ['are as old as they may be', { maxBytes: 30, keepMs: 1_000 }, 1_100, [1, 2, 3]],
  ['are not older than they may be', { maxBytes: 30, keepMs: 1_000 }, 1_101, [2, 3]],
])('keeps the segments that %s', async (_, policy, now, kept) => {
  const { fs, layout, history } = await historyOf(1, 2, 3);
  await history.open();
  await history.prune(policy, now);
  expect(history.segments.map(({ segment }) => segment)).toEqual(kept);
  expect(await fs.list(layout.history)).toEqual(kept.map(segmentFile));
  expect(history.bytes).toBe(kept.length * 10);
});

it('removes the index that a move left behind, and no index of a live segment', async () => {
  const { fs, layout, history } = await historyOf(1);
  for (const segment of [1, 2]) fs.put(`${layout.segments}/${indexFile(segment)}`, Buffer.alloc(1));
  await history.open();
  expect([history.holds(1), history.holds(2)]).toEqual([true, false]);
  expect(await fs.list(layout.segments)).toEqual([indexFile(2)]);
});
