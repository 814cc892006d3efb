import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const WRONG = 'wrong-secret-key';
const RIGHT = 'emulator-secret-key';

function refusedCalls(emulator: Emulator): number {
  return emulator.requests(1_000).filter(({ status }) => status === 401).length;
}

async function setup() {
  const emulator = await runEmulator();
  const directory = await temporaryDirectory();
  const setupOf = (secretKey: string): AgentSetup => ({
    ...{ cocUrl: emulator.url, directory },
    coc: `auth: { type: aksk, accessKey: emulator-access-key, secretKey: ${secretKey} }`,
  });
  /** Starts an agent with this secret; it waits until the agent has said that it is refused. */
  const start = async (
    secretKey: string,
    body = alertmanagerBody({ name: 'Disk', severity: 'critical' }),
  ) => {
    const agent = await runAgent(setupOf(secretKey));
    await agent.post('alertmanager', body);
    if (secretKey === WRONG) await until('the refusal', () => saysRefused(agent));
    return agent;
  };
  return { emulator, directory, start };
}

async function saysRefused(agent: RunningAgent): Promise<boolean> {
  const { text } = await agent.admin('/api/v1/destinations');
  return text.includes('"reason":"credentials"');
}

async function deliverNow(agent: RunningAgent): Promise<void> {
  const answer = await agent.admin('/api/v1/destinations/deliver-now', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(200);
}

describe('credentials that COC refused', () => {
  it('are tried once by eight restarts, which lock no key, and stored without the secret', async () => {
    const { emulator, directory, start } = await setup();
    for (let n = 0; n < 8; n++) await (await start(WRONG)).stop();
    expect(refusedCalls(emulator)).toBe(1);
    const file = join(directory, 'data', 'refused-credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/"digest":"[0-9a-f]{64}"/);
    for (const secret of [WRONG, 'emulator-access-key'])
      expect(readFileSync(file, 'utf8')).not.toContain(secret);
  });

  it('are no obstacle for corrected ones, which are tried at once', async () => {
    const { emulator, start } = await setup();
    await (await start(WRONG)).stop();
    const agent = await start(RIGHT);
    await until('the alarm and its incident', () => emulator.incidents().length === 1);
    expect(refusedCalls(emulator)).toBe(1);
    await agent.stop();
    await start(RIGHT, alertmanagerBody({ name: 'Other' }));
    await until('the other alarm', () => emulator.alarms().length === 2);
  });

  it('are not tried by reloads with another project, or that spell the endpoint otherwise', async () => {
    const { emulator, directory, start } = await setup();
    const agent = await start(WRONG);
    const keys = `accessKey: emulator-access-key, secretKey: ${WRONG}`;
    const project = (n: number) => `projectId: 00112233445566778899aabbccddee0${n}`;
    const cocUrl = emulator.url.replace('127.0.0.1', 'localhost');
    for (const [n, url] of [emulator.url, cocUrl, emulator.url, cocUrl].entries()) {
      const coc = `auth: { type: aksk, ${keys}, ${project(n)} }`;
      writeFileSync(agent.configFile, agentConfig({ directory, cocUrl: url, coc }));
      expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
      await until('it says that they are refused', () => saysRefused(agent));
    }
    await agent.stop();
    await (await start(WRONG)).stop();
    expect(refusedCalls(emulator)).toBe(1);
  });

  it('are tried at once when an operator asks for it, but not so often that it locks the key', async () => {
    const { emulator, start } = await setup();
    await (await start(WRONG)).stop();
    let agent = await start(WRONG);
    await deliverNow(agent);
    await until('a second try', () => refusedCalls(emulator) === 2);
    await agent.stop();
    agent = await start(WRONG);
    for (let n = 0; n < 8; n++) {
      await deliverNow(agent);
      await until('the pause', () => saysRefused(agent));
    }
    await until('a third try', () => refusedCalls(emulator) === 3);
    await agent.stop();
    await (await start(WRONG)).stop();
    expect(refusedCalls(emulator)).toBe(3);
    await start(RIGHT);
    await until('the alarm', () => emulator.alarms().length === 1);
  });
});
