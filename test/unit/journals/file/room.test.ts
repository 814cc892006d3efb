import { expect, it } from 'vitest';
import { firing, intakeOf } from '../../../support/alerts.ts';
import { DIRECTORY, openFileOutbox, settled } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

/** A simulated disk whose free bytes the test sets. */
class DiskWithGauge extends SimulatedFileSystem {
  free = 1_000_000;

  override async freeBytes(): Promise<number> {
    return this.free;
  }
}

type Opened = Awaited<ReturnType<typeof openFileOutbox>>;

/** Accepts an alert of each series, and delivers it. */
async function deliver(
  { outbox, clock }: Opened,
  fs: SimulatedFileSystem,
  series: readonly number[],
): Promise<void> {
  for (const i of series) {
    clock.advance(1_000);
    fs.now = clock.now();
    await outbox.accept(intakeOf(firing(`series-${i}`)));
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    await settled();
  }
}

it('on a nearly full disk history is deleted and counted, and only then are senders refused', async () => {
  const fs = new DiskWithGauge();
  const opened = await openFileOutbox({ fs, minFreeBytes: 1_000 });
  const { outbox, journal } = opened;
  await deliver(opened, fs, [...Array(30).keys()]);
  const before = journal.sizeBytes();
  expect([outbox.refusal(), journal.room().droppedParts]).toEqual([undefined, 0]);

  fs.free = 500;
  for (let i = 30; i < 40 && !outbox.refusal(); i++) await deliver(opened, fs, [i]);
  expect(journal.room().droppedParts).toBeGreaterThan(3);
  expect(journal.sizeBytes()).toBeLessThan(before);
  expect(outbox.refusal()).toMatchObject({ reason: 'disk' });
  await expect(outbox.accept(intakeOf(firing('late')))).rejects.toMatchObject({ code: 'journal.full' });

  fs.free = 1_050;
  opened.clock.advance(2_000);
  outbox.refusal();
  await settled();
  expect(outbox.refusal()).toMatchObject({ reason: 'disk' });
  fs.free = 1_200;
  opened.clock.advance(2_000);
  outbox.refusal();
  await settled();
  expect(outbox.refusal()).toBeUndefined();
});

it('pending bytes are the size of the segments with pending entries', async () => {
  const fs = new SimulatedFileSystem();
  const opened = await openFileOutbox({ fs });
  const { outbox, journal, clock } = opened;
  expect(journal.pendingBytes()).toBe(0);
  for (let i = 0; i < 10; i++) await outbox.accept(intakeOf(firing(`series-${i}`)));
  const all = journal.pendingBytes();
  expect(all).toBeGreaterThan(5_000);
  for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default')) {
    clock.advance(1_000);
    if (entry.id > 2) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  }
  expect(journal.pendingBytes()).toBeLessThan(all / 2);
  expect(journal.pendingBytes()).toBeGreaterThan(0);
});

it('with less than half of what must be free, nothing is taken while history is deleted', async () => {
  const fs = new DiskWithGauge();
  const opened = await openFileOutbox({ fs, minFreeBytes: 1_000 });
  await deliver(opened, fs, [...Array(30).keys()]);
  const { outbox, journal, clock } = opened;
  fs.free = 499;
  clock.advance(1_000);
  outbox.refusal();
  await settled();
  const before = journal.room().droppedParts;
  expect(outbox.refusal()).toMatchObject({ reason: 'disk' });
  await settled();
  expect(journal.room().droppedParts).toBeGreaterThan(before);
});

it('with less than half of what must be free, no index is written', async () => {
  const fs = new DiskWithGauge();
  const { outbox, journal, clock } = await openFileOutbox({ fs, minFreeBytes: 1_000 });
  const indexes = async () =>
    (await fs.list(`${DIRECTORY}/segments`)).filter((name) => name.endsWith('.idx'));
  fs.free = 1_000_000;
  for (let i = 0; i < 10; i++) await outbox.accept(intakeOf(firing(`series-${i}`)));
  fs.free = 499;
  for (let round = 0; round < 3; round++) {
    clock.advance(1_000);
    outbox.refusal();
    await settled();
  }
  const written = (await indexes()).length;
  expect((await fs.list(`${DIRECTORY}/segments`)).length).toBeGreaterThan(written * 2);
  fs.free = 1_000_000;
  for (let round = 0; round < 3; round++) {
    clock.advance(1_000);
    outbox.refusal();
    journal.checkpoint(outbox.state as never);
    await settled();
  }
  expect((await indexes()).length).toBeGreaterThan(written);
});
