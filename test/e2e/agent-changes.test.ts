import { rm, writeFile } from 'node:fs/promises';
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

const KEYS = { default: '0123456789abcdef0123456789abcdef', other: 'b'.repeat(32) };
const COC = `auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }
  integrations: { other: { integrationKey: ${KEYS.other} } }`;

const FAILED = 'attempts_failed_total{outcome="retry",reason="server-error"}';

/** The ways in which a running system takes a new configuration over. */
const WAYS = ['a reload', 'a restart'] as const;

/** An agent whose configuration changes while alarms fire. */
async function running(more: Partial<AgentSetup> = {}) {
  const emulator = await runEmulator({ integrationKeys: Object.values(KEYS) });
  const directory = await temporaryDirectory();
  const setup: AgentSetup = { cocUrl: emulator.url, directory, coc: COC, ...more };
  const agent = await runAgent(setup);
  return { emulator, setup, agent };
}

async function change(
  agent: RunningAgent,
  setup: AgentSetup,
  way: (typeof WAYS)[number],
): Promise<RunningAgent> {
  if (way === 'a restart') {
    await agent.stop();
    return runAgent(setup);
  }
  await rm(agent.configFile);
  await writeFile(agent.configFile, agentConfig(setup));
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
  return agent;
}

async function send(agent: RunningAgent, status: 'firing' | 'resolved' = 'firing'): Promise<void> {
  const body = alertmanagerBody({ name: 'Disk', status });
  expect((await agent.post('alertmanager', body)).status).toBe(200);
}

/** What COC was told: the state of the alarm, the integration, the application and the region. */
function told(emulator: Emulator): readonly string[] {
  const nameOf = (key: string | undefined) => (key === KEYS.other ? 'other' : 'default');
  return emulator
    .alarms()
    .filter(({ status }) => status === 200)
    .map(
      ({ body, integrationKey }) =>
        `${body?.alarmStatus} ${nameOf(integrationKey)} ${body?.applicationId} ${body?.regionId}`,
    );
}

const HERE = 'default 65659ae2f42bf80e5f3f0635 cn-north-4';

describe.each(WAYS)('an alarm that fires when %s changes its route', (way) => {
  it.each([
    ['to another integration', 'integration: other', 'other 65659ae2f42bf80e5f3f0635 cn-north-4'],
    ['to another application', 'applicationId: "5f5e1000"', 'default 5f5e1000 cn-north-4'],
    ['to another region', 'regionId: cn-east-3', 'default 65659ae2f42bf80e5f3f0635 cn-east-3'],
  ])('%s ends where it began, and opens there', async (_, to, there) => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const changed = await change(
      agent,
      { ...setup, rest: `routes: [{ match: ['source="alertmanager"'], ${to} }]` },
      way,
    );
    await send(changed);
    await send(changed, 'resolved');
    await until('COC knows its end', () => told(emulator).length === 4);
    // What is said in one place does not wait for another one.
    const toldAt = (place: string) => told(emulator).filter((one) => one.endsWith(place));
    expect(toldAt(HERE)).toEqual([`alarm ${HERE}`, `ok ${HERE}`]);
    expect(toldAt(there)).toEqual([`alarm ${there}`, `ok ${there}`]);
  });

  it('and is over ends where it began', async () => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const elsewhere = {
      ...setup,
      rest: `routes: [{ match: ['source="alertmanager"'], integration: other }]`,
    };
    await send(await change(agent, elsewhere, way), 'resolved');
    await until('COC knows its end', () => told(emulator).length === 2);
    expect(told(emulator)).toEqual([`alarm ${HERE}`, `ok ${HERE}`]);
  });

  it.each([
    ['drops it', `routes: [{ match: ['alertname="Disk"'], drop: true }]`],
    [
      'makes it a heartbeat',
      `heartbeats: [{ source: alertmanager, match: ['alertname="Disk"'], within: 5m }]`,
    ],
  ])('that %s lets its end pass, and nothing else', async (_, rest) => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const changed = await change(agent, { ...setup, rest }, way);
    await send(changed);
    await send(changed, 'resolved');
    await until('COC knows its end', () => told(emulator).length === 2);
    await send(changed);
    await send(changed, 'resolved');
    expect(await changed.metric('outbox_entries')).toBe(0);
    expect(told(emulator)).toEqual([`alarm ${HERE}`, `ok ${HERE}`]);
  });
});

