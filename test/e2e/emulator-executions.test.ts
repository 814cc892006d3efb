import { afterEach, describe, expect, it } from 'vitest';
import { stopEmulators } from './emulator-client.ts';
import {
  call,
  createScript,
  dataOf,
  exampleOf,
  execute,
  execution,
  getOrders,
  instancesOf,
  refusal,
  scriptsPath,
  server,
  startJobs,
  statusOf,
  uuidOf,
} from './emulator-jobs.ts';

afterEach(stopEmulators);

/** Paths of all fields, such as `properties.script_uuid`. Elements of lists are alike. */
const fieldsOf = (value: unknown, at = ''): string[] => {
  if (Array.isArray(value)) return [at, ...fieldsOf(value[0] ?? {}, at)];
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([name, each]) => fieldsOf(each, `${at}.${name}`));
};

describe('an execution', () => {
  it('is answered the uuid of its order, of 26 characters, which runs to its end', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    expect(uuid).toBe('SCT20240704120000000000001');
    expect(await statusOf(emulator, uuid)).toBe('READY');
    clock.advance(500);
    expect(await statusOf(emulator, uuid)).toBe('PROCESSING');
    clock.advance(2_000);
    expect(dataOf(await getOrders(emulator, `/${uuid}`))).toEqual({
      execute_uuid: uuid,
      gmt_created: clock.now() - 2_500,
      gmt_finished: clock.now(),
      execute_costs: 2_500,
      creator: 'caller',
      status: 'FINISHED',
      properties: {
        script_uuid: 'SC20240704120000000000001',
        script_name: 'script_1',
        script_version_uuid: null,
        script_version_name: '1.0.0',
        current_execute_batch_index: 1,
        execute_param: execution([]).execute_param,
        script_source: 'CUSTOM_SCRIPT',
      },
    });
  });

  it.each([
    ['4.3.1', ''],
    ['4.3.3', '/statistics'],
    ['4.3.4', '/batches/1?limit=1&marker=0'],
    ['4.3.5', undefined],
  ])('has all fields of the example of the reference, %s', async (section, path) => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    clock.advance(10_000);
    const { answer } = await exampleOf(section);
    const shown = dataOf(await getOrders(emulator, path === undefined ? '' : `/${uuid}${path}`));
    expect(fieldsOf(shown)).toEqual(expect.arrayContaining(fieldsOf(answer.data)));
  });

  it('makes another order each time', async () => {
    const { emulator } = await startJobs();
    const uuid = await createScript(emulator);
    const run = () => call(emulator, 'POST', `${scriptsPath}/${uuid}`, execution([['i-1']]));
    expect(uuidOf(await run())).not.toBe(uuidOf(await run()));
    expect(emulator.orders()).toHaveLength(2);
  });

  it('is refused as the reference has it in its example, until its missing field is there', async () => {
    const { emulator } = await startJobs();
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    const { request } = await exampleOf('4.2.6');
    const reply = await call(emulator, 'POST', path, request.body);
    expect(reply).toMatchObject(refusal('resourceful must not be null'));
    const execute_param = { ...(request.body.execute_param as object), resourceful: true };
    const fixed = await call(emulator, 'POST', path, { ...request.body, execute_param });
    expect(fixed).toMatchObject({ status: 200, json: { data: expect.stringMatching(/^SCT.{23}$/) } });
    expect(emulator.orders()).toMatchObject([{ executeParam: { success_rate: 100 } }]);
  });

  it('needs less in the API of today', async () => {
    const { emulator } = await startJobs({ contract: 'current' });
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    const { request } = await exampleOf('4.2.6');
    expect(await call(emulator, 'POST', path, request.body)).toMatchObject({ status: 200 });
  });

  const param = execution([['i-1']]).execute_param;
  const [batch] = execution([['i-1']]).execute_batches;
  const target = server('i-1');
  const withTarget = (change: object) => ({
    execute_batches: [{ ...batch, target_instances: [{ ...target, ...change }] }],
  });
  const withParam = (change: object) => ({ execute_param: { ...param, ...change } });
  it.each([
    [{ execute_param: undefined }, 'execute_param must not be null'],
    [{ execute_batches: undefined }, 'execute_batches must not be null'],
    [{ execute_batches: [] }, 'execute_batches size must be between 1 and 20'],
    [{ execute_batches: Array(21).fill(batch) }, 'execute_batches size must be between 1 and 20'],
    [withParam({ resourceful: undefined }), 'resourceful must not be null'],
    [withParam({ resourceful: 'x' }), 'The field[resourceful] value[x] invalid'],
    [withParam({ timeout: undefined }), 'timeout must not be null'],
    [withParam({ timeout: 4 }), 'The field[timeout] value[4] invalid'],
    [withParam({ timeout: 1801 }), 'The field[timeout] value[1801] invalid'],
    [withParam({ success_rate: undefined }), 'success_rate must not be null'],
    [withParam({ success_rate: 0.9 }), 'The field[success_rate] value[0.9] invalid'],
    [withParam({ success_rate: 100.1 }), 'The field[success_rate] value[100.1] invalid'],
    [withParam({ success_rate: 99.95 }), 'The field[success_rate] value[99.95] invalid'],
    [withParam({ execute_user: '' }), 'execute_user size must be between 1 and 32'],
    [withParam({ execute_user: 'u'.repeat(33) }), 'execute_user size must be between 1 and 32'],
    [
      withParam({ script_params: [{ param_name: 'a', param_value: 'b', param_order: 2 }] }),
      'The field[param_order] value[2] invalid',
    ],
    [withParam({ script_params: [{ param_name: 'a', param_order: 1 }] }), 'param_value must not be null'],
    [{ execute_batches: [{ ...batch, batch_index: 0 }] }, 'The field[batch_index] value[0] invalid'],
    [{ execute_batches: [{ ...batch, batch_index: 2 }] }, 'The field[batch_index] value[2] invalid'],
    [{ execute_batches: [batch, batch] }, 'The field[batch_index] value[1] invalid'],
    [
      { execute_batches: [{ ...batch, rotation_strategy: 'STOP' }] },
      'The field[rotation_strategy] value[STOP] invalid',
    ],
    [
      { execute_batches: [{ ...batch, target_instances: [] }] },
      'target_instances size must be between 1 and 10',
    ],
    [
      { execute_batches: [{ ...batch, target_instances: Array(11).fill(target) }] },
      'target_instances size must be between 1 and 10',
    ],
    [withTarget({ resource_id: '' }), 'resource_id size must be between 1 and 64'],
    [withTarget({ resource_id: 'r'.repeat(65) }), 'resource_id size must be between 1 and 64'],
    [withTarget({ agent_sn: undefined }), 'agent_sn must not be null'],
    [withTarget({ agent_sn: 's'.repeat(33) }), 'agent_sn size must be between 1 and 32'],
    [withTarget({ project_id: '' }), 'project_id size must be between 1 and 32'],
    [withTarget({ region_id: 'r'.repeat(33) }), 'region_id size must be between 1 and 32'],
  ])('is refused with %j', async (change, message) => {
    const { emulator } = await startJobs();
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    const reply = await call(emulator, 'POST', path, { ...execution([['i-1']]), ...change });
    expect(reply).toMatchObject(refusal(message));
    expect(emulator.orders()).toEqual([]);
  });

  it.each([
    [withParam({ timeout: 5, success_rate: 1, execute_user: 'u', script_params: [] })],
    [
      withParam({
        timeout: 1800,
        success_rate: 33.3,
        execute_user: 'u'.repeat(32),
        script_params: undefined,
      }),
    ],
    [{ execute_batches: [{ ...batch, batch_index: 2 }, batch] }],
    [withTarget({ resource_id: 'r'.repeat(64), agent_sn: 's'.repeat(32), agent_status: 'ONLINE' })],
  ])('is taken with %j', async (change) => {
    const { emulator } = await startJobs();
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    const reply = await call(emulator, 'POST', path, { ...execution([['i-1']]), ...change });
    expect(reply).toMatchObject({ status: 200 });
  });

  it('is taken on 200 servers in 20 batches', async () => {
    const { emulator } = await startJobs();
    const names = (batchIndex: number) => Array.from({ length: 10 }, (_, at) => `i-${batchIndex}-${at}`);
    const uuid = await execute(
      emulator,
      Array.from({ length: 20 }, (_, at) => names(at)),
    );
    expect(dataOf(await getOrders(emulator, `/${uuid}/statistics`))).toMatchObject({ total_instance: 200 });
  });

  it('can be refused with 204 and no body, as the reference says', async () => {
    const { emulator } = await startJobs({ orders: { executeError: 204 } });
    const reply = await call(emulator, 'POST', `${scriptsPath}/SC1`, execution([['i-1']]));
    expect(reply).toMatchObject({ status: 204, text: '' });
  });
});

