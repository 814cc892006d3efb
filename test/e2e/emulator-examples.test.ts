import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { alarmPath, post, send, startEmulator, stopEmulators } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false }, incidentLagMs: 0 };

interface Example {
  readonly request: { readonly body: Record<string, unknown> };
  readonly answer: Record<string, unknown>;
  readonly refusals: Record<string, Record<string, unknown>>;
}

async function example(section: string): Promise<Example> {
  const file = new URL(`../fixtures/coc-api/incidents/${section}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Example;
}

describe('the examples of the reference', () => {
  it('of a custom event are taken and refused as it prints them', async () => {
    const { url } = await startEmulator(open);
    const { request, answer, refusals } = await example('4.4.3');
    expect(await post(url + alarmPath, request.body)).toMatchObject({ status: 200, json: answer });
    const { alarmId: _alarmId, alarmName: _alarmName, ...rest } = request.body;
    // The reference names the two fields in the other order than its table.
    expect((await post(url + alarmPath, rest)).json).toEqual(refusals['400']);
    const closed = await startEmulator();
    expect(await post(closed.url + alarmPath, request.body)).toMatchObject({ status: 401 });
    expect((await post(closed.url + alarmPath, request.body)).json).toEqual(refusals['401']);
  });

  it('of an incident lead it through its life', async () => {
    const emulator = await startEmulator(open);
    const created = await example('4.4.1.1');
    const reply = await post(`${emulator.url}/v1/external/incident/create`, created.request.body);
    expect(reply.json).toEqual({
      ...created.answer,
      data: { incident_num: expect.stringMatching(/^IM\d{24}$/) },
    });
    const { incident_num } = (reply.json as { data: { incident_num: string } }).data;
    for (const section of ['4.4.1.2', '4.4.1.3', '4.4.1.4']) {
      const { request, answer } = await example(section);
      const body = { ...request.body, incident_num };
      expect((await post(`${emulator.url}/v1/external/incident/handle`, body)).json).toEqual(answer);
    }
    // The example does not confirm the solution.
    expect(emulator.incidents()).toMatchObject([
      { isServiceInterrupt: true, status: 'INCIDENT_STATUS_ACKNOWLEDGED' },
    ]);
  });

  it('of the detail of an incident has the fields, the names and the defaults that the emulator has', async () => {
    const { answer } = await example('4.4.1.5');
    const printed = answer.data as Record<string, unknown>;
    const user = '25819b46251b46218bf6ad238ddd860c';
    const emulator = await startEmulator({
      ...open,
      names: { [user]: 'coc-cim-user', '6470681a31da2a47ed50a919': 'COC' },
    });
    const fields = ['current_cloud_service', 'incident_level', 'incident_type', 'incident_title'];
    const more = ['incident_description', 'incident_source', 'incident_assignee', 'is_service_interrupt'];
    const body = Object.fromEntries([...fields, ...more].map((name) => [name, printed[name]]));
    const reply = await post(`${emulator.url}/v1/external/incident/create`, { ...body, creator: user });
    const { incident_num } = (reply.json as { data: { incident_num: string } }).data;
    emulator.work(incident_num, { action: 'accept' });
    await post(`${emulator.url}/v1/external/warrooms`, {
      ...{
        war_room_name: 'x',
        application_id_list: ['a'],
        incident_number: incident_num,
        schedule_group: [],
      },
      ...{ war_room_admin: 'u', enterprise_project_id: '0' },
    });
    expect((await send(`${emulator.url}/v1/external/incident/${incident_num}`)).json).toEqual({
      ...answer,
      data: {
        ...printed,
        incident_num,
        warroom_id: expect.stringMatching(/^WR\d{24}$/),
        create_time: expect.any(Number),
        // The example has the creator 1 in one place, and a user's id in the other.
        creator: user,
      },
    });
  });

  it('of a list of war rooms is taken, although it has numbers for texts', async () => {
    const { url } = await startEmulator(open);
    const { request } = await example('4.4.2.2');
    expect((await post(`${url}/v1/external/warrooms/list`, request.body)).json).toMatchObject({
      error_code: 'GOM.00000000',
      data: { list: [], total: 0, running_num: 0, closed_num: 0, total_num: 0 },
    });
  });
});