describe.each(WAYS)('when %s changes how long it is held back', (way) => {
  const ALARM = 'applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4';

  it('a recovery follows', async () => {
    const { emulator, setup, agent } = await running({ alarm: `{ ${ALARM}, resolveHold: 1h }` });
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    await send(agent, 'resolved');
    await change(agent, { ...setup, alarm: `{ ${ALARM} }` }, way);
    await until('COC knows its end', () => told(emulator).length === 2);
    expect(told(emulator)).toEqual([`alarm ${HERE}`, `ok ${HERE}`]);
  });

  it('an incident follows', async () => {
    const policy = (openAfter: string) => `
  - match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
    openAfter: ${openAfter}`;
    const { emulator, setup, agent } = await running({ incidents: policy('1h') });
    const startsAt = new Date().toISOString();
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical', startsAt }));
    await until('it waits', async () => (await agent.metric('incidents{state="requested"}')) === 1);
    await change(agent, { ...setup, incidents: policy('0s') }, way);
    await until('it is open', () => emulator.incidents().length === 1);
  });
});

describe.each(WAYS)('when %s renames its integration', (way) => {
  const routed = (integration: string) =>
    `routes: [{ match: ['alertname="Disk"'], integration: ${integration} }]`;

  it('what is open ends there, what waits is sent with its key, and nothing is left under the old name', async () => {
    const { emulator, setup, agent } = await running({ rest: routed('other') });
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    await send(agent, 'resolved');
    await until('its end was tried', async () => ((await agent.metric(FAILED)) ?? 0) > 0);
    const coc = COC.replace('{ other: { ', '{ site: { renamedFrom: [other], ');
    const changed = await change(agent, { ...setup, coc, rest: routed('site') }, way);
    emulator.setFaults({ rules: [] });
    await until('COC knows its end', () => told(emulator).length === 2);
    const again = alertmanagerBody({ name: 'Disk', startsAt: '2026-11-24T09:00:00Z' });
    await changed.post('alertmanager', again);
    const THERE = HERE.replace('default', 'other');
    await until('it fires again', () => told(emulator).length === 3);
    expect(told(emulator)).toEqual([`alarm ${THERE}`, `ok ${THERE}`, `alarm ${THERE}`]);
    expect(changed.log()).not.toContain('does not know any more');
  });
});

describe.each(WAYS)('when %s renames its source', (way) => {
  it('an alarm that fires ends under the new name, and nothing is left under the old one', async () => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const sources = 'site: { type: alertmanager, renamedFrom: alertmanager }';
    const changed = await change(agent, { ...setup, sources }, way);
    const body = alertmanagerBody({ name: 'Disk', status: 'resolved' });
    expect((await changed.post('site', body)).status).toBe(200);
    await until('COC knows its end', () => told(emulator).length === 2);
    const [begun, ended] = emulator.alarms().map(({ body: alarm }) => alarm?.alarmId);
    expect(ended).toBe(begun);
    expect(changed.log()).not.toContain('does not know any more');
  });

  it('and again, and back without a word, it is about the same alarm all the time', async () => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const first = 'site: { type: alertmanager, renamedFrom: alertmanager }';
    let changed = await change(agent, { ...setup, sources: first }, way);
    const second = 'place: { type: alertmanager, renamedFrom: [site] }';
    changed = await change(changed, { ...setup, sources: second }, way);
    const repeat = await changed.post('place', alertmanagerBody({ name: 'Disk' }));
    expect(JSON.parse(repeat.text)).toMatchObject({ accepted: 0, repeated: 1 });
    changed = await change(changed, { ...setup, sources: 'alertmanager: { type: alertmanager }' }, way);
    await changed.post('alertmanager', alertmanagerBody({ name: 'Disk', status: 'resolved' }));
    await until('COC knows its end', () => told(emulator).length === 2);
    const [begun, ended] = emulator.alarms().map(({ body: alarm }) => alarm?.alarmId);
    expect(ended).toBe(begun);
    expect(changed.log()).not.toContain('does not know any more');
  });

  it('or changes its type, it is told of what the old type left open, and what to do', async () => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const changed = await change(agent, { ...setup, sources: 'alertmanager: { type: zabbix }' }, way);
    expect(changed.log()).toContain('the source alertmanager has another type now: 1 alarm that it opened');
    expect(changed.log()).toContain('bring alertmanager back as alertmanager: its messages');
  });

  it('without saying so, it is told of what is left, and what to do', async () => {
    const { emulator, setup, agent } = await running();
    await send(agent);
    await until('COC knows it', () => told(emulator).length === 1);
    const changed = await change(agent, { ...setup, sources: 'site: { type: alertmanager }' }, way);
    expect(changed.log()).toContain(
      'the source alertmanager is not configured any more: 1 alarm of it fires',
    );
    if (way === 'a restart') return;
    const { text } = await changed.admin('/-/reload', { method: 'POST' });
    expect(JSON.parse(text)).toMatchObject({
      orphans: [{ kind: 'source', name: 'alertmanager', open: 1, remedy: expect.any(String) }],
    });
  });
});
