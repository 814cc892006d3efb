import { rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { sleepBy } from '../support/clock-sleep.ts';
import { fastClock } from '../support/fast-clock.ts';
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

const KEYS = { default: '0123456789abcdef0123456789abcdef', pay: 'b'.repeat(32), renewed: 'c'.repeat(32) };
const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const withPay = (key = KEYS.pay) => `${AUTH}\n  integrations: { pay: { integrationKey: ${key} } }`;
const TO_PAY = `routes: [{ match: ['alertname="Disk"'], integration: pay }]`;
/** Next message of a problem that began later. */
const LATER = '2026-11-24T09:00:00Z';

const WAYS = ['a reload', 'a restart'] as const;

/** An agent that has told COC of an alarm at `pay`. */
async function told(more: Partial<AgentSetup> = {}) {
  const emulator = await runEmulator({ integrationKeys: Object.values(KEYS) });
  const directory = await temporaryDirectory();
  const setup: AgentSetup = { cocUrl: emulator.url, directory, coc: withPay(), rest: TO_PAY, ...more };
  const agent = await runAgent(setup);
  await send(agent);
  await until('COC knows it', () => at(emulator, 'pay').length === 1);
  return { emulator, setup, agent };
}

async function send(agent: RunningAgent, about: { status?: 'resolved'; startsAt?: string } = {}) {
  expect((await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', ...about }))).status).toBe(200);
}

async function change(agent: RunningAgent, setup: AgentSetup, way: (typeof WAYS)[number] = 'a reload') {
  if (way === 'a restart') {
    await agent.stop();
    return runAgent(setup);
  }
  await rm(agent.configFile);
  await writeFile(agent.configFile, agentConfig(setup));
  expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
  return agent;
}

/** States of the alarm that COC took at an integration. */
function at(emulator: Emulator, integration: keyof typeof KEYS): readonly unknown[] {
  return emulator
    .alarms()
    .filter(({ status, integrationKey }) => status === 200 && integrationKey === KEYS[integration])
    .map(({ body }) => body?.alarmStatus);
}

/** Lets COC answer each alarm for an integration with this status. */
function answers(emulator: Emulator, integration: keyof typeof KEYS, status: number): void {
  const match = { operation: 'alarm' as const, integrationKey: KEYS[integration] };
  emulator.setFaults({ rules: [{ match, fault: { type: 'status', status } }] });
}

const LISTED = 'the integration pay is not configured any more: 1 alarm stays open there';

describe.each(WAYS)('when %s takes out the integration where an alarm is open', (way) => {
  it('it comes to the new place also after its end, which is sent once the old one is back', async () => {
    const { emulator, setup, agent } = await told();
    const without = { ...setup, coc: AUTH, rest: '' };
    let changed = await change(agent, without, way);
    await send(changed, { status: 'resolved' });
    await send(changed, { startsAt: LATER });
    await until('it fires at the new place', () => at(emulator, 'default').length === 1);
    const before = changed.log().split(LISTED).length;
    changed = await change(changed, without, way);
    expect(changed.log().split(LISTED).length).toBe(way === 'a reload' ? before + 1 : 2);
    changed = await change(changed, { ...setup, rest: '' }, way);
    await until('its end is told', () => at(emulator, 'pay').length === 2);
    await send(changed, { startsAt: LATER, status: 'resolved' });
    await until('it is over', () => at(emulator, 'default').length === 2);
    expect(at(emulator, 'pay')).toEqual(['alarm', 'ok']);
    expect(at(emulator, 'default')).toEqual(['alarm', 'ok']);
  });

  it('its end there follows once that is back, though it has fired at the new place meanwhile', async () => {
    const { emulator, setup, agent } = await told();
    let changed = await change(agent, { ...setup, coc: AUTH, rest: '' }, way);
    await send(changed);
    await until('it fires at the new place', () => at(emulator, 'default').length === 1);
    changed = await change(changed, setup, way);
    await send(changed, { status: 'resolved' });
    await until('it is over', () => at(emulator, 'default').length === 2);
    await until('its old end is told', () => at(emulator, 'pay').length === 2);
    expect(at(emulator, 'pay')).toEqual(['alarm', 'ok']);
    expect(at(emulator, 'default')).toEqual(['alarm', 'ok']);
  });
});

it('what waits behind an end for an integration that is gone goes to the new place at the reload', async () => {
  const { emulator, setup, agent } = await told();
  answers(emulator, 'pay', 503);
  await send(agent, { status: 'resolved' });
  await send(agent, { startsAt: LATER });
  await until('both wait', async () => ((await agent.metric('outbox_entries')) ?? 0) === 2);
  await change(agent, { ...setup, coc: AUTH, rest: '' });
  await until('it fires at the new place', () => at(emulator, 'default').length === 1);
  expect(at(emulator, 'pay')).toEqual(['alarm']);
});

describe('when COC answers at the old place', () => {
  it('with an error, the alarm comes to the new one all the same', async () => {
    const { emulator, setup, agent } = await told();
    answers(emulator, 'pay', 503);
    await change(agent, { ...setup, rest: '' });
    await send(agent);
    await until('it fires at the new place', () => at(emulator, 'default').length === 1);
    emulator.setFaults({ rules: [] });
    await until('its old end is told', () => at(emulator, 'pay').length === 2);
  });

  /** The end at `pay` is refused, and the alarm fires at `default`. */
  async function refused() {
    const made = await told();
    answers(made.emulator, 'pay', 400);
    await change(made.agent, { ...made.setup, rest: '' });
    await send(made.agent);
    await until('it fires at the new place', () => at(made.emulator, 'default').length === 1);
    await until('its old end is a dead letter', async () => (await made.agent.metric('dead_letters')) === 1);
    await until('nothing else waits', async () => (await made.agent.metric('outbox_entries')) === 0);
    const { text } = await made.agent.admin('/api/v1/dead-letters');
    const [id = ''] = /entry-\d+/.exec(text) ?? [];
    made.emulator.setFaults({ rules: [] });
    return { ...made, id };
  }

  it('with a refusal, its old end is sent again by itself with another key', async () => {
    const { emulator, setup, agent } = await refused();
    await change(agent, { ...setup, coc: withPay(KEYS.renewed), rest: '' });
    await until('its old end is told', () => at(emulator, 'renewed').length === 1);
    expect(at(emulator, 'renewed')).toEqual(['ok']);
    expect(at(emulator, 'default')).toEqual(['alarm']);
  });

  it('with a refusal, its old end can be put back', async () => {
    const { emulator, agent, id } = await refused();
    const { text } = await agent.admin(`/api/v1/dead-letters/${id}/redrive`, { method: 'POST' });
    expect(JSON.parse(text)).toMatchObject({ outcome: 'queued' });
    await until('its old end is told', () => at(emulator, 'pay').length === 2);
    expect(at(emulator, 'pay')).toEqual(['alarm', 'ok']);
    expect(at(emulator, 'default')).toEqual(['alarm']);
  });
});

it.each(WAYS)(
  'COC is not told again of an alarm that its route drops since %s, until it does not any more',
  async (way) => {
    const clock = fastClock();
    const [pass, never] = [sleepBy(clock), new AbortController().signal];
    const alarm = '{ applicationId: "5f5e1000", regionId: cn-north-4, reassertEvery: 1m }';
    const { emulator, setup, agent } = await told({ clock, alarm });
    await until('COC is told again', () => at(emulator, 'pay').length > 1);
    const drops = { ...setup, rest: `routes: [{ match: ['alertname="Disk"'], drop: true }]` };
    const dropping = await change(agent, drops, way);
    await pass(2_000, never);
    const count = at(emulator, 'pay').length;
    await pass(200_000, never);
    expect(at(emulator, 'pay')).toHaveLength(count);
    await change(dropping, setup, way);
    await until('COC is told again', () => at(emulator, 'pay').length > count);
    expect(new Set(at(emulator, 'pay'))).toEqual(new Set(['alarm']));
  },
);