describe('the outcome of a script', () => {
  it('is that of the first entry that matches, as it was when the order was created', async () => {
    const { emulator, clock } = await startJobs({
      scripts: { outcomes: [{ match: { resource: '^i-bad' }, status: 'ABNORMAL', message: 'no space' }] },
    });
    const uuid = await execute(emulator, [['i-bad-1', 'i-2']]);
    emulator.setOutcomes([{ match: { script: 'script_2' }, afterMs: 0, message: 'quick' }]);
    const quick = await execute(emulator, [['i-bad-1']]);
    clock.advance(500);
    expect(await instancesOf(emulator, quick, 1)).toMatchObject([{ status: 'FINISHED', message: 'quick' }]);
    clock.advance(2_000);
    expect(await instancesOf(emulator, uuid, 1)).toMatchObject([
      { status: 'ABNORMAL', message: 'no space' },
      { status: 'FINISHED', message: 'script_1 on i-2\nexit code 0\n' },
    ]);
    expect(await statusOf(emulator, uuid)).toBe('ABNORMAL');
  });

  it('is a failure where the agent is offline, and where the time is over', async () => {
    const { emulator, clock } = await startJobs({ scripts: { outcomes: [{ afterMs: 300_001 }] } });
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    const body = execution([['i-1', 'i-2']]);
    const [batch] = body.execute_batches;
    const target_instances = batch?.target_instances.map((each, at) =>
      at === 0 ? { ...each, agent_status: 'OFFLINE' } : each,
    );
    const uuid = uuidOf(
      await call(emulator, 'POST', path, { ...body, execute_batches: [{ ...batch, target_instances }] }),
    );
    clock.advance(500);
    expect(await instancesOf(emulator, uuid, 1)).toMatchObject([
      { status: 'ABNORMAL', message: 'The UniAgent is OFFLINE.' },
      { status: 'PROCESSING', message: '' },
    ]);
    clock.advance(300_000);
    expect(await instancesOf(emulator, uuid, 1)).toMatchObject([
      {},
      { status: 'ABNORMAL', message: 'The execution timed out after 300 s.' },
    ]);
  });

  it('goes by the name and the agent of a server of the fleet, which its instance shows', async () => {
    const { emulator, clock } = await startJobs({
      scripts: { outcomes: [{ match: { resource: 'db-1' }, message: 'vacuumed' }] },
      resources: [
        {
          ...{ id: '1', resource_id: 'i-1', name: 'db-1' },
          properties: { addresses: [{ addr: '10.0.0.1', OsExtIpsType: 'fixed' }] },
        },
        { id: '2', resource_id: 'i-2', name: 'db-2', agent_state: 'OFFLINE' },
      ],
    });
    const uuid = await execute(emulator, [['i-1', 'i-2', 'i-3']]);
    clock.advance(10_000);
    const server = (host_name: unknown, fixed_ip: unknown) => ({
      target_instance: { properties: { host_name, fixed_ip, floating_ip: null, zone_id: null } },
    });
    expect(await instancesOf(emulator, uuid, 1)).toMatchObject([
      { status: 'FINISHED', message: 'vacuumed', ...server('db-1', '10.0.0.1') },
      { status: 'ABNORMAL', message: 'The UniAgent is OFFLINE.', ...server('db-2', null) },
      { status: 'FINISHED', message: 'script_1 on i-3\nexit code 0\n', ...server(null, null) },
    ]);
  });

  it('is shown, replaced and removed by the control API, and kept by a reset', async () => {
    const { emulator } = await startJobs();
    const control = (method: string, body?: unknown) => call(emulator, method, '/emulator/outcomes', body);
    const outcomes = [{ match: { resource: 'i-1' }, afterMs: 5, status: 'ABNORMAL' }];
    expect(await control('PUT', { outcomes })).toMatchObject({ status: 200, json: { outcomes } });
    emulator.reset();
    expect(await control('GET')).toMatchObject({ json: { outcomes } });
    expect(await control('PUT', { outcomes: [{ match: { resource: '^(' } }] })).toMatchObject({
      status: 400,
    });
    expect(await control('PUT', { outcomes: [{ afterMs: -1 }] })).toMatchObject({ status: 400 });
    expect(await control('DELETE')).toMatchObject({ status: 204 });
    expect(await control('GET')).toMatchObject({ json: { outcomes: [] } });
  });

  it('has a log of 1 MB per order at most', async () => {
    const { emulator, clock } = await startJobs({
      scripts: { outcomes: [{ message: '字'.repeat(349_000) }] },
    });
    const uuid = await execute(emulator, [['i-1', 'i-2', 'i-3']]);
    clock.advance(10_000);
    const sizes = (await instancesOf(emulator, uuid, 1)).map(({ message }) => Buffer.byteLength(message));
    expect(sizes).toEqual([1_047_000, 1_575, 0]);
  });
});
