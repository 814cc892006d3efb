import { rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { critical, isIdle, policyWith, resolved, send } from '../support/incident-setup.ts';
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
import { firstCreates, startSlowGateway } from '../support/slow-gateway.ts';

afterEach(stopEverything);

/** The ways in which a running system takes a new configuration over. */
const WAYS = ['a reload', 'a restart'] as const;

const BOB = 'b'.repeat(32);
const WAITS = `backoff: { initial: 20ms, max: 200ms }
  confirmRejectedAfter: 1s
  incidentLookupDelay: 200ms
  incidentAbsentAfter: 400ms
  incidentListLag: 200ms`;
const DOWN = 503;
const REFUSED = 400;

type Operation = 'alarm' | 'incident-create' | 'incident-handle';

function answerWith(emulator: Emulator, status: number, operation: Operation): void {
  emulator.setFaults({ rules: [{ match: { operation }, fault: { type: 'status', status } }] });
}

async function setUp(changes: Partial<AgentSetup> = {}) {
  const emulator = await runEmulator();
  const directory = await temporaryDirectory();
  const setup: AgentSetup = { cocUrl: emulator.url, directory, waits: WAITS, ...changes };
  return { emulator, setup, agent: await runAgent(setup) };
}

async function change(agent: RunningAgent, setup: AgentSetup, way: string): Promise<RunningAgent> {
  if (way === 'a restart') {
    await agent.stop();
    return runAgent(setup);
  }
  await rm(agent.configFile);
  await writeFile(agent.configFile, agentConfig(setup));
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
  return agent;
}

/** What COC took: the state, the name and the application of each alarm. */
function told(emulator: Emulator): readonly string[] {
  return emulator
    .alarms()
    .filter(({ status }) => status === 200)
    .map(({ body }) => `${body?.alarmStatus} ${body?.alarmName} ${body?.applicationId}`);
}

const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const KEYS = { default: '0123456789abcdef0123456789abcdef', other: 'b'.repeat(32) };
const TWO_INTEGRATIONS = `${AUTH}\n  integrations: { other: { integrationKey: ${KEYS.other} } }`;
const TO_OTHER = `routes: [{ match: ['source="alertmanager"'], integration: other }]`;
const HERE = '65659ae2f42bf80e5f3f0635';
const renamed = {
  rest: `routes: [{ match: ['source="alertmanager"'], alarmName: "New {{ labels.alertname }}" }]`,
};
const elsewhere = { rest: `routes: [{ match: ['source="alertmanager"'], applicationId: "5f5e1000" }]` };

/** Who took the steps after the incident was opened. */
function operatorsOf(emulator: Emulator): readonly (string | undefined)[] {
  const [, ...steps] = emulator.incidents()[0]?.timeline ?? [];
  return steps.map(({ operator }) => operator);
}

async function untilTried(emulator: Emulator, operation: Operation): Promise<void> {
  await until('it was tried', () => emulator.requests(100).some((one) => one.operation === operation));
}

async function untilDead(agent: RunningAgent, count = 1): Promise<void> {
  await until('it is a dead letter', async () => (await agent.metric('dead_letters')) === count);
  await until('nothing waits', () => isIdle(agent));
}

async function storyOf(agent: RunningAgent): Promise<string> {
  const { alarms } = JSON.parse((await agent.admin('/api/v1/alarms')).text);
  const { text } = await agent.admin(`/api/v1/alarms/${alarms[0].alarmId}`);
  return (JSON.parse(text) as { steps: { words: string }[] }).steps.map(({ words }) => words).join('\n');
}

describe.each(WAYS)('what waits when %s changes the configuration', (way) => {
  it('is sent as it is rendered now, in its order, and its story says so', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, DOWN, 'alarm');
    await send(agent, { name: 'Disk' });
    await untilTried(emulator, 'alarm');
    await send(agent, { name: 'Disk', status: 'resolved' });
    const changed = await change(agent, { ...setup, ...renamed }, way);
    emulator.setFaults({ rules: [] });
    await until('COC has all', () => told(emulator).length === 2);
    expect(told(emulator)).toEqual([`alarm New Disk ${HERE}`, `ok New Disk ${HERE}`]);
    expect(await storyOf(changed)).toMatch(/the configuration changed, and entry \d+ takes its place/);
  });

  it('goes to the new place where COC refused the old one, and ends there', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, REFUSED, 'alarm');
    await send(agent, { name: 'Disk' });
    await until(
      'it was refused',
      async () =>
        ((await agent.metric('attempts_failed_total{outcome="rejected",reason="bad-request"}')) ?? 0) > 0,
    );
    emulator.setFaults({ rules: [] });
    const changed = await change(agent, { ...setup, ...elsewhere }, way);
    await until('COC has it', () => told(emulator).length === 1);
    await send(changed, { name: 'Disk' });
    await send(changed, { name: 'Disk', status: 'resolved' });
    await until('COC has its end', () => told(emulator).length === 2);
    expect(told(emulator)).toEqual(['alarm Disk 5f5e1000', 'ok Disk 5f5e1000']);
    expect(await changed.metric('dead_letters')).toBe(0);
  });

  it('goes to the new place where COC refuses everything at the old one', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const { emulator, setup, agent } = await setUp({ coc: TWO_INTEGRATIONS });
    const fault = { type: 'status' as const, status: REFUSED };
    emulator.setFaults({ rules: [{ match: { integrationKey: KEYS.default }, fault }] });
    await send(agent, ...names.map((name) => ({ name })));
    await until('it is no fault of the alarms', () =>
      agent.log().includes('refuses too many different alarms'),
    );
    await change(agent, { ...setup, rest: TO_OTHER }, way);
    await until('COC has all', () => told(emulator).length >= names.length);
    const sent = emulator.alarms().filter(({ status }) => status === 200);
    expect(sent.map(({ body }) => body?.alarmName).sort()).toEqual(names);
    expect(new Set(sent.map(({ integrationKey }) => integrationKey))).toEqual(new Set([KEYS.other]));
  });

  it('goes to the integration of now when its own is gone', async () => {
    const { emulator, setup, agent } = await setUp({ coc: TWO_INTEGRATIONS, rest: TO_OTHER });
    answerWith(emulator, DOWN, 'alarm');
    await send(agent, { name: 'Disk' }, { name: 'Cpu' });
    await untilTried(emulator, 'alarm');
    await change(agent, { ...setup, coc: AUTH, rest: '' }, way);
    emulator.setFaults({ rules: [] });
    await until('COC has both', () => told(emulator).length === 2);
    const used = emulator.alarms().map(({ integrationKey }) => integrationKey);
    expect(used).toEqual([KEYS.default, KEYS.default]);
  });

  it('as an incident is opened with the texts and by the people of now', async () => {
    const { emulator, setup, agent } = await setUp({ incidents: policyWith('openAfter: 5s') });
    await send(agent, critical('Disk', { startsAt: new Date().toISOString() }));
    await until('COC has the alarm', () => told(emulator).length === 1);
    const incidents = policyWith('openAfter: 5s', 'title: "New {{ alarmName }}"')
      .replace(/creator: \w+/, `creator: ${BOB}`)
      .replace(/user: \w+/, `user: ${BOB}`);
    await change(agent, { ...setup, incidents }, way);
    await until('it is open', () => emulator.incidents().length === 1);
    const [incident] = emulator.incidents();
    expect(incident).toMatchObject({ creator: BOB, assignee: [BOB] });
    expect(incident?.title).toMatch(/^New Disk \[/);
  });

  it('as a step is taken by the operator of now', async () => {
    const resolve = 'resolve: { mode: propose, after: 1s }';
    const { emulator, setup, agent } = await setUp({ incidents: policyWith(resolve) });
    await send(agent, critical('Disk'));
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    answerWith(emulator, DOWN, 'incident-handle');
    await send(agent, resolved('Disk'));
    await untilTried(emulator, 'incident-handle');
    const incidents = policyWith(resolve).replace(/creator: \w+/, `creator: ${BOB}`);
    await change(agent, { ...setup, incidents }, way);
    emulator.setFaults({ rules: [] });
    await until('it is solved', () => emulator.incidents()[0]?.timeline.length === 3);
    expect(operatorsOf(emulator)).toEqual([BOB, BOB]);
  });

  it('as an incident that COC may have opened is looked for, and not opened twice', async () => {
    const emulator = await runEmulator();
    const gateway = await startSlowGateway(emulator.url);
    onTestFinished(() => gateway.stop());
    gateway.hold = firstCreates(1, 350);
    const setup: AgentSetup = {
      cocUrl: gateway.url,
      directory: await temporaryDirectory(),
      incidents: policyWith(),
      coc: `${AUTH}\n  timeout: 500ms`,
    };
    const agent = await runAgent(setup);
    await send(agent, critical('Disk'));
    await until('it is undecided', async () => (await agent.metric('incidents{state="undecided"}')) === 1);
    const changed = await change(agent, { ...setup, incidents: policyWith('title: "New"') }, way);
    await until('it is known', async () => (await changed.metric('incidents{state="opened"}')) === 1);
    await until('nothing waits', () => isIdle(changed));
    expect(emulator.incidents().map(({ title }) => title)).toEqual([expect.stringMatching(/^Disk/)]);
  });
});

