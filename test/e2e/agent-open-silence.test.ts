import { writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { isIdle, policyWith } from '../support/incident-setup.ts';
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

const PULSE = `heartbeats: [{ source: alertmanager, name: pulse, match: ['alertname="Pulse"'], within: 1s }]`;
const ELSEWHERE = `${PULSE}\nroutes: [{ match: ['alertname="MonitoringSilent"'], applicationId: "5f5e1000" }]`;
const HERE = '65659ae2f42bf80e5f3f0635';

function told(emulator: Emulator): readonly string[] {
  return emulator.alarms().map(({ body }) => `${body?.alarmStatus} ${body?.applicationId}`);
}

async function change(agent: RunningAgent, setup: AgentSetup, way: string): Promise<RunningAgent> {
  if (way === 'a restart') {
    await agent.stop();
    return runAgent(setup);
  }
  await writeFile(agent.configFile, agentConfig(setup));
  await agent.reload('the test');
  return agent;
}

it.each(['a reload', 'a restart'])(
  'the alarm about a silence that is open follows %s: it gets the incident that it now asks for, and moves',
  async (way) => {
    const emulator = await runEmulator();
    const setup: AgentSetup = {
      ...{ cocUrl: emulator.url, directory: await temporaryDirectory() },
      ...{ incidents: '[]', rest: PULSE },
    };
    const first = await runAgent(setup);
    await until('COC has it', () => told(emulator).length === 1);
    await until('nothing waits', () => isIdle(first));
    const second = await change(first, { ...setup, incidents: policyWith() }, way);
    await until('its incident is open', () => emulator.incidents().length === 1);
    const third = await change(second, { ...setup, incidents: policyWith(), rest: ELSEWHERE }, way);
    // COC is told it again where it asks for an incident only now.
    const expected = ['alarm 5f5e1000', `alarm ${HERE}`, `alarm ${HERE}`, `ok ${HERE}`];
    await until('it has moved', () => told(emulator).length === expected.length);
    await until('nothing waits', () => isIdle(third));
    expect(told(emulator).toSorted()).toEqual(expected);
  },
);
