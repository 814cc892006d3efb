import { describe, expect } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { Agent } from '../acceptance/harness/agent.ts';
import { test } from '../acceptance/harness/lab.ts';
import { freePort } from '../support/free-port.ts';
import { seededRandom } from '../support/random.ts';
import type { Told } from './kill/account.ts';
import { Account } from './kill/account.ts';
import { bodyOf } from './kill/body-of.ts';
import { judge } from './kill/judge.ts';
import { Load } from './kill/load.ts';
import { report } from './simulation/budget.ts';
import { Patient } from './system/patient.ts';
import { Steered } from './system/steered.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SERIES = 50;
/** Large enough that in the end far more is pending than the agent keeps in memory. */
const PADDING = 'x'.repeat(6_000);

describe('while COC is down for 72 hours', () => {
  test('memory stays flat under a steady stream, and afterwards everything arrives in order', async ({
    lab,
  }) => {
    const port = await freePort();
    const agent = await Agent.prepare(lab, { cocUrl: `http://127.0.0.1:${port}` });
    Object.assign(agent.config, { log: { level: 'error' }, outbox: { minFreeDisk: '16KiB' } });
    const steered = new Steered(lab);
    await agent.start(...steered.by);
    const account = new Account();
    const memory: number[] = [];
    for (let hour = 1; hour <= 72; hour++) {
      for (let third = 0; third < 3; third++) {
        await steered.do('pass', HOUR_MS / 3);
        const number = (hour - 1) * 3 + third + 1;
        const told = Array.from({ length: SERIES }, (_, n): Told => {
          const status = number % 2 === 1 ? 'firing' : 'resolved';
          return { series: `Series0x${n}`, number, status };
        });
        const { status } = await agent.receive(bodyOf(told, { padding: PADDING }));
        expect(status).toBe(200);
        account.add(told);
      }
      // From then on, the window of bodies that stay in memory is full.
      if (hour > 36) memory.push(await steered.do('memory'));
    }
    const ahead = 72 * HOUR_MS;
    const emulator = await createEmulator({ port, now: () => Date.now() + ahead });
    try {
      await steered.do('pass', HOUR_MS / 60);
      await agent.waitForMetric('outbox_entries', {}, 0);
      const { wrong, delivered } = judge({ account, emulator, kills: [], lostAnswers: [], senders: [] });
      expect(wrong).toEqual([]);
      // Memory in use goes up and down. A leak raises the minimum over many moments.
      const least = (hours: readonly number[]) => Math.round(Math.min(...hours) / 2 ** 20);
      const [before, after] = [least(memory.slice(0, 12)), least(memory.slice(-12))];
      report(`72 hours: ${delivered} alarms, memory from hour 36 ${before} MiB, from hour 60 ${after} MiB`);
      // Less than a tenth of the bytes that arrived meanwhile.
      expect(after - before).toBeLessThan(4);
    } finally {
      await emulator.stop();
    }
  });
});

describe('under load', () => {
  test.for([
    [
      'a clock that is set by days, back and ahead',
      async (steered: Steered) => {
        for (const step of [
          DAY_MS,
          -2 * DAY_MS,
          HOUR_MS,
          -HOUR_MS,
          12 * 365 * DAY_MS,
          -12 * 365 * DAY_MS,
          DAY_MS,
        ]) {
          await steered.do('step', step);
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      },
    ],
    [
      'a process in which nothing runs for five seconds',
      async (steered: Steered) => {
        await steered.do('stall', 5_000);
      },
    ],
  ] as const)('%s loses nothing, keeps the order and sends nothing twice', async ([, happen], { lab }) => {
    const patient = await Patient.prepare(lab);
    const { agent, emulator } = patient;
    // An alarm that fires while the clock jumps a day ahead is due to be told again, and rightly comes twice.
    Object.assign(agent.config.alarm, { reassertEvery: '0s' });
    const steered = new Steered(lab);
    await patient.start(...steered.by);
    const load = new Load(agent, seededRandom(11));
    load.start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await happen(steered);
    await load.stop();
    await agent.waitForMetric('outbox_entries', {}, 0);
    const { account, senders } = load;
    expect(judge({ account, senders, emulator, kills: [], lostAnswers: [] }).wrong).toEqual([]);
  });
});

describe('a bug that shows', () => {
  test.for(['throw', 'reject'] as const)(
    'as a %s in the background is told, and ends the process, which loses nothing',
    async (how, { lab }) => {
      const patient = await Patient.prepare(lab);
      const steered = new Steered(lab);
      patient.cocIsDown();
      await patient.start(...steered.by);
      for (let n = 0; n < 10; n++) expect(await patient.send()).toEqual({ status: 200 });
      await steered.do(how);
      expect((await patient.process.exit).code).toBe(1);
      expect(patient.process.output()).toContain('by the test');
      patient.cocIsBack();
      await patient.start();
      await patient.untilAllDelivered();
    },
  );
});
