import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { critical, isIdle, policyWith, send } from '../support/incident-setup.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const ROOM = 'warRoom: { admin: ann }';
const FALLBACK = '6470681a31da2a47ed50a919';

/** An agent whose alerts name their application themselves, or do not. */
async function agentWith(alarm: string, policy: readonly string[] = []) {
  const emulator = await runEmulator();
  const setup = { cocUrl: emulator.url, directory: await temporaryDirectory(), alarm };
  const delivery = 'incidentPoll: { initial: 1s, max: 2s }';
  const agent = await runAgent({ ...setup, incidents: policyWith(...policy), delivery });
  return { emulator, agent };
}

const applicationsOf = (emulator: Emulator) => ({
  alarms: emulator.alarms().map(({ body }) => body?.applicationId),
  incidents: emulator.incidents().map(({ currentCloudService }) => currentCloudService),
  warRooms: emulator.warRooms().map(({ applicationIds }) => applicationIds),
});

describe('an alert without an application id', () => {
  it.each([
    ['the default one', `, defaultApplicationId: ${FALLBACK}`, FALLBACK, 'default'],
    ['none that COC knows, but never an empty one', '', 'unknown', 'none'],
  ])('gets %s in its alarm, its incident and its war room', async (_what, more, expected, substitute) => {
    const alarm = `{ applicationId: "{{ labels.app }}", regionId: cn-north-4${more} }`;
    const { emulator, agent } = await agentWith(alarm, [ROOM]);
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    emulator.work(emulator.incidents()[0]?.incidentNum ?? '', { action: 'accept', operator: 'ann' });
    await until('the war room is there', () => emulator.warRooms().length > 0);
    expect(applicationsOf(emulator)).toEqual({
      ...{ alarms: [expected], incidents: [[expected]], warRooms: [[expected]] },
    });
    const series = `alerts_without_application_total{source="alertmanager",substitute="${substitute}"}`;
    expect(await agent.metric(series)).toBe(1);
    expect(agent.log()).toMatch(/"level":"warn".*"alert":"Disk".*alarm\.defaultApplicationId/);
  });

  it('does not change the alarms of alerts that have one', async () => {
    const alarm = `{ applicationId: "{{ labels.app }}", defaultApplicationId: ${FALLBACK} }`;
    const { emulator, agent } = await agentWith(alarm);
    await send(agent, critical('Disk', { labels: { app: '65659ae2f42bf80e5f3f0635' } }));
    await until('the incident is open', () => emulator.incidents().length === 1);
    expect(applicationsOf(emulator)).toMatchObject({
      alarms: ['65659ae2f42bf80e5f3f0635'],
      incidents: [['65659ae2f42bf80e5f3f0635']],
    });
    expect(agent.log()).not.toContain('have no application id');
  });
});

describe('what COC answers to a create', () => {
  const answer = (emulator: Emulator, body: object) =>
    emulator.setFaults({
      rules: [
        {
          match: { operation: 'incident-create' },
          times: 1,
          fault: { type: 'text', text: JSON.stringify(body), commit: true },
        },
      ],
    });

  it('with a number and a code that nobody knows is looked up, and the incident opened once', async () => {
    const { emulator, agent } = await agentWith('{ applicationId: 65659ae2f42bf80e5f3f0635 }');
    answer(emulator, { error_code: 'COC.00099999', error_msg: 'odd', data: { incident_num: 'IM1' } });
    await send(agent, critical('Disk'));
    const opened = async () => (await agent.metric('incidents{state="opened"}')) === 1;
    await until('it is found', async () => (await opened()) && (await isIdle(agent)));
    expect(emulator.incidents()).toHaveLength(1);
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it.each(['0000', '00000000', 'common.0'])('with the code %s is a success', async (code) => {
    const { emulator, agent } = await agentWith('{ applicationId: 65659ae2f42bf80e5f3f0635 }');
    answer(emulator, { error_code: code, error_msg: null, data: { incident_num: 'IM1' } });
    await send(agent, critical('Disk'));
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    const creates = emulator.requests(100).filter(({ operation }) => operation === 'incident-create');
    expect(creates).toHaveLength(1);
    expect(await agent.metric('attempts_failed_total{outcome="unknown",reason="refused-in-body"}')).toBe(0);
  });
});

it('a 204 for one alarm holds up no other', async () => {
  const { emulator, agent } = await agentWith('{ applicationId: 65659ae2f42bf80e5f3f0635 }');
  const rule = { match: { operation: 'alarm' as const }, times: 1 };
  emulator.setFaults({ rules: [{ ...rule, fault: { type: 'empty', status: 204 } }] });
  await send(agent, critical('Disk'), critical('Memory'));
  await until('both arrived', async () => emulator.alarms().length === 2 && (await isIdle(agent)));
  expect(agent.log()).not.toContain('"scope":"destination"');
  expect(agent.log()).toContain('"scope":"entry"');
});
