import { afterEach, describe, expect, it } from 'vitest';
import { fieldInput, type HeardAlarm, heard, runFieldAgent } from '../support/field-inputs.ts';
import { stopEverything } from '../support/running-agent.ts';

afterEach(stopEverything);

const FIRES = { status: 'alarm', namespace: 'default', time: 'receipt' };
const BEGAN = '2025-11-03T10:00:00.000Z';
const taken = {
  ...{ accepted: 1, repeated: 0, rejected: [] },
  alarms: [{ alarmId: expect.stringMatching(/^zbx[0-9a-f]{32}$/) }],
};

describe('what Zabbix sends', () => {
  it.each<[string, string, HeardAlarm]>([
    [
      'with texts in braces keeps what is no macro',
      'braces.json',
      {
        ...{ ...FIRES, name: '{link lost}', level: 'Critical', resource: '{spine}' },
        text: '{#IFNAME} is down',
      },
    ],
    [
      'with texts that are JSON keeps them all',
      'json-texts.json',
      {
        ...{ ...FIRES, name: 'Search API is down', level: 'Major', resource: 'search-2' },
        text: '{"state":"dead","code":502}\n{ see page 40 }\n{"text":"search fails for everybody"}',
      },
    ],
    [
      'with a number for the name of the severity has its level',
      'number-for-severity.json',
      {
        ...{ ...FIRES, name: 'Power feed B lost', level: 'Critical', resource: 'hall-2' },
        text: 'Power feed B lost',
      },
    ],
    [
      'with a number for the status is a problem',
      'number-for-status.json',
      {
        ...{ ...FIRES, name: 'Gate does not answer', level: 'Major', resource: 'gate-6' },
        text: 'Gate does not answer',
      },
    ],
    [
      'in Chinese has the level of its severity',
      'chinese-severity.json',
      { ...FIRES, name: '空调停机', level: 'Critical', resource: 'hall-3', text: '空调停机' },
    ],
  ])('%s', async (_, file, alarm) => {
    const { emulator, send } = await runFieldAgent();
    expect(await send('zabbix', fieldInput(file))).toEqual([taken]);
    expect(heard(emulator)).toEqual([alarm]);
  });

  it('in place of a value is kept, and is no text of the alarm', async () => {
    const { emulator, send } = await runFieldAgent();
    await send('zabbix', fieldInput('braces.json'));
    expect(emulator.alarms()[0]?.body?.additional).toMatchObject({
      details: { unresolved: { event_opdata: '{ITEM.LASTVALUE1}' } },
    });
  });

  it('late does not undo a newer message', async () => {
    const { emulator, send } = await runFieldAgent();
    expect(await send('zabbix', fieldInput('out-of-order.jsonl'))).toEqual([taken, taken]);
    expect(heard(emulator)).toEqual([
      { ...FIRES, name: 'Order', level: 'Critical', resource: 'db-3', text: 'Order', time: BEGAN },
    ]);
  });

  it('about a problem that is over opens nothing, though no message has a date', async () => {
    const { emulator, send } = await runFieldAgent();
    const messages = fieldInput('acknowledged-after-its-end.jsonl');
    expect(await send('zabbix', messages)).toEqual([taken, taken, taken]);
    const alarm = { ...FIRES, name: 'Dateless', level: 'Critical', resource: 'db-4', text: 'Dateless' };
    expect(heard(emulator)).toEqual([alarm, { ...alarm, status: 'ok' }]);
  });

  it('about the next problem of a trigger opens an alarm, in the second in which the last one ended', async () => {
    const { emulator, send } = await runFieldAgent();
    expect(await send('triggers', fieldInput('same-second.jsonl'))).toEqual([taken, taken, taken]);
    const alarm = { ...FIRES, name: 'Flaps', level: 'Major', resource: 'db-5', text: 'Flaps' };
    expect(heard(emulator)).toEqual([
      { ...alarm, time: '2025-11-03T20:00:00.000Z' },
      { ...alarm, status: 'ok', time: '2025-11-03T20:05:00.000Z' },
      { ...alarm, time: '2025-11-03T20:05:00.000Z' },
    ]);
    expect(new Set(emulator.alarms().map(({ body }) => body?.alarmId)).size).toBe(1);
  });

  it('when it gives a problem up ends the alarm, with the reason', async () => {
    const { emulator, send } = await runFieldAgent();
    expect(await send('zabbix', fieldInput('given-up.jsonl'))).toEqual([taken, taken]);
    const alarm = { ...FIRES, name: 'Given up', level: 'Critical', resource: 'db-6' };
    expect(heard(emulator)).toEqual([
      { ...alarm, text: 'y: 1', time: BEGAN },
      { ...alarm, status: 'ok', text: 'NOTE: Escalation canceled: trigger "Given up" disabled.\ny: 1' },
    ]);
    expect(emulator.alarms()[1]?.body?.additional).toMatchObject({
      details: { reason: 'Zabbix canceled its escalation: trigger "Given up" disabled' },
    });
  });

  it('about an action that was disabled leaves the alarm open, and its story says that nothing follows', async () => {
    const { emulator, agent, send } = await runFieldAgent();
    const problem = { event_id: '71', event_value: '1', event_name: 'Pump off', event_nseverity: '5' };
    const message = "NOTE: Escalation canceled: action 'Report' disabled.\nPump off";
    await send(
      'zabbix',
      [problem, { ...problem, message }].map((one) => JSON.stringify(one)),
    );
    expect(heard(emulator).map(({ status }) => status)).toEqual(['alarm']);
    const { text } = await agent.admin(`/api/v1/alarms/${emulator.alarms()[0]?.body?.alarmId}`);
    expect(text).toContain(
      "nothing is queued. Zabbix canceled its escalation (action 'Report' disabled): it will say nothing more",
    );
  });
});
