import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { seededRandom } from '../support/random.ts';
import { Patient } from './system/patient.ts';

const ALARMS = 240;
/** Few enough that the refusals do not count as a fault of the destination. */
const REFUSED = ALARMS / 10;
const ROUNDS = 8;

interface ShownDeadLetter {
  readonly id: string;
  readonly alarm: { readonly name: string };
}

function urlOf({ agent }: Patient, path: string): string {
  return `http://${agent.config.listen.admin}/api/v1/dead-letters${path}`;
}

async function letters(patient: Patient): Promise<readonly ShownDeadLetter[]> {
  const response = await fetch(urlOf(patient, `?limit=${ALARMS}`));
  const { deadLetters } = (await response.json()) as { deadLetters: readonly ShownDeadLetter[] };
  return deadLetters;
}

async function redrive(patient: Patient, { id }: ShownDeadLetter): Promise<boolean> {
  const response = await fetch(urlOf(patient, `/${id}/redrive`), { method: 'POST' });
  const { outcome } = (await response.json()) as { outcome?: string };
  return outcome === 'queued';
}

/** Makes COC refuse the resolves of some alarms for good. Returns their names. */
async function refuseSome(patient: Patient): Promise<readonly string[]> {
  const { agent, emulator } = patient;
  const names = Array.from({ length: ALARMS }, (_, n) => `Alert${n}`);
  await agent.receive(alertmanagerBody(...names.map((name) => ({ name }))));
  await agent.waitForMetric('outbox_entries', {}, 0);
  const unwanted = emulator
    .alarms()
    .filter(({ body }) => Number(String(body?.alarmName).slice(5)) % 10 === 0);
  const rules = unwanted.map(({ body }) => ({
    match: { alarmId: String(body?.alarmId) },
    fault: { type: 'status' as const, status: 400 },
  }));
  emulator.setFaults({ rules });
  await agent.receive(alertmanagerBody(...names.map((name) => ({ name, status: 'resolved' as const }))));
  await agent.waitForMetric('outbox_entries', {}, 0);
  return (await letters(patient)).map(({ alarm }) => alarm.name);
}

/**
 * Redrives dead letters one by one until the agent is killed, and calls `began` after `after` of them.
 * Returns the names of the alarms whose redrive the agent acknowledged.
 */
async function redriveUntilDeath(
  patient: Patient,
  { after, began }: { readonly after: number; readonly began: () => void },
): Promise<readonly string[]> {
  const done: string[] = [];
  try {
    for (const letter of await letters(patient)) {
      if (done.length === after) began();
      if (await redrive(patient, letter)) done.push(letter.alarm.name);
    }
  } catch {
    // The agent was killed. The fate of the last redrive is unknown.
  }
  began();
  return done;
}

test('a redriven dead letter is never lost over kill -9: it still exists, or COC has its alarm', async ({
  lab,
}) => {
  const patient = await Patient.prepare(lab);
  const { agent, emulator } = patient;
  const random = seededRandom(5);
  Object.assign(agent.config.delivery, { confirmRejectedAfter: '100ms' });
  await patient.start();
  const refused = await refuseSome(patient);
  expect(refused).toHaveLength(REFUSED);
  patient.cocIsBack();

  const answered: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let redriving: Promise<readonly string[]> | undefined;
    await new Promise<void>((began) => {
      redriving = redriveUntilDeath(patient, { after: round % 3, began });
    });
    await sleep(random() * 10);
    await patient.process.kill();
    answered.push(...((await redriving) ?? []));
    await patient.start();
  }
  await agent.waitForMetric('outbox_entries', {}, 0);
  const left = new Set((await letters(patient)).map(({ alarm }) => alarm.name));
  const ended = emulator.alarms().filter(({ body }) => body?.alarmStatus === 'ok');
  const came = new Set(ended.map(({ body }) => String(body?.alarmName)));
  expect(answered.length).toBeGreaterThan(0);
  expect(answered.filter((name) => !came.has(name))).toEqual([]);
  expect(refused.filter((name) => !left.has(name) && !came.has(name))).toEqual([]);
});
