import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { Agent } from '../acceptance/harness/agent.ts';
import { type Lab, test } from '../acceptance/harness/lab.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { report, SEED } from './simulation/budget.ts';

const COUNT = Number(process.env.CRASH_INCIDENTS ?? 10_000);
const KILLS = 12;
const ALERTS_A_BODY = 250;

/** A machine that is busy with other things takes three times as long as one that is not. */
const PATIENCE_MS = 1_500_000;

test(
  `${COUNT} incidents under faults and kills -9 are opened once each, with nothing lost`,
  async ({ lab }) => {
    report(`seed ${SEED}: begins`);
    const emulator = await startFaultyCoc();
    const agent = await startAgent(lab, emulator);
    const began = performance.now();
    const sending = sendAll(agent);
    for (let kill = 1; kill <= KILLS; kill++) {
      const enough = Math.floor((COUNT * kill) / (KILLS + 1));
      await until(() => emulator.incidents().length >= enough);
      await agent.kill();
      await agent.start();
    }
    await sending;
    await until(() => emulator.incidents().length >= COUNT);
    emulator.setFaults({ rules: [] });
    await until(async () => (await agent.metrics()).value('outbox_entries', {}) === 0);

    const names = allNames();
    const opened = emulator.incidents().map(({ title }) => title.split(' ')[0]);
    const faults = emulator.requests(1_000_000).filter(({ fault }) => fault !== undefined).length;
    const sizes = `${opened.length} incidents, ${emulator.alarms().length} alarms`;
    const tookMs = Math.round(performance.now() - began);
    report(`seed ${SEED}: ${sizes}, ${KILLS} kills, at least ${faults} faults in ${tookMs} ms`);
    expect(opened).toHaveLength(COUNT);
    expect(new Set(opened)).toEqual(new Set(names));
    expect(new Set(emulator.alarms().map(({ body }) => body?.alarmName))).toEqual(new Set(names));
    const metrics = await agent.metrics();
    expect(metrics.value('incidents', { state: 'opened' })).toBe(COUNT);
    expect(metrics.value('dead_letters', {})).toBe(0);
  },
  PATIENCE_MS,
);

const allNames = () => Array.from({ length: COUNT }, (_, index) => `Down${index}`);

/** Starts a COC whose lists lag behind, and that loses, refuses and delays calls. */
async function startFaultyCoc(): Promise<Emulator> {
  const emulator = await createEmulator({ incidentLagMs: 1_000 });
  onTestFinished(() => emulator.stop());
  const creation = { operation: 'incident-create' } as const;
  emulator.setFaults({
    seed: SEED,
    rules: [
      { match: creation, probability: 0.03, fault: { type: 'reset-after' } },
      { match: creation, probability: 0.02, fault: { type: 'reset-before' } },
      { match: creation, probability: 0.02, fault: { type: 'commit-then-status', status: 500 } },
      { match: creation, probability: 0.01, fault: { type: 'commit-then-status', status: 504 } },
      { match: creation, probability: 0.003, fault: { type: 'hang', commit: true } },
      { match: creation, probability: 0.002, fault: { type: 'hang' } },
      { match: creation, probability: 0.005, fault: { type: 'invalid-json' } },
      { match: { operation: 'incident-list' }, probability: 0.1, fault: { type: 'lag', lagMs: 1_500 } },
      { probability: 0.01, fault: { type: 'status', status: 429, retryAfter: '0' } },
      { probability: 0.02, fault: { type: 'status', status: 503 } },
    ],
  });
  return emulator;
}

async function startAgent(lab: Lab, { url }: Emulator): Promise<Agent> {
  const agent = await Agent.prepare(lab, { cocUrl: url });
  const { coc, delivery } = agent.config;
  Object.assign(agent.config, {
    log: { level: 'warn' },
    coc: { ...coc, timeout: '1s' },
    delivery: { ...delivery, incidentLookupDelay: '2s', incidentAbsentAfter: '3s', incidentListLag: '2s' },
  });
  await agent.start();
  return agent;
}

/** Sends every alert until it is acknowledged, however often the agent is killed. */
async function sendAll(agent: Agent): Promise<void> {
  const names = allNames();
  for (let first = 0; first < names.length; first += ALERTS_A_BODY) {
    const alerts = names.slice(first, first + ALERTS_A_BODY).map((name) => ({ name, severity: 'critical' }));
    const body = alertmanagerBody(...alerts);
    while (!(await isAcknowledged(agent, body))) await sleep(50);
  }
}

async function isAcknowledged(agent: Agent, body: object): Promise<boolean> {
  try {
    return (await agent.receive(body)).status === 200;
  } catch {
    return false;
  }
}

/** Waits for a condition without a limit of its own: the test has one. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}
