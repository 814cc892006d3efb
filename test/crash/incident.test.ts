import { expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { Patient } from './system/patient.ts';

test('an incident that was being asked for at a kill -9 is looked for, and not asked for again', async ({
  lab,
}) => {
  const patient = await Patient.prepare(lab);
  const { agent, emulator } = patient;
  await patient.start();
  emulator.setFaults({
    rules: [{ match: { operation: 'incident-create' }, fault: { type: 'hang', commit: true } }],
  });
  const { status } = await agent.receive(alertmanagerBody({ name: 'Down', severity: 'critical' }));
  expect(status).toBe(200);
  await waitFor(
    'the incident',
    async () => emulator.incidents().length,
    (count) => count > 0,
  );
  await patient.process.kill();
  emulator.setFaults({ rules: [] });
  await patient.start();
  await agent.waitForMetric('outbox_entries', {}, 0);
  await agent.waitForMetric('incidents', { state: 'opened' }, 1);
  expect(emulator.incidents()).toHaveLength(1);
  const creations = emulator.requests(10_000).filter(({ operation }) => operation === 'incident-create');
  expect(creations).toHaveLength(1);
});
