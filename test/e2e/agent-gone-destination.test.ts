import { writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  type AgentSetup,
  agentConfig,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const PAUSED = 'coc_alarm_agent_destination_paused';

it.each([
  ['', []],
  [', even for what is being sent meanwhile', [{ fault: { type: 'late', commitAfterMs: 500 } }]],
] as const)(
  'status is fine again once an integration that failed is gone, and nothing waits for it%s',
  async (_, then) => {
    const emulator = await runEmulator();
    const setup: AgentSetup = {
      ...{ cocUrl: emulator.url, directory: await temporaryDirectory() },
      coc: `${AUTH}\n  integrations: { pay: { integrationKey: ${'b'.repeat(32)} } }`,
      rest: 'routes: [{ match: [\'alertname="Disk"\'], integration: pay }]',
      incidents: '[]',
    };
    const agent = await runAgent(setup);
    // COC certainly did not take it, so that it goes elsewhere.
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 429 } }] });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    const paused = async () =>
      (await agent.admin('/metrics')).text.includes(`${PAUSED}{destination="alarms/pay"} 1`);
    await until('it is paused', paused);
    expect((await runCommand('status', '--admin', agent.adminUrl)).code).toBe(1);
    emulator.setFaults({ rules: [...then] });
    if (then.length > 0) await until('it is being sent', () => emulator.lateCalls() > 0);
    await writeFile(agent.configFile, agentConfig({ ...setup, coc: AUTH, rest: '' }));
    await agent.reload('the test');
    await until('all is sent', async () => (await agent.metric('outbox_entries')) === 0);
    const { code, out } = await runCommand('status', '--admin', agent.adminUrl);
    expect(out).not.toContain('alarms/pay');
    expect(emulator.alarms()).toHaveLength(1);
    expect(code).toBe(0);
    expect((await agent.admin('/metrics')).text).not.toMatch(/destination_\w+\{destination="alarms\/pay"\}/);
  },
);
