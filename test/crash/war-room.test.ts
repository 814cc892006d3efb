import { describe, expect } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import { type Lab, test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { Patient } from './system/patient.ts';

type Fault = FaultRulesInput['rules'][number]['fault'];

const create = { operation: 'war-room-create' } as const;

/** Prepares an agent that opens a war room for each accepted incident. */
async function prepare(lab: Lab): Promise<Patient> {
  const patient = await Patient.prepare(lab);
  const { config } = patient.agent;
  const warRoom = { admin: 'ann', scheduleGroups: [{ scene: 'scene', role: 'role' }] };
  Object.assign(config, {
    incidents: config.incidents.map((policy) => ({ ...policy, warRoom })),
    delivery: { ...config.delivery, incidentPoll: { initial: '100ms', max: '200ms' } },
  });
  return patient;
}

const creations = (emulator: Emulator) =>
  emulator.requests(10_000).filter(({ operation }) => operation === create.operation);

describe.each<[string, Fault, number]>([
  ['COC has opened it and not answered', { type: 'hang', commit: true }, 1],
  ['COC has not even opened it', { type: 'hang', commit: false }, 0],
])('a war room, with kills -9 while %s', (_title, fault, openedBefore) => {
  test('is opened after the acceptance, and once', async ({ lab }) => {
    const patient = await prepare(lab);
    const { agent, emulator } = patient;
    await patient.start();
    await agent.receive(alertmanagerBody({ name: 'Down', severity: 'critical' }));
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    await patient.process.kill();
    await patient.start();
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    expect(creations(emulator)).toEqual([]);

    emulator.setFaults({ rules: [{ match: create, fault }] });
    const [incident] = emulator.incidents();
    emulator.work(String(incident?.incidentNum), { action: 'accept', operator: 'ann' });
    await waitFor(
      'the attempt',
      async () => creations(emulator).length,
      (count) => count > 0,
    );
    expect(emulator.warRooms()).toHaveLength(openedBefore);
    await patient.process.kill();
    emulator.setFaults({ rules: [] });

    await patient.start();
    await agent.waitForMetric('outbox_entries', {}, 0);
    await waitFor(
      'the war room',
      async () => emulator.warRooms().length,
      (count) => count > 0,
    );
    await patient.process.kill();
    await patient.start();
    await agent.waitForMetric('incidents', { state: 'accepted' }, 1);
    await agent.waitForMetric('outbox_entries', {}, 0);
    expect(emulator.warRooms()).toMatchObject([{ incidentNum: incident?.incidentNum, admin: 'ann' }]);
    expect(creations(emulator)).toHaveLength(2 - openedBefore);
  });
});

test('thirty war rooms, under faults and kills -9, are opened once each', async ({ lab }) => {
  const patient = await prepare(lab);
  const { agent, emulator } = patient;
  emulator.setPeople([{ acts: [{ action: 'accept', afterMs: 300, operator: 'ann' }] }]);
  emulator.setFaults({
    seed: 7,
    rules: [
      { match: create, probability: 0.2, fault: { type: 'reset-after' } },
      { match: create, probability: 0.2, fault: { type: 'commit-then-status' } },
      { match: create, probability: 0.1, fault: { type: 'status', status: 429, retryAfter: '1' } },
      { probability: 0.1, fault: { type: 'status', status: 503 } },
      { probability: 0.1, fault: { type: 'lag', lagMs: 500 } },
    ],
  });
  await patient.start();
  const names = Array.from({ length: 30 }, (_, index) => `Down${index}`);
  await agent.receive(alertmanagerBody(...names.map((name) => ({ name, severity: 'critical' }))));
  for (const rooms of [1, 10, 20]) {
    await waitFor(
      `${rooms} war rooms`,
      async () => emulator.warRooms().length,
      (count) => count >= rooms,
    );
    await patient.process.kill();
    await patient.start();
  }
  await agent.waitForMetric('incidents', { state: 'accepted' }, names.length);
  await waitFor(
    'all war rooms',
    async () => emulator.warRooms().length,
    (count) => count >= names.length,
  );
  emulator.setFaults({ rules: [] });
  await agent.waitForMetric('outbox_entries', {}, 0);
  const numbers = emulator.warRooms().map(({ incidentNum }) => incidentNum);
  expect(numbers).toHaveLength(names.length);
  expect(new Set(numbers)).toEqual(new Set(emulator.incidents().map(({ incidentNum }) => incidentNum)));
});
