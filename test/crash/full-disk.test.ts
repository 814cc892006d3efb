import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Lab, test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { fillDisk, keepFilling } from './system/fill-disk.ts';
import { mountMemory } from './system/mount.ts';
import { Patient } from './system/patient.ts';

/** The default settings of the outbox. */
const DEFAULTS = { segmentBytes: '4MiB', minFreeDisk: '256MiB' };
const PER_BODY = 50;

/** Makes an agent with default settings whose data directory is alone on a disk of this size. */
async function onSmallDisk(lab: Lab, size: string) {
  const dataDir = await mountMemory(`size=${size}`);
  return { dataDir, patient: await Patient.prepare(lab, { dataDir, outbox: DEFAULTS }) };
}

/** Sends alerts, fifty in a body, until `count` are acknowledged. */
async function sendMany({ agent }: Patient, count: number, padding = 300): Promise<void> {
  for (let sent = 0; sent < count; sent += PER_BODY) {
    const alerts = Array.from({ length: PER_BODY }, (_, i) => ({
      name: `Many${sent + i}`,
      labels: { padding: 'x'.repeat(padding) },
    }));
    expect((await agent.receive(alertmanagerBody(...alerts))).status).toBe(200);
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

describe('a disk that others fill to the last byte, with default settings,', () => {
  test('stops no start after kill -9, again and again, and no delivery', async ({ lab }) => {
    const { dataDir, patient } = await onSmallDisk(lab, '288m');
    patient.cocIsDown();
    await patient.start();
    // The last segment is several times as large as what the start used to have in reserve.
    while (patient.acknowledged.length < 500) await patient.send(3_000);
    const last = readdirSync(join(dataDir, 'segments')).filter((name) => name.endsWith('.log'));
    expect(statSync(join(dataDir, 'segments', last.at(-1) ?? '')).size).toBeGreaterThan(2 ** 21);
    fillDisk(dataDir);
    expect(freeBytes(dataDir)).toBe(0);
    for (let life = 0; life < 4; life++) {
      await patient.process.kill();
      await patient.launch();
      await patient.agent.waitForMetric('outbox_entries', {}, 500);
    }
    patient.cocIsBack();
    await patient.process.kill();
    await patient.launch();
    await patient.untilAllDelivered();
    await patient.process.kill();
    await patient.launch();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    expect(await patient.send()).toEqual({ status: 503 });
  });

  test('drains 6,000 entries, and takes new ones when the others are gone', async ({ lab }) => {
    const { dataDir, patient } = await onSmallDisk(lab, '300m');
    patient.cocIsDown();
    await patient.start();
    await sendMany(patient, 6_000);
    await patient.agent.waitForMetric('outbox_entries', {}, 6_000);
    const foreign = fillDisk(dataDir);
    expect(freeBytes(dataDir)).toBe(0);
    patient.cocIsBack();
    for (const left of [4_000, 2_000, 0])
      await patient.agent.waitForMetric('outbox_entries', {}, (pending) => pending <= left);
    expect(patient.emulator.alarms().length).toBeGreaterThanOrEqual(6_000);
    rmSync(foreign);
    await waitFor(
      'an acknowledgement',
      () => patient.send(),
      ({ status }) => status === 200,
    );
    await patient.untilAllDelivered();
    await waitFor(
      'the reserve',
      async () => statSync(join(dataDir, 'reserve.bin')).size,
      (size) => size === 0.515625 * 2 ** 20,
    );
  });

  test('drains while they go on taking every byte that is free', async ({ lab }) => {
    const { dataDir, patient } = await onSmallDisk(lab, '284m');
    patient.cocIsDown();
    await patient.start();
    await sendMany(patient, 2_000);
    const stop = keepFilling(dataDir);
    try {
      patient.cocIsBack();
      await patient.agent.waitForMetric('outbox_entries', {}, (pending) => pending <= 1_500);
      // What is settled stays so, over a kill and a start on the full disk.
      await patient.process.kill();
      await patient.launch();
      await patient.agent.waitForMetric('outbox_entries', {}, (pending) => pending <= 1_500);
      await patient.agent.waitForMetric('outbox_entries', {}, 0);
      expect(await patient.send()).toEqual({ status: 503 });
    } finally {
      stop();
    }
  });

  test('stops no start when there is not even a reserve, and nothing waits longer than that', async ({
    lab,
  }) => {
    const { dataDir, patient } = await onSmallDisk(lab, '280m');
    patient.cocIsDown();
    await patient.start();
    await sendMany(patient, 200);
    await patient.process.kill();
    for (const name of readdirSync(dataDir)) if (name.startsWith('reserve')) rmSync(join(dataDir, name));
    const stop = keepFilling(dataDir);
    patient.cocIsBack();
    for (let life = 0; life < 2; life++) {
      await patient.launch();
      await patient.agent.waitForMetric('outbox_entries', {}, 200);
      expect(await patient.send()).toEqual({ status: 503 });
      if (life === 0) await patient.process.kill();
    }
    await waitFor(
      'the word about it',
      async () => patient.process.output(),
      (log) => log.includes('the disk is full'),
    );
    stop();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    expect(patient.emulator.alarms().length).toBeGreaterThanOrEqual(200);
  });
});

test('an intake faster than the free space is looked at leaves the room that outcomes need', async ({
  lab,
}) => {
  const { dataDir, patient } = await onSmallDisk(lab, '276m');
  patient.cocIsDown();
  await patient.start();
  let acknowledged = 0;
  const sendUntilFull = async (sender: number) => {
    for (let n = 0; ; n++) {
      const alerts = Array.from({ length: PER_BODY }, (_, i) => ({
        name: `Fast${sender}-${n}-${i}`,
        labels: { padding: 'x'.repeat(2_000) },
      }));
      const { status, answer } = await patient.agent.receive(alertmanagerBody(...alerts));
      if (status === 200) acknowledged += PER_BODY;
      else if (JSON.stringify(answer).includes('nearly full')) return;
    }
  };
  await Promise.all([...Array(8).keys()].map(sendUntilFull));
  expect(acknowledged).toBeGreaterThan(0);
  // What the requests in flight may take beyond the limit is small.
  expect(freeBytes(dataDir)).toBeGreaterThan(252 * 2 ** 20);
  patient.cocIsBack();
  await waitFor(
    'all that was acknowledged in COC',
    async () => patient.emulator.alarms().length,
    (count) => count >= acknowledged,
  );
});
