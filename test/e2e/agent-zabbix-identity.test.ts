import { writeFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import {
  agentConfig,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** An agent whose source identifies its alarms in one way, until `change` says another one. */
async function running(identity: 'event' | 'trigger') {
  const emulator = await runEmulator();
  const directory = await temporaryDirectory();
  const setupWith = (name: string) => ({
    ...{ cocUrl: emulator.url, directory },
    sources: `zabbix: { type: zabbix, timezone: UTC, identity: ${name} }`,
  });
  const agent = await runAgent(setupWith(identity));
  return {
    agent,
    async change(other: 'event' | 'trigger') {
      await writeFile(agent.configFile, agentConfig(setupWith(other)));
      expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
    },
    async send(eventId: number, value: 0 | 1, more: object = {}) {
      const began = { event_date: '2026.11.28', event_time: '20:00:00', event_nseverity: '4' };
      const ended = value === 0 ? { event_recovery_date: '2026.11.28', event_recovery_time: '20:05:00' } : {};
      const message = {
        trigger_id: '77',
        event_id: `${eventId}`,
        event_value: `${value}`,
        event_name: 'Disk',
      };
      const body = { ...message, ...began, ...ended, ...more };
      expect(await agent.post('zabbix', body)).toMatchObject({ status: 200 });
      await until('it is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    },
    /** What COC was told: the alarm by a letter of its own, and its state. */
    told() {
      const ids = [...new Set(emulator.alarms().map(({ body }) => body?.alarmId))];
      return emulator.alarms().map(({ body }) => `${'abc'[ids.indexOf(body?.alarmId)]} ${body?.alarmStatus}`);
    },
  };
}

it.each([
  ['event', 'trigger'],
  ['trigger', 'event'],
] as const)(
  'an alarm by %s that is open when the identity is %s goes on until it ends',
  async (before, after) => {
    const { send, change, told } = await running(before);
    await send(9, 1);
    await change(after);
    await send(9, 1, { event_nseverity: '5' });
    expect(told()).toEqual(['a alarm', 'a alarm']);
    await send(9, 0);
    await send(10, 1);
    await send(10, 0);
    expect(told()).toEqual(['a alarm', 'a alarm', 'a ok', 'b alarm', 'b ok']);
  },
);

it.each([
  ['event', 'trigger'],
  ['trigger', 'event'],
] as const)(
  'a problem that ended by %s fires no more when a copy comes late and the identity is %s',
  async (before, after) => {
    const { send, change, told } = await running(before);
    await send(9, 1);
    await send(9, 0);
    await change(after);
    await send(9, 1);
    await send(9, 0);
    expect(told()).toEqual(['a alarm', 'a ok']);
    await send(10, 1);
    expect(told()).toEqual(['a alarm', 'a ok', 'b alarm']);
    await send(9, 1, { event_date: '{EVENT.DATE}', event_time: '{EVENT.TIME}' });
    expect(told()).toEqual(['a alarm', 'a ok', 'b alarm']);
  },
);

it('another problem of the trigger is another alarm from then on, and each ends by its own recovery', async () => {
  const { send, change, told } = await running('trigger');
  await send(9, 1);
  await change('event');
  await send(10, 1);
  await send(10, 0);
  expect(told()).toEqual(['a alarm', 'b alarm', 'b ok']);
  await send(9, 0);
  expect(told().at(-1)).toBe('a ok');
});
