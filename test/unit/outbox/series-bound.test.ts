import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/outbox/ledger/ledger.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const MOST = 20;

type Opened = Awaited<ReturnType<typeof openOutbox>>;

async function opened(): Promise<Opened> {
  return openOutbox({ policy: { maxSeriesPerSource: MOST } });
}

async function deliverAll({ outbox }: Opened): Promise<void> {
  for (;;) {
    const entry = await outbox.take('alarms/default');
    if (!entry) return;
    await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  }
}

/** Fires this many series. */
async function fill({ outbox }: Opened, series = MOST): Promise<void> {
  await outbox.accept(intakeOf(...Array.from({ length: series }, (_, i) => firing(`s${i}`))));
}

describe('a source at its bound of series', () => {
  it('is refused new ones, with the remedy, and goes on with those that are known', async () => {
    const all = await opened();
    const { outbox } = all;
    await fill(all);
    const refusal = outbox.accept(intakeOf(firing('s0'), firing('new')));
    await expect(refusal).rejects.toMatchObject({
      reason: 'series',
      message:
        '20 series of the source prod fire or wait to be sent to COC; resolve some, or raise outbox.maxSeriesPerSource',
    });
    expect((await outbox.accept(intakeOf(firing('s0')))).repeated).toBe(1);
    expect(
      (await outbox.accept(intakeOf(firing('s0', { level: 'Critical' }), resolved('s1')))).accepted,
    ).toBe(2);
  });

  it('does not limit other sources', async () => {
    const all = await opened();
    await fill(all);
    const other = { ...intakeOf(firing('other', { source: 'test' })), source: 'test' };
    expect((await all.outbox.accept(other)).accepted).toBe(1);
  });

  it('forgets none of the others', async () => {
    const all = await opened();
    const { outbox, clock } = all;
    const other = { ...intakeOf(firing('other', { source: 'test' })), source: 'test' };
    await outbox.accept(other);
    await outbox.accept({ ...other, arrivals: [resolved('other', { source: 'test' })] });
    for (let i = 0; i < 2 * MOST; i++) {
      clock.advance(2_000);
      await outbox.accept(intakeOf(firing(`s${i}`)));
      await outbox.accept(intakeOf(resolved(`s${i}`)));
      await deliverAll(all);
    }
    expect(outbox.state.ledger.countSeriesOf('test')).toBe(1);
    expect(outbox.state.ledger.series(firing('other').alert.alarmId)).toMatchObject({ state: 'resolved' });
    expect(outbox.state.ledger.countSeriesOf('prod')).toBeLessThanOrEqual(MOST);
  });

  it('accepts alerts that a route drops, because no series is kept for them', async () => {
    const all = await opened();
    await fill(all);
    const dropped = firing('new', { routed: { kind: 'filtered', reason: 'route' } });
    expect((await all.outbox.accept(intakeOf(dropped))).accepted).toBe(1);
    expect(all.outbox.state.ledger.countSeriesOf('prod')).toBe(MOST);
  });

  it('forgets the oldest ended series once COC knows, and accepts new ones again', async () => {
    const all = await opened();
    const { outbox, clock } = all;
    await fill(all);
    for (const series of ['s3', 's1', 's2', 's4']) {
      clock.advance(1_000);
      await outbox.accept(intakeOf(resolved(series)));
    }
    await expect(outbox.accept(intakeOf(firing('new')))).rejects.toMatchObject({ reason: 'series' });
    await deliverAll(all);
    clock.advance(1_000);
    expect((await outbox.accept(intakeOf(firing('new')))).accepted).toBe(1);
    const known = [...outbox.state.ledger.everySeries()].map(({ alarmId }) => alarmId as string);
    expect(['s1', 's2', 's3', 's4'].filter((series) => known.includes(series))).toEqual(['s2', 's4']);
    expect(known).toHaveLength(MOST - 1);
  });

  it('keeps forgotten series out of the snapshots', async () => {
    const all = await opened();
    const { outbox, clock } = all;
    for (let i = 0; i < 10 * MOST; i++) {
      clock.advance(1_000);
      await outbox.accept(intakeOf(firing(`s${i}`)));
      await outbox.accept(intakeOf(resolved(`s${i}`)));
      await deliverAll(all);
    }
    const ledger = outbox.state.ledger as Ledger;
    let stored = 0;
    for (let shard = 0; shard < 256; shard++)
      stored += ledger.snapshot(shard, { position: 1, forgetBefore: 0 }).series.length;
    expect(ledger.countSeriesOf('prod')).toBe(stored);
    expect(stored).toBeLessThanOrEqual(MOST);
  });
});
