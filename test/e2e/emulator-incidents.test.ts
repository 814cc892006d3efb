import { afterEach, describe, expect, it } from 'vitest';
import { incident, post, send, startEmulator, stopEmulators, testClock } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false } };
const user = { operator: 'user1' };
const solution = {
  mtm_type: 'inc_type_p_monitoring_issues',
  is_service_interrupt: 'false',
  cause: 'disk full',
  solution: 'cleaned up',
};
const confirmation = { virtual_confirm_result: true, virtual_confirm_comment: 'fine' };

async function createIncident(url: string, change: Record<string, unknown> = {}): Promise<string> {
  const reply = await post(`${url}/v1/external/incident/create`, { ...incident, ...change });
  const { data } = reply.json as { data: { incident_num: string } };
  return data.incident_num;
}

const handle = (url: string, body: Record<string, unknown>) =>
  post(`${url}/v1/external/incident/handle`, body);
const detail = (url: string, incidentNum: string) => send(`${url}/v1/external/incident/${incidentNum}`);

describe('opening an incident', () => {
  it.each([
    [{}],
    [{ is_service_interrupt: 'true' }],
    [{ incident_assignee: [], assignee_scene: 'scene', assignee_role: 'role' }],
    [{ region: undefined, enterprise_project: ['0'] }],
  ])('is accepted with %j, and opens another incident each time', async (change) => {
    const { url } = await startEmulator(open);
    const first = await createIncident(url, change);
    expect(first).toMatch(/^IM\d{24}$/);
    expect(await createIncident(url, change)).not.toBe(first);
  });

  it.each([
    [{ incident_level: 'P1' }, 'The field[incident_level] value[P1] invalid'],
    [
      { incident_type: 'inc_type_p_other_issues' },
      'The field[incident_type] value[inc_type_p_other_issues] invalid',
    ],
    [{ incident_source: undefined }, 'incidentSource must not be null'],
    [{ is_service_interrupt: 'yes' }, 'The field[is_service_interrupt] value[yes] invalid'],
    [{ is_service_interrupt: undefined }, 'isServiceInterrupt must not be null'],
    [{ incident_title: 't'.repeat(201) }, 'incidentTitle size must be between 0 and 200'],
    [{ incident_description: 'd'.repeat(601) }, 'incidentDescription size must be between 0 and 600'],
    [{ current_cloud_service: undefined }, 'currentCloudService must not be null'],
    [{ current_cloud_service: ['a', 'b'] }, 'currentCloudService size must be between 0 and 1'],
    [{ current_cloud_service: 'a' }, 'The field[current_cloud_service] value[a] invalid'],
    [{ region: [['a']] }, 'The field[region] value[["a"]] invalid'],
    [{ creator: undefined }, 'creator must not be null'],
  ])('is refused with %j', async (change, message) => {
    const { url } = await startEmulator(open);
    const reply = await post(`${url}/v1/external/incident/create`, { ...incident, ...change });
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'GOM.00007256', error_msg: message } });
    expect(reply.json).not.toHaveProperty('data');
  });

  it('takes texts for numbers and booleans only without strict types', async () => {
    const change = { is_service_interrupt: 'true', creator: 7 };
    const lax = await startEmulator(open);
    await createIncident(lax.url, change);
    expect(lax.incidents()).toMatchObject([{ isServiceInterrupt: true, creator: '7' }]);
    const strict = await startEmulator({ ...open, coercion: 'strict' });
    const reply = await post(`${strict.url}/v1/external/incident/create`, { ...incident, ...change });
    expect(reply.json).toMatchObject({
      error_msg: 'The field[is_service_interrupt] value[true] invalid | The field[creator] value[7] invalid',
    });
  });

  it.each([{ incident_assignee: [] }, { incident_assignee: [''], assignee_scene: 'scene' }])(
    'is refused when nobody would be responsible: %j',
    async (change) => {
      const { url } = await startEmulator(open);
      const reply = await post(`${url}/v1/external/incident/create`, { ...incident, ...change });
      expect(reply.status).toBe(400);
    },
  );

  it('needs fewer fields under the current contract', async () => {
    const { url } = await startEmulator({ ...open, contract: 'current' });
    expect(
      await createIncident(url, { current_cloud_service: undefined, incident_description: undefined }),
    ).toMatch(/^IM/);
  });
});

