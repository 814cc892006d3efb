import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, firingAt, intakeOf, resolved } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const ALARMS = 'alarms/default';
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 1);
const later = (afterMs: number): Outcome => ({
  ...{ kind: 'retry', reason: 'server-error', scope: 'entry', detail: 'no', afterMs },
});

async function tryOne(outbox: Outbox, outcome: Outcome) {
  const entry = await outbox.take(ALARMS);
  if (entry) await outbox.settle(entry, outcome);
  return entry?.id;
}

describe('after a restart', () => {
  it('a wait ends in its own time, although the clock was a day ahead before', async () => {
    const journal = new ShakyJournal();
    const before = await openOutbox({ journal, now: NOW + DAY });
    await before.outbox.accept(intakeOf(firing('a')));
    await tryOne(before.outbox, later(60_000));
    const { outbox, clock, recovery } = await openOutbox({ journal, now: NOW });
    expect(recovery.pending).toBe(1);
    clock.advance(60_000 - 1);
    expect(await outbox.take(ALARMS)).toBeUndefined();
    clock.advance(1);
    expect((await outbox.take(ALARMS))?.id).toBe(2);
  });

  it('a shorter wait ends at its time', async () => {
    const journal = new ShakyJournal();
    const before = await openOutbox({ journal, now: NOW });
    await before.outbox.accept(intakeOf(firing('a')));
    await tryOne(before.outbox, later(60_000));
    const { outbox, clock } = await openOutbox({ journal, now: NOW + 59_999 });
    expect(await outbox.take(ALARMS)).toBeUndefined();
    clock.advance(1);
    expect((await outbox.take(ALARMS))?.id).toBe(2);
  });

  it.each([
    ['is not replaced after one', true, 2],
    ['is replaced without one', false, 1],
  ])('an entry that the last process may have sent %s', async (_how, restarts, pending) => {
    const journal = new ShakyJournal();
    const policy = { collapse: true };
    const before = await openOutbox({ journal, policy });
    await before.outbox.accept(intakeOf(firing('a')));
    const { outbox } = restarts ? await openOutbox({ journal, policy }) : before;
    await outbox.accept(intakeOf(firingAt('a', 'Critical')));
    expect(outbox.state.pendingCount).toBe(pending);
  });

  it.each([
    ['is cancelled by a resolve, and the recovery is told once more', true, ['ok']],
    ['is sent when its time has come', false, ['alarm']],
  ])('a parked alarm %s', async (_, isOver, told) => {
    const journal = new ShakyJournal();
    const before = await openOutbox({ journal, now: NOW });
    for (const arrival of [firing('a'), resolved('a')]) {
      await before.outbox.accept(intakeOf(arrival));
      await tryOne(before.outbox, REPORTED);
    }
    await before.outbox.accept(intakeOf(firing('a')));
    const { outbox, clock } = await openOutbox({ journal, now: NOW + 299_999 });
    expect(await outbox.take(ALARMS)).toBeUndefined();
    if (isOver) await outbox.accept(intakeOf(resolved('a')));
    clock.advance(1);
    const entry = await outbox.take(ALARMS);
    expect(entry?.body).toMatchObject({ alarm: { alarmStatus: told[0] } });
    if (entry) await outbox.settle(entry, REPORTED);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('the housekeeping of the journal begins at once', async () => {
    class Counting extends ShakyJournal {
      checkpoints = 0;
      override checkpoint(): void {
        this.checkpoints += 1;
      }
    }
    const journal = new Counting();
    await openOutbox({ journal });
    expect(journal.checkpoints).toBe(1);
  });
});

describe('the oldest pending entry', () => {
  it('is found by its number, not by its place in memory', async () => {
    const { outbox, clock } = await openOutbox();
    const began = clock.now();
    for (const name of ['a', 'b', 'c']) {
      await outbox.accept(intakeOf(firing(name)));
      clock.advance(1_000);
    }
    await tryOne(outbox, REPORTED);
    await outbox.accept(intakeOf(firing('d')));
    expect(await outbox.oldestPendingAt()).toBe(began + 1_000);
  });
});

describe('the outcome of a delivery', () => {
  async function delivered(...names: readonly string[]) {
    const opened = await openOutbox({ settlePatienceMs: 60_000 });
    const { outbox } = opened;
    const arrivals = names.map((name, i) => (i === 0 ? firing(name) : firingAt(name, 'Critical')));
    await outbox.accept(intakeOf(...arrivals));
    const entry = await outbox.take(ALARMS);
    if (!entry) throw new Error('nothing is due');
    const settled = outbox.settle(entry, REPORTED);
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    return { ...opened, settled };
  }

  it('may wait to share a sync with others', async () => {
    const { outbox, clock, settled } = await delivered('a', 'b');
    expect(outbox.state.pendingCount).toBe(2);
    clock.advance(60_000);
    await settled;
    expect(outbox.state.pendingCount).toBe(1);
  });

  it('is stored at once when an entry behind it waits for it', async () => {
    const { outbox, settled } = await delivered('a', 'a');
    await settled;
    expect(outbox.state.pendingCount).toBe(1);
  });
});

describe('destinations', () => {
  it('are 256 at most; entries for more of them share the last one, and are all delivered', async () => {
    const { outbox } = await openOutbox();
    const arrivals = Array.from({ length: 300 }, (_, i) =>
      firing(`s${i}`, { alarm: { integration: `i${i}` } }),
    );
    await outbox.accept(intakeOf(...arrivals));
    const { destinations } = outbox.state;
    expect([destinations.length, destinations[255]]).toEqual([256, 'alarms/i255']);
    const taken: string[] = [];
    for (const name of destinations)
      for (let entry = await outbox.take(name); entry; entry = await outbox.take(name)) {
        if (entry.body.kind === 'report-alarm') taken.push(entry.body.alarm.integration);
        await outbox.settle(entry, REPORTED);
      }
    expect(new Set(taken).size).toBe(300);
    expect(outbox.state.pendingCount).toBe(0);
  });
});

describe('the bytes of pending entries', () => {
  it('are summed up ten times a second at most', async () => {
    class Counting extends ShakyJournal {
      sums = 0;
      override pendingBytes(): number {
        this.sums += 1;
        return super.pendingBytes();
      }
    }
    const journal = new Counting();
    const { outbox, clock } = await openOutbox({ journal, policy: { maxBytes: 1_000 } });
    const asked = () => [outbox.refusal()?.code, journal.sums];
    expect(asked()).toEqual([undefined, 1]);
    journal.pending = 1_000;
    clock.advance(99);
    expect(asked()).toEqual([undefined, 1]);
    clock.advance(1);
    expect(asked()).toEqual(['journal.full', 2]);
  });
});
