import { describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../../src/journals/file/disk/node-file-system.ts';
import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../src/journals/memory/memory-journal.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { Journal } from '../../src/outbox/ports/journal.ts';
import { firing, intakeOf } from '../support/alerts.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { aFileJournal } from '../support/file-journal.ts';
import { aPolicy } from '../support/policy.ts';
import { tempDirectory } from '../support/temp-directory.ts';

const SIZE = Number(process.env.VOLUME ?? 20_000);
const CHUNK = 250;

function outboxOver(journal: Journal, clock: FakeClock): Outbox {
  const deadLetters = new MemoryDeadLetters();
  const rest = { policy: aPolicy(), random: () => 0.5, onRecord: () => undefined };
  return new Outbox({ journal, deadLetters, clock, ...rest });
}

/** Accepts alerts of ever new series. */
async function fill(outbox: Outbox, clock: FakeClock): Promise<void> {
  for (let next = 0; next < SIZE; ) {
    clock.advance(50);
    const intakes = Array.from({ length: CHUNK / 10 }, () =>
      intakeOf(...Array.from({ length: 10 }, () => firing(`a${next++}`))),
    );
    await Promise.all(intakes.map((intake) => outbox.accept(intake)));
  }
}

describe('a backlog', () => {
  it('in memory is taken in whole', async () => {
    const clock = new FakeClock();
    const outbox = outboxOver(new MemoryJournal(), clock);
    await outbox.open();
    await fill(outbox, clock);
    expect(outbox.state.pendingCount).toBe(SIZE);
  }, 240_000);

  it('on disk is there again after a start', async () => {
    const clock = new FakeClock();
    const options = {
      fs: nodeFileSystem,
      directory: tempDirectory(),
      clock,
      segmentBytes: 250_000,
      snapshotBytes: 4_000_000,
    };
    const outbox = outboxOver(aFileJournal(options), clock);
    await outbox.open();
    await fill(outbox, clock);
    await outbox.close();
    const next = outboxOver(aFileJournal(options), clock);
    const { pending } = await next.open();
    expect(pending).toBe(SIZE);
    for (let i = 0; i < 500; i++) {
      const entry = await next.take('alarms/default');
      if (entry) await next.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    }
    expect(next.state.pendingCount).toBe(SIZE - 500);
    await next.close();
  }, 240_000);
});
