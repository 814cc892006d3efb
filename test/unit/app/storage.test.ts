import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig, withFingerprint } from '../../../src/app/read-config.ts';
import { openStorage } from '../../../src/app/storage.ts';
import { Dispatcher } from '../../../src/delivery/dispatcher.ts';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../src/journals/memory/memory-journal.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import type { JournalKind } from '../../../src/outbox/ports/journal-kind.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { HandDestination } from '../../support/hand-destination.ts';
import { agentConfig } from '../../support/running-agent.ts';

/** Deliveries of this time may be repeated after a crash: the fifth promise. */
const PROMISED_MS = 50;
/** Room for the sync, which takes no time here. */
const LATEST_MS = PROMISED_MS / 2;

const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
});

/** The storage as the agent opens it, but in memory, with a dispatcher. */
async function setUp() {
  const directory = await mkdtemp(join(tmpdir(), 'storage-'));
  undos.push(() => rm(directory, { recursive: true }));
  const file = join(directory, 'agent.yaml');
  await writeFile(file, agentConfig({ cocUrl: 'http://127.0.0.1:9', directory }));
  const loaded = await readConfig(file, {});
  const kind: JournalKind = {
    type: 'memory',
    place: 'in memory',
    prepare: async () => undefined,
    create: () => ({ journal: new MemoryJournal(), deadLetters: new MemoryDeadLetters() }),
  };
  const clock = new FakeClock();
  const records: OutboxRecord[] = [];
  const errors: unknown[] = [];
  const { outbox } = await openStorage(kind, withFingerprint(loaded, Buffer.alloc(32)), {
    clock,
    random: () => 0.5,
    onRecord: (record) => records.push(record),
    onBackgroundError: (error) => errors.push(error),
    onDiskFailure: () => undefined,
  });
  const destination = new HandDestination();
  const dispatcher = new Dispatcher({
    outbox,
    destination,
    clock,
    random: () => 0.5,
    pace: { concurrency: 32, pause: { initialMs: 1_000, maxMs: 60_000 } },
    onAttempt: () => undefined,
    onError: (error) => errors.push(error),
  });
  dispatcher.start();
  undos.push(async () => {
    const stopped = dispatcher.stop(0);
    await clock.pass(1_000);
    await stopped;
    await outbox.close();
  });
  const delivered = () =>
    records.flatMap(({ events }) => events.filter(({ type }) => type === 'entry.delivered')).length;
  return { outbox, clock, destination, delivered, errors };
}

describe('what COC has confirmed', () => {
  it('is stored within the time of which a crash may repeat deliveries', async () => {
    const { outbox, clock, destination, delivered, errors } = await setUp();
    await outbox.accept(intakeOf(firing('a')));
    await clock.pass(0);
    const [name = ''] = destination.tried;
    destination.end(name);
    await clock.pass(LATEST_MS);
    expect([delivered(), errors]).toEqual([1, []]);
  });

  it('does not wait longer for others that are confirmed one after the other', async () => {
    const { outbox, clock, destination, delivered } = await setUp();
    const names = Array.from({ length: 10 }, (_, n) => `a${n}`);
    await outbox.accept(intakeOf(...names.map((name) => firing(name))));
    await clock.pass(0);
    const behind: number[] = [];
    for (const [n, name] of destination.tried.entries()) {
      destination.end(name);
      await clock.pass(10);
      behind.push(n + 1 - delivered());
    }
    expect(behind).toHaveLength(10);
    // Those of the last 20 ms at most, never all since the first.
    expect(Math.max(...behind)).toBeLessThanOrEqual(LATEST_MS / 10 + 1);
  });
});