describe('the life of an incident', () => {
  it('leads from triggered to completed', async () => {
    const { url } = await startEmulator({ ...open, incidentLagMs: 0 });
    const incident_num = await createIncident(url);
    const seen = [];
    const steps = [
      { operate_key: 'acceptedIncident1' },
      { operate_key: 'commitSolution1', parameter: solution },
      { operate_key: 'confirm', parameter: confirmation },
    ];
    for (const step of steps) {
      expect((await handle(url, { incident_num, ...user, ...step })).json).toMatchObject({
        error_code: 'GOM.00000000',
        data: null,
      });
      seen.push((await detail(url, incident_num)).json);
    }
    expect(seen).toMatchObject([
      { data: { status: 'INCIDENT_STATUS_ACKNOWLEDGED', handle_time: null } },
      { data: { status: 'INCIDENT_STATUS_RESOLVED', handle_time: expect.any(Number) } },
      { data: { status: 'INCIDENT_STATUS_COMPLETED', incident_title: 'NodeDown on db-1' } },
    ]);
  });

  it('leads back to acknowledged when the confirmation is negative', async () => {
    const emulator = await startEmulator(open);
    const incident_num = await createIncident(emulator.url);
    const negative = { ...confirmation, virtual_confirm_result: false };
    await handle(emulator.url, { incident_num, ...user, operate_key: 'acceptedIncident1', parameter: {} });
    await handle(emulator.url, {
      incident_num,
      ...user,
      operate_key: 'commitSolution1',
      parameter: solution,
    });
    await handle(emulator.url, { incident_num, ...user, operate_key: 'confirm', parameter: negative });
    expect(emulator.incidents()).toMatchObject([
      {
        status: 'INCIDENT_STATUS_ACKNOWLEDGED',
        solution: { ...solution, is_service_interrupt: expect.any(Boolean) },
      },
    ]);
  });

  it.each([
    [{ operate_key: 'acceptedIncident111' }, 'The field[operate_key] value[acceptedIncident111] invalid'],
    [
      { operate_key: 'commitSolution1', parameter: solution },
      'The field[operate_key] value[commitSolution1] invalid',
    ],
    [{ operate_key: 'confirm', parameter: confirmation }, 'The field[operate_key] value[confirm] invalid'],
    [{ operate_key: 'confirm' }, 'parameter must not be null'],
    [
      { operate_key: 'commitSolution1', parameter: {} },
      'mtmType must not be null | isServiceInterrupt must not be null | cause must not be null | solution must not be null',
    ],
    [
      { operate_key: 'commitSolution1', parameter: { ...solution, cause: 'c'.repeat(10_001) } },
      'cause size must be between 0 and 10000',
    ],
    [
      { operate_key: 'confirm', parameter: { ...confirmation, virtual_confirm_comment: 'c'.repeat(301) } },
      'virtualConfirmComment size must be between 0 and 300',
    ],
    [{ operate_key: 'acceptedIncident1', parameter: [] }, 'The field[parameter] value[[]] invalid'],
    [{ operate_key: 'acceptedIncident1', operator: undefined }, 'operator must not be null'],
    [
      { operate_key: 'acceptedIncident1', incident_num: 'I'.repeat(256) },
      'incidentNum size must be between 0 and 255',
    ],
  ])('refuses %j', async (change, message) => {
    const { url } = await startEmulator(open);
    const incident_num = await createIncident(url);
    expect(await handle(url, { incident_num, ...user, ...change })).toMatchObject({
      status: 400,
      json: { error_code: 'GOM.00007256', error_msg: message },
    });
  });

  it('needs the times of an interruption under the current contract', async () => {
    const { url } = await startEmulator({ ...open, contract: 'current' });
    const incident_num = await createIncident(url);
    await handle(url, { incident_num, ...user, operate_key: 'acceptedIncident1' });
    const parameter = { ...solution, is_service_interrupt: true };
    const reply = await handle(url, { incident_num, ...user, operate_key: 'commitSolution1', parameter });
    expect(reply.text).toContain('startTime must not be null | faultRecoveryTime must not be null');
  });

  it('has the time and the type of its last solution', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ ...open, incidentLagMs: 0, now: clock.now });
    const incident_num = await createIncident(emulator.url, { incident_type: 'inc_type_p_config_issues' });
    const no = { ...confirmation, virtual_confirm_result: false };
    const solve = (mtm_type: string) => {
      clock.advance(1_000);
      const parameter = { ...solution, mtm_type };
      return handle(emulator.url, { incident_num, ...user, operate_key: 'commitSolution1', parameter });
    };
    await handle(emulator.url, { incident_num, ...user, operate_key: 'acceptedIncident1' });
    await solve('inc_type_p_hardware_issues');
    await handle(emulator.url, { incident_num, ...user, operate_key: 'confirm', parameter: no });
    await solve('inc_type_p_shelter_issues');
    expect((await detail(emulator.url, incident_num)).json).toMatchObject({
      data: { handle_time: clock.now(), incident_type: 'inc_type_p_shelter_issues' },
    });
  });

  it('can be a draft for a while', async () => {
    const emulator = await startEmulator({ ...open, incidentLagMs: 0 });
    const incident_num = await createIncident(emulator.url);
    emulator.work(incident_num, { action: 'draft' });
    expect((await detail(emulator.url, incident_num)).json).toMatchObject({
      data: {
        status: 'incident_draft',
        enum_data_list: expect.arrayContaining([
          expect.objectContaining({ name_zh: '草稿', name_en: 'DRAFT' }),
        ]),
      },
    });
    const accept = { incident_num, ...user, operate_key: 'acceptedIncident1' };
    expect((await handle(emulator.url, accept)).status).toBe(400);
    emulator.work(incident_num, { action: 'submit' });
    expect((await handle(emulator.url, accept)).status).toBe(200);
  });

  it('is refused for a number of 256 characters, and unknown for the words of other paths', async () => {
    const { url } = await startEmulator(open);
    expect((await detail(url, 'I'.repeat(256))).json).toMatchObject({
      error_code: 'GOM.00007256',
      error_msg: 'incidentNum size must be between 0 and 255',
    });
    expect((await detail(url, 'I'.repeat(255))).json).toMatchObject({ error_code: 'COC.00067003' });
    expect((await detail(url, 'create')).json).toMatchObject({ error_code: 'COC.00067003' });
  });

  it('does not know an incident that was never opened', async () => {
    const { url } = await startEmulator({ ...open, incidentLagMs: 0 });
    const unknown = { status: 400, json: { error_code: 'COC.00067003' } };
    expect(
      await handle(url, { incident_num: 'IM1', ...user, operate_key: 'acceptedIncident1' }),
    ).toMatchObject(unknown);
    expect(await detail(url, 'IM1')).toMatchObject(unknown);
  });
});

