import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type AgentSetup,
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const STALE_AFTER_MS = 600;
const SOURCE = `alertmanager: { type: alertmanager, staleAfter: ${STALE_AFTER_MS}ms, auth: { bearer: { token: right-token } } }`;
const RIGHT = { authorization: 'Bearer right-token' };

async function firingAgent(outbox?: string) {
  const emulator = await runEmulator();
  const directory = await temporaryDirectory();
  const setup: AgentSetup = { cocUrl: emulator.url, directory, sources: SOURCE, ...(outbox && { outbox }) };
  const agent = await runAgent(setup);
  await send(agent);
  await until('COC knows it', () => told(emulator).length > 0);
  return { emulator, setup, agent };
}

const send = (agent: RunningAgent, headers: Record<string, string> = RIGHT) =>
  agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }), headers);

function told(emulator: Emulator): readonly unknown[] {
  return emulator
    .alarms()
    .filter(({ status }) => status === 200)
    .map(({ body }) => body?.alarmStatus);
}

/** Waits until the alarm is over because nothing was heard of it. */
async function untilStale(agent: RunningAgent): Promise<void> {
  await until('it is stale', async () => {
    return (await agent.metric('repairs_total{source="alertmanager",reason="stale"}')) === 1;
  });
}

async function reload(agent: RunningAgent, setup: AgentSetup): Promise<void> {
  await writeFile(agent.configFile, agentConfig(setup));
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
}

describe('an alarm that nobody could tell the agent about goes on', () => {
  it('while the token of its source is refused, and has a whole new chance after it', async () => {
    const { emulator, agent } = await firingAgent();
    expect((await send(agent, { authorization: 'Bearer old-token' })).status).toBe(401);
    await sleep(3 * STALE_AFTER_MS);
    expect(told(emulator)).toEqual(['alarm']);
    expect((await send(agent)).status).toBe(200);
    await untilStale(agent);
    await until('COC knows its end', () => told(emulator).length === 2);
    expect((await send(agent)).status).toBe(200);
    await until('it fires again', () => told(emulator).length === 3);
    expect(told(emulator)).toEqual(['alarm', 'ok', 'alarm']);
  });

  it.each([
    ['its body cannot be read', '{"version":', 400],
    ['its alert cannot be read', JSON.stringify({ version: '4', alerts: [{ status: 7 }] }), 200],
  ])('while its source speaks, but %s', async (_, body, status) => {
    const { emulator, agent } = await firingAgent();
    for (const end = Date.now() + 3 * STALE_AFTER_MS; Date.now() < end; await sleep(STALE_AFTER_MS / 4))
      expect((await agent.post('alertmanager', body, RIGHT)).status).toBe(status);
    expect(told(emulator)).toEqual(['alarm']);
    await untilStale(agent);
  });

  it('while its source is not configured', async () => {
    const { emulator, setup, agent } = await firingAgent();
    await reload(agent, { ...setup, sources: 'other: { type: alertmanager }' });
    await sleep(3 * STALE_AFTER_MS);
    await reload(agent, setup);
    expect((await send(agent)).status).toBe(200);
    expect(told(emulator)).toEqual(['alarm']);
    await untilStale(agent);
  });
});