describe.each(WAYS)('what COC refused when %s changes the configuration', (way) => {
  it('is sent again by itself, once, and its story says so', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, REFUSED, 'alarm');
    await send(agent, { name: 'Disk' });
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const changed = await change(agent, { ...setup, ...elsewhere }, way);
    await until('COC has it', () => told(emulator).length === 1);
    await send(changed, { name: 'Disk' });
    await until('nothing is refused any more', async () => (await changed.metric('dead_letters')) === 0);
    expect(told(emulator)).toEqual(['alarm Disk 5f5e1000']);
    expect(await storyOf(changed)).toMatch(
      /What COC had refused \(dead letter entry-\d+\) is sent again after the (reload|start) of \d{4}-/,
    );
  });

  it('and refuses again waits for the next change, as its dead letter says', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, REFUSED, 'alarm');
    await send(agent, { name: 'Disk' });
    await untilDead(agent);
    const changed = await change(agent, { ...setup, ...elsewhere }, way);
    await until('it is refused again', async () => (await storyOf(changed)).split('for good').length === 3);
    await untilDead(changed);
    const refused = () => emulator.requests(100).filter(({ operation }) => operation === 'alarm').length;
    expect(refused()).toBe(4);
    const again = await change(changed, { ...setup, ...elsewhere }, way);
    await send(again, { name: 'Disk' });
    const dropped = 'alerts_dropped_total{source="alertmanager",reason="refused-before"}';
    expect(await again.metric(dropped)).toBe(1);
    expect(await isIdle(again)).toBe(true);
    expect(refused()).toBe(4);
    const { deadLetters } = JSON.parse((await again.admin('/api/v1/dead-letters')).text);
    expect(deadLetters).toMatchObject([{ again: { kind: way === 'a reload' ? 'reload' : 'start' } }]);
  });

  it('is left alone when it does not change it', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, REFUSED, 'alarm');
    await send(agent, { name: 'Disk' });
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const other = { rest: `routes: [{ match: ['alertname="Other"'], applicationId: "5f5e1000" }]` };
    const changed = await change(agent, { ...setup, ...other }, way);
    await send(changed, { name: 'Other' });
    await until('COC has the other one', () => told(emulator).length === 1);
    expect(await changed.metric('dead_letters')).toBe(1);
    expect(told(emulator)).toEqual(['alarm Other 5f5e1000']);
  });

  it('is not sent again when a newer alarm was told since, and its story says so', async () => {
    const { emulator, setup, agent } = await setUp();
    answerWith(emulator, REFUSED, 'alarm');
    await send(agent, { name: 'Disk' });
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const other = { rest: `routes: [{ match: ['alertname="Other"'], applicationId: "5f5e1000" }]` };
    const first = await change(agent, { ...setup, ...other }, way);
    await send(first, { name: 'Disk' });
    await until('COC has it', () => told(emulator).length === 1);
    const changed = await change(first, { ...setup, ...renamed }, way);
    await until('its story says so', async () =>
      (await storyOf(changed)).includes('what it tells is not the newest of it any more'),
    );
    expect(told(emulator)).toEqual([`alarm Disk ${HERE}`]);
    expect(await changed.metric('dead_letters')).toBe(1);
  });

  it('as an incident is opened by itself', async () => {
    const { emulator, setup, agent } = await setUp({ incidents: policyWith() });
    answerWith(emulator, REFUSED, 'incident-create');
    await send(agent, critical('Disk'));
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const incidents = policyWith().replace(/creator: \w+/, `creator: ${BOB}`);
    const changed = await change(agent, { ...setup, incidents }, way);
    await until('it is open', async () => (await changed.metric('incidents{state="opened"}')) === 1);
    expect(emulator.incidents().map(({ creator }) => creator)).toEqual([BOB]);
    expect(await changed.metric('dead_letters')).toBe(0);
  });

  it('as a step is taken by itself', async () => {
    const resolve = 'resolve: { mode: propose, after: 1s }';
    const { emulator, setup, agent } = await setUp({ incidents: policyWith(resolve) });
    await send(agent, critical('Disk'));
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    answerWith(emulator, REFUSED, 'incident-handle');
    await send(agent, resolved('Disk'));
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const incidents = policyWith(resolve).replace(/creator: \w+/, `creator: ${BOB}`);
    await change(agent, { ...setup, incidents }, way);
    await until('it is solved', () => emulator.incidents()[0]?.timeline.length === 3);
    expect(operatorsOf(emulator)).toEqual([BOB, BOB]);
  });

  it('as the alarm about silent monitoring is raised by itself', async () => {
    const silent = `heartbeats: [{ source: alertmanager, name: pulse, match: ['alertname="Pulse"'], within: 1s }]`;
    const { emulator, setup, agent } = await setUp({ rest: silent, incidents: '[]' });
    answerWith(emulator, REFUSED, 'alarm');
    await untilDead(agent);
    emulator.setFaults({ rules: [] });
    const rest = `${silent}\nroutes: [{ match: ['alertname="MonitoringSilent"'], applicationId: "5f5e1000" }]`;
    await change(agent, { ...setup, rest, incidents: '[]' }, way);
    await until('COC has it', () => told(emulator).length === 1);
    expect(told(emulator)).toEqual(['alarm MonitoringSilent 5f5e1000']);
  });
});
