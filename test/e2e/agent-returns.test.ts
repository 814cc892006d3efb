import { setTimeout as sleep } from 'node:timers/promises';
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

const startsAt = new Date(Date.now() - 600_000).toISOString();
const fires = alertmanagerBody({ name: 'Refire', severity: 'critical', startsAt });
const ends = (agoMs = 1_000) =>
  alertmanagerBody({
    ...{ name: 'Refire', severity: 'critical', startsAt, status: 'resolved' },
    endsAt: new Date(Date.now() - agoMs).toISOString(),
  });

function told(emulator: Emulator): readonly string[] {
  return emulator.alarms().map(({ body }) => `${body?.alarmStatus} ${body?.alarmLevel}`);
}

async function settled(agent: RunningAgent): Promise<void> {
  await until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);
}

async function wordsOf(agent: RunningAgent, emulator: Emulator): Promise<string> {
  const id = emulator.alarms()[0]?.body?.alarmId;
  const { text } = await agent.admin(`/api/v1/alarms/${id}`);
  return (JSON.parse(text) as { steps: { words: string }[] }).steps.map(({ words }) => words).join('\n');
}

describe('an alert that fires again with the begin that it had', () => {
  async function setup(lateFireWindow: string) {
    const emulator = await runEmulator();
    const options = {
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      alarm: `{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4, lateFireWindow: ${lateFireWindow} }`,
    };
    return { emulator, options, agent: await runAgent(options) };
  }

  it('fires in COC again when the window ends, over a stop and a start, with an incident of its own', async () => {
    const { emulator, options, agent } = await setup('3s');
    await agent.post('alertmanager', fires);
    await until('its incident is opened', () => emulator.incidents().length === 1);
    await agent.post('alertmanager', ends());
    await until('COC knows of the end', () => emulator.alarms().length === 2);
    await agent.post('alertmanager', fires);
    await agent.stop();
    expect(told(emulator)).toEqual(['alarm Critical', 'ok Critical']);

    const next = await runAgent(options);
    expect(await next.metric('outbox_entries')).toBe(1);
    await until('COC hears that it fires', () => emulator.alarms().length === 3);
    await until('its second incident is opened', () => emulator.incidents().length === 2);
    await settled(next);
    expect(told(emulator)).toEqual(['alarm Critical', 'ok Critical', 'alarm Critical']);
    const words = await wordsOf(next, emulator);
    expect(words).toMatch(/tell COC that it fires \(Critical\).*, but not before .* may be a late copy/);
  });

  it('stays over in COC when a resolve follows, also after a stop and a start', async () => {
    const { emulator, options, agent } = await setup('2s');
    await agent.post('alertmanager', fires);
    await agent.post('alertmanager', ends());
    await until('COC knows of the end', () => emulator.alarms().length === 2);
    await agent.post('alertmanager', fires);
    await agent.post('alertmanager', ends());
    await settled(agent);
    await agent.post('alertmanager', fires);
    await agent.stop();

    const next = await runAgent(options);
    await next.post('alertmanager', ends(0));
    await settled(next);
    await sleep(2_500);
    expect(told(emulator).filter((one) => one.startsWith('alarm'))).toHaveLength(1);
    expect(told(emulator).at(-1)).toBe('ok Critical');
    expect(await wordsOf(next, emulator)).toContain('the source said again that the problem is over');
  });
});

