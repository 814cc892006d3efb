import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { sweepStale } from '../../../src/reconcile/sweep-stale.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { repairDeps } from './played-source.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Sweeps alerts that were silent for so long, and returns what was written. */
async function sweptAfter(silentMs: number, staleAfterMs: number, stale: 'resolve' | 'mark' = 'resolve') {
  const opened = await openOutbox();
  const { outbox, clock, records } = opened;
  const ofOtherType = makeAlarmId('zbx', 'prod', 'e1');
  await outbox.accept(
    intakeOf(firing('a'), firing('b', { source: 'other' }), firing('c', { alarmId: ofOtherType })),
  );
  clock.advance(silentMs);
  const before = records.length;
  await sweepStale(
    { name: 'prod', type: 'alertmanager', staleAfterMs, stale },
    { now: clock.now(), hearableMs: silentMs },
    repairDeps(opened),
  );
  return { events: records.slice(before).flatMap(({ events }) => events), now: clock.now() };
}

describe('the sweep of alerts of which nothing is heard', () => {
  it.each([
    [7 * DAY, '7 days'],
    [DAY, '1 day'],
    [25 * HOUR, '25 hours'],
    [HOUR, '1 hour'],
    [90 * 60_000, '90 minutes'],
    [60_000, '1 minute'],
    [61_000, '61 seconds'],
    [1_500, '1.5 seconds'],
  ])('says after %i ms how long it waited: %s', async (staleAfterMs, words) => {
    const { events } = await sweptAfter(staleAfterMs, staleAfterMs);
    const closed = events.find(({ type }) => type === 'episode.closed');
    expect(closed).toMatchObject({ because: expect.stringContaining(` for ${words} (staleAfter)`) });
  });

  it('ends them now, and those of no other source or type of source', async () => {
    const { events, now } = await sweptAfter(DAY, HOUR);
    expect(events.map(({ type }) => type)).toEqual(['alarm.repaired', 'episode.closed', 'entry.queued']);
    expect(events.at(-1)).toMatchObject({
      body: { alert: { alarmId: 'a', endsAt: now, details: { reason: 'stale' } } },
    });
  });

  it('only marks them where that is configured', async () => {
    const { events } = await sweptAfter(HOUR, HOUR, 'mark');
    expect(events).toEqual([{ type: 'alarm.stale', alarmId: 'a', source: 'prod' }]);
  });

  it('waits for the whole time', async () => {
    for (const stale of ['resolve', 'mark'] as const)
      expect((await sweptAfter(HOUR - 1, HOUR, stale)).events).toEqual([]);
  });
});
