import { expect, it } from 'vitest';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { refusedUnderOf } from '../../../src/outbox/ledger/series.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such region' };

/** A fire as the router of a configuration renders it. */
function renderedBy(configuration: string | undefined): Arrival {
  const { alert, routed } = firing('a');
  if (routed.kind === 'filtered') throw new Error('not an alarm');
  return { alert, routed: { ...routed, ...(configuration !== undefined && { configuration }) } };
}

/** An alarm that waits while the configuration changes, and is refused then. Returns what the refusal counts for. */
async function refusedAfterChange(configuration: string | undefined) {
  const { outbox, clock } = await openOutbox({ policy: { configuration: 'c1' } });
  await outbox.accept(intakeOf(renderedBy(configuration)));
  outbox.usePolicy(aPolicy({ configuration: 'c2' }));
  for (let i = 0; i < 2; i++) {
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, REFUSED);
    clock.advance(60_000);
  }
  expect(outbox.state.pendingCount).toBe(0);
  const [series] = [...outbox.state.ledger.everySeries()];
  await outbox.accept(intakeOf(renderedBy('c2')));
  return { under: refusedUnderOf(series), waiting: outbox.state.pendingCount };
}

it('a refusal counts for the configuration that rendered the alarm, so that the new one is tried', async () => {
  expect(await refusedAfterChange('c1')).toEqual({ under: 'c1', waiting: 1 });
});

it('an alarm of an older version counts for the configuration of the moment', async () => {
  expect(await refusedAfterChange(undefined)).toEqual({ under: 'c2', waiting: 0 });
});
