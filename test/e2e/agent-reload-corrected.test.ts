import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const REFUSED = { rules: [{ fault: { type: 'status' as const, status: 400 } }] };
const WRONG_KEY = 'f'.repeat(32);
const RIGHT_KEY = 'a'.repeat(32);

const APPLICATION = `routes: [{ match: ['alertname="Disk"'], applicationId: "$\{COC_APPLICATION_ID}" }]`;
const INTEGRATION = `routes: [{ match: ['alertname="Disk"'], integration: other }]`;

/** Sends the alert, as the source does at each repeat. */
async function send(agent: RunningAgent): Promise<void> {
  expect((await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }))).status).toBe(200);
}

/** Sends the alert, and checks that the agent does not try it again. */
async function sendInVain(agent: RunningAgent): Promise<void> {
  const dropped = 'alerts_dropped_total{source="alertmanager",reason="refused-before"}';
  const before = (await agent.metric(dropped)) ?? 0;
  await send(agent);
  expect(await agent.metric(dropped)).toBe(before + 1);
  expect(await agent.metric('outbox_entries')).toBe(0);
}

async function reload(agent: RunningAgent): Promise<void> {
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
}

async function untilRefused(agent: RunningAgent): Promise<void> {
  await until('it is a dead letter', async () => (await agent.metric('dead_letters')) === 1);
  await until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);
}

function accepted(emulator: Emulator) {
  return emulator.alarms().filter(({ status }) => status === 200);
}

describe('an alarm that COC refused', () => {
  it('is sent again after its variable was corrected and the configuration reloaded, not before', async () => {
    const emulator = await runEmulator();
    const environment = { COC_APPLICATION_ID: 'wrong-application' };
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory, environment, rest: APPLICATION });
    emulator.setFaults(REFUSED);
    await send(agent);
    await untilRefused(agent);
    emulator.setFaults({ rules: [] });

    await reload(agent);
    await sendInVain(agent);

    environment.COC_APPLICATION_ID = 'right-application';
    await reload(agent);
    await send(agent);
    await until('COC has it', () => accepted(emulator).length > 0);
    expect(accepted(emulator).map(({ body }) => body?.applicationId)).toEqual(['right-application']);
  });

  it.each([
    ['in a variable', `integrationKey: "$\{COC_KEY}"`],
    ['in a file', `integrationKeyFile: "$\{COC_KEY_FILE}"`],
  ])(
    'is sent again after its integration key %s was corrected, not after a restart alone',
    async (_where, key) => {
      const emulator = await runEmulator({ integrationKeys: [RIGHT_KEY] });
      const directory = await temporaryDirectory();
      const environment = { COC_KEY: WRONG_KEY, COC_KEY_FILE: join(await temporaryDirectory(), 'key') };
      await writeFile(environment.COC_KEY_FILE, WRONG_KEY);
      const coc = `auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }
  integrations: { other: { ${key} } }`;
      const setup = { cocUrl: emulator.url, directory, environment, coc, rest: INTEGRATION };
      const first = await runAgent(setup);
      await send(first);
      await untilRefused(first);
      await first.stop();

      const second = await runAgent(setup);
      await sendInVain(second);

      environment.COC_KEY = RIGHT_KEY;
      await writeFile(environment.COC_KEY_FILE, RIGHT_KEY);
      await reload(second);
      await send(second);
      await until('COC has it', () => accepted(emulator).length > 0);
      expect(accepted(emulator).map(({ integrationKey }) => integrationKey)).toEqual([RIGHT_KEY]);
    },
  );
});
