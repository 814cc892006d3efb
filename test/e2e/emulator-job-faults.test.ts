import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import { stopEmulators } from './emulator-client.ts';
import {
  call,
  createScript,
  dataOf,
  execute,
  execution,
  getOrders,
  operate,
  ordersPath,
  script,
  scriptsPath,
  startJobs,
} from './emulator-jobs.ts';

afterEach(stopEmulators);

type Rule = FaultRulesInput['rules'][number];

const setFault = (
  emulator: Emulator,
  operation: NonNullable<Rule['match']>['operation'],
  fault: Rule['fault'],
) => emulator.setFaults({ rules: [{ match: { operation }, fault, times: 1 }] });

describe('a call of scripts or orders whose answer is lost', () => {
  it('has been executed', async () => {
    const { emulator } = await startJobs();
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    setFault(emulator, 'script-execute', { type: 'reset-after' });
    await expect(call(emulator, 'POST', path, execution([['i-1']]))).rejects.toThrow();
    expect(emulator.orders()).toMatchObject([{ uuid: 'SCT20240704120000000000001', status: 'READY' }]);
  });

  it('has not been executed when the connection breaks before', async () => {
    const { emulator } = await startJobs();
    const path = `${scriptsPath}/${await createScript(emulator)}`;
    setFault(emulator, 'script-execute', { type: 'reset-before' });
    await expect(call(emulator, 'POST', path, execution([['i-1']]))).rejects.toThrow();
    expect(emulator.orders()).toEqual([]);
  });

  it('has created, changed, deleted a script, or operated on an order', async () => {
    const { emulator } = await startJobs();
    const order = await execute(emulator, [['i-1']]);
    const lost = { type: 'commit-then-status', shape: 'plain' } as const;
    const refused = { status: 500, json: { error_code: 'COC.00040701', error_msg: 'Internal server error' } };
    setFault(emulator, 'script-create', lost);
    expect(await call(emulator, 'POST', scriptsPath, script)).toMatchObject(refused);
    const uuid = emulator.scripts().at(-1)?.uuid ?? '';
    setFault(emulator, 'script-update', lost);
    const change = { description: 'd', content: 'changed' };
    expect(await call(emulator, 'PUT', `${scriptsPath}/${uuid}`, change)).toMatchObject(refused);
    expect(emulator.scripts().at(-1)).toMatchObject({ content: 'changed' });
    setFault(emulator, 'script-delete', lost);
    expect(await call(emulator, 'DELETE', `${scriptsPath}/${uuid}`)).toMatchObject(refused);
    expect(emulator.scripts()).toHaveLength(1);
    setFault(emulator, 'order-operate', lost);
    expect(await operate(emulator, order, { operation_type: 'CANCEL_ORDER' })).toMatchObject(refused);
    expect(emulator.orders()).toMatchObject([{ status: 'CANCELED' }]);
  });

  it('is refused without an envelope by a fault of that shape', async () => {
    const { emulator } = await startJobs();
    setFault(emulator, 'script-create', { type: 'status', status: 400, shape: 'plain', errorMsg: 'no' });
    expect(await call(emulator, 'POST', scriptsPath, script)).toMatchObject({
      status: 400,
      json: { error_code: 'COC.00040601', error_msg: 'no' },
    });
  });
});

describe.each([
  ['order-detail', ''],
  ['order-statistics', '/statistics'],
  ['order-batches', '/batches'],
  ['order-batch', '/batches/1?limit=1&marker=0'],
] as const)('%s', (operation, path) => {
  it('can lag, and be refused', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1']]);
    clock.advance(1_000);
    setFault(emulator, operation, { type: 'lag', lagMs: 1_001 });
    expect(await getOrders(emulator, `/${uuid}${path}`)).toMatchObject({ status: 400 });
    setFault(emulator, operation, { type: 'status', status: 503 });
    expect(await getOrders(emulator, `/${uuid}${path}`)).toMatchObject({ status: 503 });
    expect(await getOrders(emulator, `/${uuid}${path}`)).toMatchObject({ status: 200 });
  });
});

/** The lists, each by its path, the field of its ids, and a filter that nothing passes. */
const lists = {
  'script-list': [scriptsPath, 'id', 'creator=nobody'],
  'order-list': [ordersPath, 'order_id', 'creator=nobody'],
} as const;

describe.each(Object.keys(lists) as (keyof typeof lists)[])('%s', (operation) => {
  const [path, id, filter] = lists[operation];
  const read = async (emulator: Emulator, query: string) => {
    const reply = await call(emulator, 'GET', `${path}?${query}`);
    const { data, total } = dataOf<{ data: Record<string, number>[]; total: unknown }>(reply);
    return { ids: data.map((row) => row[id]), total };
  };
  const start = async () => {
    const jobs = await startJobs();
    for (let n = 0; n < 5; n += 1) await execute(jobs.emulator, [['i-1']]);
    jobs.clock.advance(1_000);
    return jobs;
  };

  it('has a wrong total, as text, or none', async () => {
    const { emulator } = await start();
    setFault(emulator, operation, { type: 'list', totalOff: 2, totalAs: 'text' });
    expect(await read(emulator, 'limit=10')).toEqual({ ids: [5, 4, 3, 2, 1], total: '7' });
    setFault(emulator, operation, { type: 'list', totalAs: 'missing' });
    expect(await read(emulator, 'limit=10')).toMatchObject({ total: undefined });
  });

  it('has pages that overlap, are small, or lack rows', async () => {
    const { emulator } = await start();
    setFault(emulator, operation, { type: 'list', overlapRows: 1 });
    expect(await read(emulator, 'limit=2&marker=4')).toMatchObject({ ids: [4, 3] });
    setFault(emulator, operation, { type: 'list', pageCap: 1 });
    expect(await read(emulator, 'limit=2&marker=4')).toMatchObject({ ids: [3] });
    setFault(emulator, operation, { type: 'list', missingRows: 2 });
    expect((await read(emulator, 'limit=10')).ids).toHaveLength(3);
  });

  it('ignores filters, and lags', async () => {
    const { emulator } = await start();
    expect(await read(emulator, `limit=10&${filter}`)).toEqual({ ids: [], total: 0 });
    setFault(emulator, operation, { type: 'list', unfiltered: true });
    expect(await read(emulator, `limit=10&${filter}`)).toMatchObject({ ids: [5, 4, 3, 2, 1] });
    setFault(emulator, operation, { type: 'list', lagMs: 1_001 });
    expect(await read(emulator, 'limit=10')).toEqual({ ids: [], total: 0 });
  });
});