describe('the messages of Zabbix', () => {
  const base = { event_source: '0', host_name: 'db-1', event_nseverity: '5' };

  async function setup(identity: 'event' | 'trigger' = 'event') {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const sources = `zabbix: { type: zabbix, identity: ${identity} }`;
    const agent = await runAgent({ cocUrl: emulator.url, directory, sources });
    const send = async (...messages: readonly object[]) => {
      for (const message of messages) {
        expect(await agent.post('zabbix', { ...base, ...message })).toMatchObject({ status: 200 });
        await settled(agent);
      }
    };
    return { emulator, agent, send };
  }

  it('about a new event of a trigger open an alarm, in the second in which the last one ended', async () => {
    const { emulator, send } = await setup('trigger');
    const trigger = { trigger_id: '77', event_name: 'Disk', event_nseverity: '4', event_date: '2026.11.28' };
    const ended = { event_recovery_date: '2026.11.28', event_recovery_time: '20:05:00' };
    const first = { ...trigger, event_id: '9', event_time: '20:00:00' };
    const second = { ...trigger, event_id: '10', event_time: '20:05:00', event_value: '1' };
    await send({ ...first, event_value: '1' }, { ...first, ...ended, event_value: '0' }, second);
    expect(told(emulator)).toEqual(['alarm Major', 'ok Major', 'alarm Major']);
    await send({ ...first, ...ended, event_value: '0' });
    expect(told(emulator)).toHaveLength(3);
  });

  it('do not undo what a newer one told', async () => {
    const { emulator, send } = await setup();
    const event = { event_id: '6001', event_value: '1', event_name: 'Order' };
    const raised = { ...event, event_update_status: '1', now_local: '2026.11.28 10:00:30' };
    const original = { ...event, event_update_status: '0', now_local: '2026.11.28 10:00:00' };
    await send({ ...raised, event_nseverity: '5' }, { ...original, event_nseverity: '2' });
    expect(told(emulator)).toEqual(['alarm Critical']);
  });

  it.each([{}, { event_date: '2026.11.28', event_time: '10:00:00' }])(
    'about an event that is over open nothing, with %j',
    async (dates) => {
      const { emulator, send } = await setup();
      const event = { event_id: '6002', event_name: 'NoDates', ...dates };
      const acknowledged = { event_update_status: '1', event_update_action: 'acknowledged' };
      await send({ ...event, event_value: '1' });
      await until('its incident is opened', () => emulator.incidents().length === 1);
      await send({ ...event, event_value: '0' }, { ...event, ...acknowledged, event_value: '1' });
      expect(told(emulator)).toEqual(['alarm Critical', 'ok Critical']);
      expect(emulator.incidents()).toHaveLength(1);
    },
  );

  it.each([
    ['neither has a time', {}, {}],
    ['only the update has one', {}, { event_update_date: '2026.11.28', event_update_time: '10:00:30' }],
    ['only the first has one', { now_local: '2026.11.28 10:00:00' }, {}],
  ])('do not undo an update when they come again: %s', async (_, first, later) => {
    const { emulator, send } = await setup();
    const event = { event_id: '6003', event_value: '1', event_name: 'Copy', event_date: '2026.11.28' };
    const original = {
      ...event,
      ...first,
      event_time: '10:00:00',
      event_update_status: '0',
      event_nseverity: '2',
    };
    const raised = {
      ...event,
      ...later,
      event_time: '10:00:00',
      event_update_status: '1',
      event_nseverity: '5',
    };
    await send(original, raised, original, { ...original, event_value: '0' }, original, raised);
    expect(told(emulator)).toEqual(['alarm Minor', 'alarm Critical', 'ok Critical']);
  });

  it.each([
    ['in the hour that comes twice', '2026.10.25 02:50:00', '2026.10.25 02:10:00'],
    ['for users in two time zones', '2026.10.25 08:50:00', '2026.10.25 01:10:00'],
  ])('raise an alarm %s', async (_, first, later) => {
    const { emulator, send } = await setup();
    const event = { event_id: '6004', event_value: '1', event_name: 'Twice' };
    const sent = (time: string) => ({ sent_at: String(Date.parse(`2026-10-25T${time}Z`)) });
    await send(
      { ...event, event_update_status: '0', event_nseverity: '2', now_local: first, ...sent('00:50:00') },
      { ...event, event_update_status: '1', event_nseverity: '5', now_local: later, ...sent('01:10:00') },
    );
    expect(told(emulator)).toEqual(['alarm Minor', 'alarm Critical']);
  });

  it('that give a problem up end its alarm with the reason, until Zabbix sends it anew', async () => {
    const { emulator, agent, send } = await setup();
    const event = { event_id: '8001', event_value: '1', event_name: 'Cancel' };
    const at = (time: string) => ({ ...event, now_local: `2026.11.28 ${time}`, message: 'x: 1' });
    const note = 'NOTE: Escalation canceled: trigger "Cancel" disabled.\nx: 1';
    await send(at('10:00:00'), { ...at('10:05:00'), message: note }, at('10:00:00'));
    expect(told(emulator)).toEqual(['alarm Critical', 'ok Critical']);
    const reason = 'Zabbix canceled its escalation: trigger "Cancel" disabled';
    expect(emulator.alarms()[1]?.body?.additional).toMatchObject({ details: { reason } });
    expect(await wordsOf(agent, emulator)).toContain(`closed, because ${reason}.`);
    await send(at('10:10:00'));
    expect(told(emulator).at(-1)).toBe('alarm Critical');
  });

  it('that give a problem up are not undone by a copy, where no message has a time', async () => {
    const { emulator, send } = await setup();
    const event = { event_id: '8002', event_value: '1', event_name: 'Cancel', message: 'x: 1' };
    const note = 'NOTE: Escalation canceled: host "h" disabled.';
    await send(event, { ...event, message: note }, event, { ...event, event_update_status: '1' });
    expect(told(emulator)).toEqual(['alarm Critical', 'ok Critical']);
  });
});
