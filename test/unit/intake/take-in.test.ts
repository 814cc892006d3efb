import { expect, it } from 'vitest';
import { takeIn } from '../../../src/intake/take-in.ts';
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
