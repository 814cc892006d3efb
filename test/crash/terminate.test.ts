import { describe, expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { seededRandom } from '../support/random.ts';
import { judge } from './kill/judge.ts';
import { Victim } from './kill/victim.ts';
import { Patient } from './system/patient.ts';

const CYCLES = Math.ceil(Number(process.env.CRASH_CYCLES ?? 200) / 10);

test('SIGTERM again and again under load ends an agent in time; nothing is lost, and nothing comes twice', {
  timeout: 60_000 + CYCLES * 20_000,
}, async ({ lab }) => {
  const victim = await Victim.prepare(lab, 'terminated', seededRandom(7));
  try {
    victim.load();
    for (let cycle = 0; cycle < CYCLES; cycle++) await victim.liveAndEnd();
    await victim.comeToRest();
    expect(judge(victim).wrong).toEqual([]);
    expect(victim.ends.filter(({ code, tookMs }) => code !== 0 || tookMs > 10_000)).toEqual([]);
  } finally {
    await victim.close();
  }
});

describe('a second signal', () => {
  test('ends an agent at once that is waiting for COC, and what it waited for stays', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    await patient.start();
    patient.emulator.setFaults({ rules: [{ fault: { type: 'hang' } }] });
    expect(await patient.send()).toEqual({ status: 200 });
    await waitFor(
      'a call that hangs',
      async () => patient.emulator.requests(10).length,
      (calls) => calls > 0,
    );
    const began = performance.now();
    patient.process.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 200));
    patient.process.signal('SIGTERM');
    await patient.process.exit;
    expect(performance.now() - began).toBeLessThan(2_000);
    patient.cocIsBack();
    await patient.start();
    await patient.untilAllDelivered();
  });
});

test('an agent that runs out of memory loses nothing that it acknowledged', async ({ lab }) => {
  const patient = await Patient.prepare(lab);
  patient.cocIsDown();
  await patient.start('env', 'NODE_OPTIONS=--max-old-space-size=40');
  const ended = patient.process.exit;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (let n = 0; n < 3_000 && !over; n++) await patient.send(30_000);
  expect((await ended).code).not.toBe(0);
  expect(patient.process.output()).toContain('out of memory');
  patient.cocIsBack();
  await patient.start();
  await patient.untilAllDelivered();
});
