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
  const rest = { policy: aPolicy(), random: Math.random, onRecord: () => undefined };
  return new Outbox({ journal, deadLetters, clock, ...rest });
}

/** Accepts alerts of ever new series. Returns the duration of each tenth of them, ms. */
async function fill(outbox: Outbox, clock: FakeClock): Promise<readonly number[]> {
  const tenths: number[] = [];
  let next = 0;
  for (let tenth = 1; tenth <= 10; tenth++) {
    const began = performance.now();
    while (next < (SIZE * tenth) / 10) {
      clock.advance(50);
      const intakes = Array.from({ length: CHUNK / 10 }, () =>
        intakeOf(...Array.from({ length: 10 }, () => firing(`a${next++}`))),
      );
      await Promise.all(intakes.map((intake) => outbox.accept(intake)));
    }
    tenths.push(performance.now() - began);
  }
  return tenths;
}

/** Checks that the last tenths take no longer than the first ones, apart from noise. */
function expectFlat(tenths: readonly number[]): void {
  const least = (part: readonly number[]) => Math.min(...part);
  expect(least(tenths.slice(7))).toBeLessThan(least(tenths.slice(1, 4)) * 4);
}

describe('a backlog', () => {
  it('in memory costs the same at any size', async () => {
    const clock = new FakeClock();
    const outbox = outboxOver(new MemoryJournal(), clock);
    await outbox.open();
    expectFlat(await fill(outbox, clock));
    expect(outbox.state.pendingCount).toBe(SIZE);
  }, 60_000);

  it('on disk costs the same at any size, and is there again after a start', async () => {
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
    expectFlat(await fill(outbox, clock));
    await outbox.close();
    const began = performance.now();
    const next = outboxOver(aFileJournal(options), clock);
    const { pending } = await next.open();
    expect([pending, performance.now() - began < 5_000]).toEqual([SIZE, true]);
    for (let i = 0; i < 500; i++) {
      const entry = await next.take('alarms/default');
      if (entry) await next.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    }
    expect(next.state.pendingCount).toBe(SIZE - 500);
    await next.close();
  }, 60_000);
});
