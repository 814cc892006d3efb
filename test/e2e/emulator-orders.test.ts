import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { send, stopEmulators } from './emulator-client.ts';
import {
  dataOf,
  execute,
  getOrders,
  instancesOf,
  operate,
  refusal,
  startJobs,
  statusOf,
} from './emulator-jobs.ts';

afterEach(stopEmulators);

describe('an order', () => {
  it('runs its batches one after another', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1', 'i-2'], ['i-3']]);
    clock.advance(600);
    const statistics = dataOf<{ execute_statistics: object[] }>(
      await getOrders(emulator, `/${uuid}/statistics`),
    );
    expect(statistics).toEqual({
      total_instance: 3,
      execute_statistics: [
        { instance_status: 'READY', instance_count: 1, batch_indexes: [2] },
        { instance_status: 'PROCESSING', instance_count: 2, batch_indexes: [1] },
        { instance_status: 'ABNORMAL', instance_count: 0, batch_indexes: [] },
        { instance_status: 'CANCELED', instance_count: 0, batch_indexes: [] },
        { instance_status: 'FINISHED', instance_count: 0, batch_indexes: [] },
      ],
    });
    const batches = [
      { batch_index: 1, total_instances: 2, rotation_strategy: 'CONTINUE', properties: null },
      { batch_index: 2, total_instances: 1, rotation_strategy: 'CONTINUE', properties: null },
    ];
    expect((await getOrders(emulator, `/${uuid}/batches`)).json).toEqual({ data: batches });
    clock.advance(2_000);
    expect(dataOf(await getOrders(emulator, `/${uuid}`))).toMatchObject({
      properties: { current_execute_batch_index: 2 },
    });
    clock.advance(2_000);
    expect(await statusOf(emulator, uuid)).toBe('FINISHED');
  });

  it.each([
    [{ statusNames: '2.0' }, 'ERROR'],
    [{ statusNames: 'current' }, 'ABNORMAL'],
  ] as const)(
    'that failed is, with %j, %s in its detail, ABNORMAL in the list and has no end',
    async (orders, status) => {
      const { emulator, clock } = await startJobs({
        orders,
        scripts: { outcomes: [{ status: 'ABNORMAL' }] },
      });
      const uuid = await execute(emulator, [['i-1'], ['i-2']]);
      clock.advance(10_000);
      const end = { gmt_finished: null, execute_costs: null };
      expect(dataOf(await getOrders(emulator, `/${uuid}`))).toMatchObject({ status, ...end });
      expect(dataOf(await getOrders(emulator, ''))).toMatchObject({ data: [{ status: 'ABNORMAL', ...end }] });
      expect(await instancesOf(emulator, uuid, 2)).toMatchObject([{ status: 'READY' }]);
    },
  );

  it('tells its costs in seconds, and bare, if that is wanted', async () => {
    const { emulator, clock } = await startJobs({ orders: { costs: 's', table: 'bare' } });
    const uuid = await execute(emulator, [['i-1']]);
    clock.advance(10_000);
    expect((await getOrders(emulator, `/${uuid}`)).json).toMatchObject({
      execute_uuid: uuid,
      execute_costs: 2,
    });
    expect((await getOrders(emulator, `/${uuid}/batches`)).json).toMatchObject([{ batch_index: 1 }]);
    expect((await getOrders(emulator, '')).json).toMatchObject({ total: 1, data: [{ execute_uuid: uuid }] });
  });

  it('is shown with a lag, and acts without', async () => {
    const { emulator, clock } = await startJobs({ orders: { lagMs: 1_000 } });
    const uuid = await execute(emulator, [['i-1']]);
    expect(await getOrders(emulator, `/${uuid}`)).toMatchObject({ status: 400 });
    expect(dataOf(await getOrders(emulator, ''))).toMatchObject({ total: 0 });
    clock.advance(1_000);
    expect(await statusOf(emulator, uuid)).toBe('READY');
    expect(await operate(emulator, uuid, { operation_type: 'CANCEL_ORDER' })).toMatchObject({ status: 200 });
    expect(await statusOf(emulator, uuid)).toBe('READY');
    expect(emulator.orders()).toMatchObject([{ status: 'CANCELED' }]);
    clock.advance(1_000);
    expect(await statusOf(emulator, uuid)).toBe('CANCELED');
  });

  it('that is unknown is refused by every call', async () => {
    const { emulator } = await startJobs();
    const unknown = refusal('The order SCT1 does not exist.', 'COC.00040601');
    expect(await getOrders(emulator, '/SCT1')).toMatchObject(unknown);
    expect(await getOrders(emulator, '/SCT1/batches')).toMatchObject(unknown);
    expect(await getOrders(emulator, '/SCT1/statistics')).toMatchObject(unknown);
    expect(await getOrders(emulator, '/SCT1/batches/1?limit=1&marker=0')).toMatchObject(unknown);
    expect(await operate(emulator, 'SCT1', { operation_type: 'CANCEL_ORDER' })).toMatchObject(unknown);
    const long = refusal('execute_uuid size must be between 1 and 26');
    expect(await getOrders(emulator, `/${'S'.repeat(27)}`)).toMatchObject(long);
    expect(await operate(emulator, '', { operation_type: 'CANCEL_ORDER' })).toMatchObject(long);
  });

  it('goes on over a restart, and is forgotten by a reset', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    const { emulator: before } = await startJobs({ dataDir });
    const uuid = await execute(before, [['i-1']]);
    await before.stop();
    const { emulator: after, clock } = await startJobs({ dataDir });
    expect(await statusOf(after, uuid)).toBe('READY');
    clock.advance(10_000);
    expect(await statusOf(after, uuid)).toBe('FINISHED');
    const shown = await send(`${after.url}/emulator/orders`);
    expect(shown.json).toMatchObject({
      total: 1,
      orders: [{ uuid, status: 'FINISHED', batches: [{ index: 1 }] }],
    });
    after.reset();
    expect(after.orders()).toEqual([]);
    expect(await execute(after, [['i-1']])).toMatch(/02$/);
    expect(after.orders()).toMatchObject([{ batches: [{ instances: [{ plan: { id: 2 } }] }] }]);
    await after.stop();
    await rm(dataDir, { recursive: true });
  });
});