describe('the lag', () => {
  it('hides a new incident, and later its newest state, from detail and list', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ ...open, now: clock.now });
    const incident_num = await createIncident(url);
    const list = () => post(`${url}/v2/incidents/list`, {});
    clock.advance(9_999);
    expect((await detail(url, incident_num)).status).toBe(400);
    expect((await list()).json).toMatchObject({ data: { tickets: [], total: 0 } });
    await handle(url, { incident_num, ...user, operate_key: 'acceptedIncident1' });
    clock.advance(1);
    expect((await detail(url, incident_num)).json).toMatchObject({
      data: { status: 'INCIDENT_STATUS_TRIGGERED' },
    });
    clock.advance(9_999);
    expect((await list()).json).toMatchObject({
      data: {
        tickets: [{ ticket_id: incident_num, work_flow_status: 'INCIDENT_STATUS_ACKNOWLEDGED' }],
        total: 1,
      },
    });
  });

  it('can hide a new incident from operations', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ ...open, now: clock.now, handleLagMs: 5_000 });
    const body = { incident_num: await createIncident(url), ...user, operate_key: 'acceptedIncident1' };
    expect((await handle(url, body)).json).toMatchObject({ error_code: 'COC.00067003' });
    clock.advance(5_000);
    expect((await handle(url, body)).status).toBe(200);
  });
});

