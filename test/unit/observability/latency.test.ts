import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { observeLatency } from '../../../src/observability/observe-latency.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, firingAt, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };

async function opened() {
  const metrics = createMetrics({ version: '1' });
  const { outbox } = await openOutbox();
  return {
    outbox,
    /** Tries what is due, so long after the problems began. */
    async attempt(outcome: Outcome, seconds: number) {
      const entry = await outbox.take('alarms/default');
      if (!entry) throw new Error('nothing is due');
      const now = STARTED_AT + seconds * 1_000;
      observeLatency(metrics, { entry, outcome }, { ledger: outbox.state.ledger, now });
      await outbox.settle(entry, outcome);
    },
    /** Count and sum of seconds, by source and level. */
    async measured() {
      const { values } = await metrics.alarmLatency.get();
      const of = (end: string) =>
        values.flatMap(({ metricName, labels, value }) =>
          metricName?.endsWith(end) ? [`${labels.source} ${labels.level} ${value}`] : [],
        );
      return { count: of('_count'), sum: of('_sum') };
    },
  };
}

describe('the latency of an alarm', () => {
  it('runs from the time at the source to when COC took it, by source and level', async () => {
    const { outbox, attempt, measured } = await opened();
    await outbox.accept(intakeOf(firing('a'), firingAt('b', 'Critical')));
    await attempt(DELIVERED, 2);
    await attempt(DELIVERED, 40);
    expect(await measured()).toEqual({
      count: ['prod Critical 1', 'prod Major 1'],
      sum: ['prod Critical 2', 'prod Major 40'],
    });
  });

  it('is that of beginnings and ends: not of attempts that failed, of changes, nor of what is told again', async () => {
    const { outbox, attempt, measured } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    await attempt({ kind: 'retry', reason: 'network', scope: 'destination', detail: '' }, 1);
    await attempt(DELIVERED, 5);
    await outbox.accept(intakeOf(firingAt('a', 'Minor')));
    await attempt(DELIVERED, 500);
    const series = [...outbox.state.ledger.everySeries()][0];
    if (series?.state === 'firing' && series.lastAlarm)
      await outbox.reassert([{ ...series, lastAlarm: series.lastAlarm }]);
    await attempt(DELIVERED, 5_000);
    await outbox.accept(intakeOf(resolved('a', { alarm: { time: STARTED_AT + 6_000_000 } })));
    await attempt(DELIVERED, 6_007);
    expect(await measured()).toEqual({
      count: ['prod Major 1', 'prod Minor 1'],
      sum: ['prod Major 5', 'prod Minor 7'],
    });
  });

  it('is never less than nothing, whatever the clock of a source says', async () => {
    const { outbox, attempt, measured } = await opened();
    await outbox.accept(intakeOf(firing('a')));
    await attempt(DELIVERED, -60);
    expect((await measured()).sum).toEqual(['prod Major 0']);
  });
});