describe('the list of orders', () => {
  const seconds = Date.UTC(2024, 6, 4, 12) / 1000;

  it.each([
    ['', [3, 2, 1]],
    ['limit=2', [3, 2]],
    ['limit=2&marker=2', [1]],
    ['marker=2147483647', [3, 2, 1]],
    [`start_time=${seconds + 1}`, [3]],
    [`end_time=${seconds}`, [2, 1]],
    ['creator=caller', [3, 2, 1]],
    ['creator=ann', []],
    ['status=PROCESSING', [2, 1]],
    ['status=READY', [3]],
    ['status=ABNORMAL', []],
  ])('finds by %j', async (query, ids) => {
    const { emulator, clock } = await startJobs();
    await execute(emulator, [['i-1']]);
    await execute(emulator, [['i-1']]);
    clock.advance(1_000);
    await execute(emulator, [['i-1']]);
    const { data } = dataOf<{ data: { order_id: number }[] }>(await getOrders(emulator, `?${query}`));
    expect(data.map(({ order_id }) => order_id)).toEqual(ids);
  });

  it('has ten rows without a limit, and names the regions of each', async () => {
    const { emulator } = await startJobs();
    for (let n = 0; n < 11; n += 1) await execute(emulator, [['i-1', 'i-2']]);
    const { total, data } = dataOf<{ total: number; data: object[] }>(await getOrders(emulator, ''));
    expect(total).toBe(11);
    expect(data).toHaveLength(10);
    expect(data[0]).toMatchObject({ order_name: 'script_11', properties: { region_ids: 'cn-north-4' } });
  });

  it.each([
    ['limit=0', 'The field[limit] value[0] invalid'],
    ['limit=101', 'The field[limit] value[101] invalid'],
    ['marker=0', 'The field[marker] value[0] invalid'],
    ['marker=2147483648', 'The field[marker] value[2147483648] invalid'],
    ['start_time=0', 'The field[start_time] value[0] invalid'],
    ['end_time=1720094400000', 'The field[end_time] value[1720094400000] invalid'],
    [`creator=${'c'.repeat(65)}`, 'creator size must be between 1 and 64'],
    ['status=ERROR', 'The field[status] value[ERROR] invalid'],
  ])('is refused with %j', async (query, message) => {
    const { emulator } = await startJobs();
    expect(await getOrders(emulator, `?${query}`)).toMatchObject(refusal(message));
  });
});

describe('the instances of a batch', () => {
  it('come by their ids, in pages, and by their state', async () => {
    const { emulator, clock } = await startJobs({
      scripts: { outcomes: [{ match: { resource: 'i-2' }, afterMs: 9_000 }] },
    });
    const uuid = await execute(emulator, [['i-1', 'i-2', 'i-3']]);
    clock.advance(3_000);
    const idsOf = async (query: string) => (await instancesOf(emulator, uuid, 1, query)).map(({ id }) => id);
    expect(await idsOf('limit=2&marker=0')).toEqual([1, 2]);
    expect(await idsOf('limit=2&marker=2')).toEqual([3]);
    expect(await idsOf('limit=50&marker=3')).toEqual([]);
    expect(await idsOf('limit=50&marker=0&status=FINISHED')).toEqual([1, 3]);
    expect(await idsOf('limit=50&marker=0&status=PROCESSING')).toEqual([2]);
    const whole = await getOrders(emulator, `/${uuid}/batches/1?limit=1&marker=0&status=PROCESSING`);
    expect(dataOf(whole)).toMatchObject({ batch_index: 1, total_instances: 3 });
  });

  it.each([
    ['1?marker=0', 'limit must not be null'],
    ['1?limit=10', 'marker must not be null'],
    ['1?limit=0&marker=0', 'The field[limit] value[0] invalid'],
    ['1?limit=51&marker=0', 'The field[limit] value[51] invalid'],
    ['1?limit=1&marker=2147483648', 'The field[marker] value[2147483648] invalid'],
    ['1?limit=1&marker=0&status=ERROR', 'The field[status] value[ERROR] invalid'],
    ['0?limit=1&marker=0', 'The field[batch_index] value[0] invalid'],
    ['21?limit=1&marker=0', 'The field[batch_index] value[21] invalid'],
    ['x?limit=1&marker=0', 'The field[batch_index] value[x] invalid'],
  ])('are refused with %s', async (path, message) => {
    const { emulator } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    expect(await getOrders(emulator, `/${uuid}/batches/${path}`)).toMatchObject(refusal(message));
    const unknown = refusal('The batch 2 does not exist.', 'COC.00040601');
    expect(await getOrders(emulator, `/${uuid}/batches/2?limit=1&marker=0`)).toMatchObject(unknown);
  });
});
