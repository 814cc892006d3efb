import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type AgentSetup,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const KEY = 'b'.repeat(32);
const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const COC = `${AUTH}\n  integrations: { other: { integrationKey: ${KEY} } }`;
const ALARM = '{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4 }';
const CHANGED: Partial<AgentSetup> = {
  alarm: ALARM.replace('cn-north-4', 'cn-south-1'),
  coc: COC.replace(KEY, 'c'.repeat(32)),
  sources: 'alertmanager: { type: alertmanager, staleAfter: 2d }',
};
/** What a reload says of these changes. */
const SAID = [
  'the integration other has another key: 1 alarm that is open there ends with it',
  '2 alarms of alertmanager that fire: what alertmanager has said nothing about for 2d ends',
  '1 alarm that fires moves from the region cn-north-4 to cn-south-1',
  '1 alarm that fires is dropped by its route from now on',
];

/** An agent that was stopped while two alarms of it fire, each at an integration of its own. */
async function stopped() {
  const emulator = await runEmulator({ integrationKeys: ['0123456789abcdef0123456789abcdef', KEY] });
  const directory = await temporaryDirectory();
  const routes = `routes: [{ match: ['alertname="Db"'], integration: other }]`;
  const setup: AgentSetup = { cocUrl: emulator.url, directory, coc: COC, alarm: ALARM, rest: routes };
  const agent = await runAgent({ ...setup, incidents: '[]' });
  await agent.post('alertmanager', alertmanagerBody({ name: 'Db' }, { name: 'Web' }));
  await until('COC has all', async () => (await agent.metric('outbox_entries')) === 0);
  await agent.stop();
  const start = (changes: Partial<AgentSetup> = {}) => runAgent({ ...setup, incidents: '[]', ...changes });
  return { directory, start };
}

const DROPPING = { ...CHANGED, rest: `routes: [{ match: ['alertname="Db"'], drop: true }]` };

/** The sentences about changes in the log of an agent. */
function told(agent: RunningAgent): readonly string[] {
  return agent
    .log()
    .split('\n')
    .filter((line) => line.includes('the change of the configuration concerns what is open or waits'))
    .map((line) => (JSON.parse(line) as { message: string }).message);
}

const noteIn = (directory: string) => join(directory, 'data', 'told-settings.json');

it('a start tells of a change while the agent was down what a reload tells, once', async () => {
  const { directory, start } = await stopped();
  const changed = await start(DROPPING);
  await until('all is told', async () => told(changed).length >= SAID.length);
  for (const [i, words] of SAID.entries()) expect(told(changed)[i]).toContain(words);
  expect(told(changed)).toHaveLength(SAID.length);
  const fingerprint = (JSON.parse((await changed.admin('/api/v1/status')).text) as { configHash: string })
    .configHash;
  await until('it is noted', async () => (await readFile(noteIn(directory), 'utf8')).includes(fingerprint));
  expect(await readFile(noteIn(directory), 'utf8')).not.toContain(KEY);
  await changed.stop();
  const again = await start(DROPPING);
  await again.stop();
  expect(told(again)).toEqual([]);
});

it('a start tells what was not told before, because the agent of then kept no note of it, as far as it is known', async () => {
  const { directory, start } = await stopped();
  await rm(noteIn(directory));
  const changed = await start(DROPPING);
  await until('it is told', async () => told(changed).length >= 2);
  expect(told(changed)).toEqual(SAID.slice(2).map((words) => expect.stringContaining(words)));
});

it('a start after a reload tells nothing again', async () => {
  const { start } = await stopped();
  const agent = await start();
  const configFile = agent.configFile;
  await agent.stop();
  const reloaded = await start();
  const text = await readFile(configFile, 'utf8');
  await writeFile(configFile, text.replace('cn-north-4', 'cn-south-1'));
  await reloaded.reload('the test');
  expect(told(reloaded)).toEqual([expect.stringContaining('2 alarms that fire move from the region')]);
  await reloaded.stop();
  const after = await start({ alarm: ALARM.replace('cn-north-4', 'cn-south-1') });
  await after.stop();
  expect(told(after)).toEqual([]);
});
