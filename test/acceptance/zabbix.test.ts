import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect } from 'vitest';
import type { Agent } from './harness/agent.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { waitFor } from './harness/wait-for.ts';
import { startZabbix, type Zabbix } from './harness/zabbix.ts';
import { type ZabbixEvent, ZabbixHost } from './harness/zabbix-host.ts';
import { ensureZabbix } from './harness/zabbix-packages.ts';
import { startAgentForZabbix, zabbixSetUp } from './harness/zabbix-set-up.ts';

const REPEATED = { source: 'zabbix', outcome: 'repeated' };
/** How long the agent is away, and attempts of the media type meanwhile. */
const AWAY_MS = 60_000;
const ATTEMPTS = 10;
/** Two problems with their recoveries, and two updates. */
const MESSAGES = 6;

beforeAll(ensureZabbix, 900_000);

test('what the set-up script made tells COC of a problem, its severity and its end, across an agent that was killed and away for a minute', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const [agent, zabbix] = await Promise.all([startAgentForZabbix(lab, coc.url), startZabbix(lab)]);
  await expectSetUpTwice(lab, zabbix, agent);
  await hurry(zabbix);
  const host = await ZabbixHost.create(zabbix);

  const problem = await host.raise(42);
  await coc.waitForAlarms(1);
  await acknowledge(zabbix, problem, { action: 6, message: 'looking at it' });
  await agent.waitForMetric('alerts_total', REPEATED, 1);
  expect(await coc.alarms()).toHaveLength(1);
  await acknowledge(zabbix, problem, { action: 8, severity: 4 });
  await coc.waitForAlarms(2);
  await expectTags(host, coc);

  // What was delivered just before a kill may arrive twice.
  await agent.waitForMetric('outbox_entries', {}, 0);
  await agent.kill();
  const awayUntil = performance.now() + AWAY_MS;
  for (const value of [3, 50, 4]) await host.change(value);
  await host.waitForMessages('attempts at an agent that is away', (messages) => {
    const waiting = messages.filter(({ status, retries }) => status === '0' && Number(retries) >= ATTEMPTS);
    return waiting.length === 2; // The second recovery is not made before the message of its problem is sent.
  });
  await sleep(Math.max(0, awayUntil - performance.now()));
  await agent.start();
  await host.waitForMessages('everything to be sent', (messages) => {
    return messages.length === MESSAGES && messages.every(({ status }) => status === '1');
  });
  await agent.waitForMetric('outbox_entries', {}, 0);
  await expectAlarms(host, coc);
});

/** The second run finds everything and makes nothing twice. */
async function expectSetUpTwice(lab: Lab, zabbix: Zabbix, agent: Agent): Promise<void> {
  const setUp = await zabbixSetUp(lab, zabbix, agent);
  expect(await setUp('--dry-run')).toContain('Nothing was changed.');
  expect(await zabbix.api.call('mediatype.get', { filter: { name: 'coc-alarm-agent' } })).toEqual([]);
  const first = await setUp();
  for (const what of ['media type', 'role', 'user group', 'user', 'action'])
    expect(first).toMatch(new RegExp(`^created +${what} "coc-alarm-agent"`, 'm'));
  const second = await setUp();
  expect(second).not.toMatch(/^created/m);
  for (const what of ['role', 'user group', 'user', 'action'])
    expect(second).toMatch(new RegExp(`^kept +${what} "coc-alarm-agent"`, 'm'));
}

/** The media type waits a minute between attempts; a test does not. */
async function hurry(zabbix: Zabbix): Promise<void> {
  const filter = { name: 'coc-alarm-agent' };
  const [type] = await zabbix.api.call<[Record<string, string>]>('mediatype.get', {
    output: ['mediatypeid', 'maxattempts', 'attempt_interval'],
    filter,
  });
  expect(type).toMatchObject({ maxattempts: '60', attempt_interval: '60s' });
  await zabbix.api.call('mediatype.update', { mediatypeid: type.mediatypeid, attempt_interval: '2s' });
}

/** Updates a problem as a person does: 2 acknowledge, 4 message, 8 severity. */
async function acknowledge(zabbix: Zabbix, { eventid }: ZabbixEvent, update: object): Promise<void> {
  await zabbix.api.call('event.acknowledge', { eventids: eventid, ...update });
}

async function expectTags(host: ZabbixHost, coc: CocEmulator): Promise<void> {
  const isTagged = ([problem]: readonly ZabbixEvent[]) =>
    problem?.tags.some(({ tag }) => tag === 'coc_incident') ?? false;
  const [problem] = await waitFor('the tags of the problem', () => host.events(), isTagged);
  const [alarm] = await coc.alarms();
  const [incident] = await coc.incidents();
  expect(problem?.tags).toContainEqual({ tag: 'coc_alarm_id', value: alarm?.alarmId });
  expect(problem?.tags).toContainEqual({ tag: 'coc_incident', value: incident?.incidentNum });
}

/** The first problem is one alarm. The second, which came and went while the agent was away, is over in COC too. */
async function expectAlarms(host: ZabbixHost, coc: CocEmulator): Promise<void> {
  const [problem, recovery] = await host.events();
  const alarms = await coc.alarms();
  const first = alarms.filter(({ alarmId }) => alarmId === alarms[0]?.alarmId);
  const startedAt = Number(problem?.clock) * 1_000;
  const name = `Lab value is 42 on ${ZabbixHost.visibleName}`;
  const about = { alarmName: name, resourceName: ZabbixHost.visibleName };
  expect(first).toMatchObject([
    { ...about, alarmStatus: 'alarm', alarmLevel: 'Critical', time: startedAt },
    { ...about, alarmStatus: 'alarm', alarmLevel: 'Major', time: startedAt },
    { ...about, alarmStatus: 'ok', alarmLevel: 'Major', time: Number(recovery?.clock) * 1_000 },
  ]);
  const second = alarms.filter((alarm) => !first.includes(alarm));
  expect(second.map(({ alarmStatus }) => alarmStatus)).toEqual(['alarm', 'ok']);
  expect(second[1]?.alarmId).toBe(second[0]?.alarmId);
}
