import { expect, it } from 'vitest';
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
