import { expect, it } from 'vitest';
import { takeIn } from '../../../src/intake/take-in.ts';
import type { Intake } from '../../../src/outbox/intake.ts';
import type { Router } from '../../../src/routing/route.ts';
import type { ReadAlert } from '../../../src/sources/source-port.ts';
import { anAlarm, firing } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const failing: Router = (alert) => ({
  kind: 'alarm',
  alarm: anAlarm(alert),
  route: 'default',
  templateErrors: [{ field: 'alarmName', message: 'no such filter' }],
  ...(alert.alarmId === 'b' && { applicationFrom: 'default' }),
});

it('stores routed alerts, counts the templates that failed, and names the alerts without an application', async () => {
  const { outbox } = await openOutbox();
  const counts: number[] = [];
  const missing: unknown[] = [];
  const alerts: ReadAlert[] = ['a', 'b'].map((id) => ({ alert: firing(id).alert }));
  const parts = {
    outbox,
    router: failing,
    receivedAt: 1,
    onTemplateErrors: (count: number) => counts.push(count),
    onMissingApplications: (alerts: readonly unknown[]) => missing.push(...alerts),
  };
  expect(await takeIn('prod', alerts, parts)).toMatchObject({ accepted: 2, repeated: 0, rejected: [] });
  expect([outbox.state.pendingCount, counts]).toEqual([2, [2]]);
  expect(missing).toMatchObject([{ alarmId: 'b', substitute: 'default' }]);
});

it('stores the trace of the request with its alerts, and calls nobody when nothing is wrong', async () => {
  const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01' };
  const sound: Router = (alert) => ({
    ...{ kind: 'alarm', alarm: anAlarm(alert), route: 'default', templateErrors: [] },
  });
  const taken: Intake[] = [];
  const calls: unknown[] = [];
  const parts = {
    outbox: {
      accept: async (intake: Intake) => {
        taken.push(intake);
        return { accepted: 1, repeated: 0, rejected: [] };
      },
    },
    router: sound,
    receivedAt: 1,
    onTemplateErrors: (count: number) => calls.push(count),
    onMissingApplications: (alerts: readonly unknown[]) => calls.push(alerts),
  };
  const alerts: ReadAlert[] = [{ alert: firing('a').alert }];
  await takeIn('prod', alerts, { ...parts, trace });
  await takeIn('prod', alerts, parts);
  expect(taken).toMatchObject([{ source: 'prod', trace }, { source: 'prod' }]);
  expect(taken[1]).not.toHaveProperty('trace');
  expect(calls).toEqual([]);
});