describe('the list of incidents', () => {
  const filter = (field: string, operator: string, ...values: string[]) => ({ field, operator, values });

  it.each([
    [{}, ['Checkout down', 'Disk full', 'NodeDown [abc]']],
    [{ string_filters: [filter('title', 'like', '[abc]')] }, ['NodeDown [abc]']],
    [{ string_filters: [filter('title', 'like', 'DISK')] }, ['Disk full']],
    [{ string_filters: [filter('title', 'startwith', 'Check')] }, ['Checkout down']],
    [{ string_filters: [filter('title', 'endwith', 'full')] }, ['Disk full']],
    [{ string_filters: [filter('title', '=', 'Disk full')] }, ['Disk full']],
    [
      { string_filters: [filter('level_id', 'in', 'level_10', 'level_30')] },
      ['Checkout down', 'NodeDown [abc]'],
    ],
    [{ string_filters: [filter('level_id', '!=', 'level_10')] }, ['Disk full', 'NodeDown [abc]']],
    [{ string_filters: [filter('work_flow_status', '=', 'INCIDENT_STATUS_RESOLVED')] }, []],
    [{ string_filters: [filter('level_id', '=', 'level_10'), filter('title', 'like', 'Disk')] }, []],
    [
      {
        condition: 'or',
        string_filters: [filter('level_id', '=', 'level_10'), filter('title', 'like', 'Disk')],
      },
      ['Checkout down', 'Disk full'],
    ],
    [{ int_filters: [filter('create_time', '>', '9999999999999')] }, []],
    [{ string_filters: [filter('__proto__', '=', 'x')] }, []],
    [{ ticket_types: ['problem'] }, []],
    [{ sort_filter: { field: 'title', operator: 'asc', values: [] }, per_page: 1, page: 2 }, ['Disk full']],
  ])('finds by %j', async (body, titles) => {
    const { url } = await startEmulator({ ...open, incidentLagMs: 0 });
    await createIncident(url, { incident_title: 'NodeDown [abc]', incident_level: 'level_30' });
    await createIncident(url, { incident_title: 'Disk full' });
    await createIncident(url, { incident_title: 'Checkout down', incident_level: 'level_10' });
    const reply = await post(`${url}/v2/incidents/list`, { contain_all: true, contain_total: true, ...body });
    const { data } = reply.json as { data: { tickets: { title: string }[] } };
    expect(data.tickets.map(({ title }) => title)).toEqual(titles);
  });

  it('shows only the requested fields', async () => {
    const { url } = await startEmulator({ ...open, incidentLagMs: 0 });
    const ticket_id = await createIncident(url);
    const reply = await post(`${url}/v2/incidents/list`, { fields: ['ticket_id', '__proto__'] });
    expect(reply.json).toMatchObject({ data: { tickets: [{ ticket_id }] } });
    expect(reply.text).not.toContain('title');
  });

  it('refuses a malformed filter', async () => {
    const { url } = await startEmulator(open);
    const body = { string_filters: [{ field: 'title', operator: '~', values: [] }] };
    expect((await post(`${url}/v2/incidents/list`, body)).status).toBe(400);
  });

  it('can be forbidden for the account', async () => {
    const { url } = await startEmulator({ ...open, incidentList: false });
    expect(await post(`${url}/v2/incidents/list`, {})).toMatchObject({
      status: 403,
      json: { error_code: 'APIG.0302' },
    });
  });
});
