import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { post, send, stopEmulators } from './emulator-client.ts';
import {
  call,
  createScript,
  dataOf,
  exampleOf,
  execution,
  refusal,
  reviewers,
  script,
  scriptsPath,
  startJobs,
} from './emulator-jobs.ts';

afterEach(stopEmulators);

const [param] = script.script_params;
const reviewed = { ...script.properties, reviewers };
const create = (emulator: Emulator, change: object) =>
  call(emulator, 'POST', scriptsPath, { ...script, ...change });
const update = (emulator: Emulator, uuid: string, change: object) =>
  call(emulator, 'PUT', `${scriptsPath}/${uuid}`, { description: 'd', content: 'c', ...change });
const detail = (emulator: Emulator, uuid: string) => call(emulator, 'GET', `${scriptsPath}/${uuid}`);

describe('a new script', () => {
  it('is answered its uuid of 25 characters, and shown in the list and in its detail', async () => {
    const { emulator, clock } = await startJobs();
    const reply = await create(emulator, {});
    expect(reply).toMatchObject({ status: 200, json: { data: 'SC20240704120000000000001' } });
    const at = clock.now();
    const row = {
      ...{ script_uuid: 'SC20240704120000000000001', name: 'clear_tmp', type: 'SHELL', status: 'APPROVED' },
      ...{ gmt_created: at, gmt_modified: at, creator: 'caller', creator_id: 'caller', operator: 'caller' },
      properties: { risk_level: 'LOW', version: '1.0.0', reviewers: [], protocol: null },
    };
    const list = await call(emulator, 'GET', `${scriptsPath}?limit=10`);
    expect(list.json).toEqual({ data: { total: 1, data: [{ id: 1, ...row }] } });
    const { content, description, script_params } = script;
    const whole = { ...row, version: '1.0.0', content, description, script_params };
    expect((await detail(emulator, row.script_uuid)).json).toEqual({ data: whole });
  });

  it('waits for its reviewers, and is approved or rejected by them', async () => {
    const { emulator } = await startJobs();
    const uuid = await createScript(emulator, { properties: reviewed });
    expect(dataOf(await detail(emulator, uuid))).toMatchObject({ status: 'PENDING_APPROVE' });
    const denied = await call(emulator, 'POST', `${scriptsPath}/${uuid}`, execution([['i-1']]));
    expect(denied).toMatchObject(refusal(`The script ${uuid} is PENDING_APPROVE.`, 'COC.00040601'));
    expect(emulator.approveScript(uuid)).toMatchObject({ status: 'APPROVED', operator: 'emulator-person' });
    expect(() => emulator.approveScript(uuid)).toThrow(`nobody can approve ${uuid}: it is APPROVED`);
    expect(dataOf(await detail(emulator, uuid))).toMatchObject({ status: 'APPROVED' });
  });

  it('is taken as the reference has it in its example', async () => {
    const { emulator } = await startJobs();
    const { request, answer } = await exampleOf('4.2.1');
    const reply = await call(emulator, 'POST', scriptsPath, request.body);
    expect(reply.status).toBe(200);
    const { data } = reply.json as { data: string };
    expect(data).toMatch(/^SC\d{14}[0-9a-f]{9}$/);
    expect(data).toHaveLength(String(answer.data).length);
    const { properties, ...rest } = request.body;
    expect(dataOf(await detail(emulator, data))).toMatchObject({
      ...rest,
      properties,
      status: 'PENDING_APPROVE',
    });
  });

  it('is refused with a name that another has, but not once that is deleted', async () => {
    const { emulator } = await startJobs();
    const uuid = await createScript(emulator);
    const again = await create(emulator, { content: 'other' });
    expect(again).toMatchObject(refusal('Exist script with same name: clear_tmp.', 'COC.00040601'));
    const deleted = await call(emulator, 'DELETE', `${scriptsPath}/${uuid}`);
    expect(deleted).toMatchObject({ status: 200, json: { data: uuid } });
    expect(await create(emulator, {})).toMatchObject({ status: 200 });
    expect(emulator.scripts()).toMatchObject([{ id: 2 }]);
  });

  it.each([
    [{ name: undefined }, 'name must not be null'],
    [{ name: '' }, 'name size must be between 1 and 64'],
    [{ name: 'n'.repeat(65) }, 'name size must be between 1 and 64'],
    [{ name: 'a-b' }, 'The field[name] value[a-b] invalid'],
    [{ name: ['n'] }, 'The field[name] value[["n"]] invalid'],
    [{ description: undefined }, 'description must not be null'],
    [{ description: '' }, 'description size must be between 1 and 256'],
    [{ description: 'd'.repeat(257) }, 'description size must be between 1 and 256'],
    [{ type: undefined }, 'type must not be null'],
    [{ type: 'PERL' }, 'The field[type] value[PERL] invalid'],
    [{ content: undefined }, 'content must not be null'],
    [{ content: '' }, 'content size must be between 1 and 4096'],
    [{ content: 'c'.repeat(4097) }, 'content size must be between 1 and 4096'],
    [{ content: '字'.repeat(1366) }, 'content size must be between 1 and 4096'],
    [{ properties: undefined }, 'properties must not be null'],
    [{ properties: [] }, 'The field[properties] value[[]] invalid'],
    [{ properties: { version: '1' } }, 'risk_level must not be null'],
    [{ properties: { risk_level: 'low', version: '1' } }, 'The field[risk_level] value[low] invalid'],
    [{ properties: { risk_level: 'LOW' } }, 'version must not be null'],
    [{ properties: { risk_level: 'LOW', version: '' } }, 'version size must be between 1 and 10'],
    [{ properties: { risk_level: 'LOW', version: '1'.repeat(11) } }, 'version size must be between 1 and 10'],
    [{ properties: { ...reviewed, protocol: 'FAX' } }, 'The field[protocol] value[FAX] invalid'],
    [
      { properties: { ...reviewed, reviewers: Array(6).fill(reviewers[0]) } },
      'reviewers size must be between 0 and 5',
    ],
    [{ properties: { ...reviewed, reviewers: [{ reviewer_id: '1' }] } }, 'reviewer_name must not be null'],
    [{ properties: { ...reviewed, reviewers: [{ reviewer_name: 'a' }] } }, 'reviewer_id must not be null'],
    [
      { properties: { ...reviewed, reviewers: [{ reviewer_name: 'a', reviewer_id: '1'.repeat(33) }] } },
      'reviewer_id size must be between 0 and 32',
    ],
    [{ script_params: [{ ...param, param_name: '' }] }, 'param_name size must be between 1 and 64'],
    [{ script_params: [{ ...param, param_name: 'a b' }] }, 'The field[param_name] value[a b] invalid'],
    [
      { script_params: [{ ...param, param_value: 'v'.repeat(1025) }] },
      'param_value size must be between 0 and 1024',
    ],
    [
      { script_params: [{ ...param, param_description: 'd'.repeat(257) }] },
      'param_description size must be between 0 and 256',
    ],
    [{ script_params: [{ ...param, param_order: 0 }] }, 'The field[param_order] value[0] invalid'],
    [{ script_params: [{ ...param, param_order: 21 }] }, 'The field[param_order] value[21] invalid'],
    [{ script_params: [{ ...param, param_order: 2 }] }, 'The field[param_order] value[2] invalid'],
    [{ script_params: [{ ...param, sensitive: undefined }] }, 'sensitive must not be null'],
    [{ script_params: [param, { ...param, param_order: 2 }] }, 'The field[param_name] value[path] invalid'],
    [{ name: undefined, content: undefined }, 'name must not be null | content must not be null'],
  ])('is refused with %j', async (change, message) => {
    const { emulator } = await startJobs();
    expect(await create(emulator, change)).toMatchObject(refusal(message));
    expect(emulator.scripts()).toEqual([]);
  });

  it('is refused with more than 20 parameters, as the example of the reference says it', async () => {
    const { emulator } = await startJobs();
    const many = Array.from({ length: 21 }, (_, at) => ({
      ...param,
      param_name: `p${at}`,
      param_order: at + 1,
    }));
    const reply = await create(emulator, { script_params: many });
    // The last of them has an order that is too large.
    expect(reply).toMatchObject(refusal('The field[param_order] value[21] invalid'));
    const twice = many.map((each) => ({ ...each, param_order: 1 }));
    expect(await create(emulator, { script_params: twice })).toMatchObject(
      refusal('script_params size must be between 0 and 20'),
    );
    expect(await create(emulator, { script_params: many.slice(0, 20) })).toMatchObject({ status: 200 });
  });

  it.each([';', '|', '$', '<', '(', "'", '%', '!', '*', '~', '\n', '..', '字'])(
    'is refused with a value with %j',
    async (sign) => {
      const { emulator } = await startJobs();
      const reply = await create(emulator, { script_params: [{ ...param, param_value: `a${sign}b` }] });
      expect(reply).toMatchObject(refusal('The paramValue is invalid.', 'COC.00040601'));
    },
  );

  it.each([
    [{ name: '脚本_1' }],
    [{ name: 'n'.repeat(64), description: 'd'.repeat(256), content: 'c'.repeat(4096), script_params: [] }],
    [{ properties: { ...reviewed, reviewers: Array(5).fill({ reviewer_name: 'a', reviewer_id: '' }) } }],
    [{ script_params: null }],
    [{ script_params: [{ ...param, param_value: 'aZ09_-/. ?:",=+@\\[{]}', param_description: '' }] }],
    [{ script_params: [{ ...param, param_value: '' }] }],
    [{ script_params: [{ ...param, param_order: '1', sensitive: 'true', param_value: 5 }], unknown: 1 }],
  ])('is taken with %j', async (change) => {
    const { emulator } = await startJobs();
    expect(await create(emulator, change)).toMatchObject({ status: 200 });
  });

  it('is refused when it is not JSON, and with texts for numbers when types are strict', async () => {
    const { emulator } = await startJobs({ coercion: 'strict' });
    const broken = await send(`${emulator.url}${scriptsPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken).toMatchObject(refusal('The request body is invalid.'));
    const reply = await create(emulator, { script_params: [{ ...param, param_order: '1' }] });
    expect(reply).toMatchObject(refusal('The field[param_order] value[1] invalid'));
  });
});

describe('a changed script', () => {
  it('keeps what is left out, and its name and type', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await createScript(emulator);
    clock.advance(1000);
    const reply = await update(emulator, uuid, { content: 'ls', name: 'other', type: 'BAT' });
    expect(reply).toMatchObject({ status: 200, json: { data: uuid } });
    const { name, type, script_params } = script;
    expect(dataOf(await detail(emulator, uuid))).toMatchObject({
      ...{ name, type, script_params, content: 'ls', description: 'd', status: 'APPROVED' },
      ...{ gmt_created: clock.now() - 1000, gmt_modified: clock.now() },
    });
  });

  it('is changed as the reference has it in its example', async () => {
    const { emulator } = await startJobs();
    const uuid = await createScript(emulator);
    const { request } = await exampleOf('4.2.4');
    const reply = await call(emulator, 'PUT', `${scriptsPath}/${uuid}`, request.body);
    expect(reply.json).toEqual({ data: uuid });
    const { content, description, properties, script_params } = request.body;
    const shown = dataOf<object>(await detail(emulator, uuid));
    expect(shown).toMatchObject({ content, description, properties, script_params, name: 'clear_tmp' });
  });

  it('with reviewers needs them again, and their approval', async () => {
    const { emulator } = await startJobs();
    const uuid = await createScript(emulator, { properties: reviewed });
    emulator.approveScript(uuid);
    const none = refusal('reviewers size must be between 1 and 5');
    expect(await update(emulator, uuid, {})).toMatchObject(none);
    expect(await update(emulator, uuid, { properties: script.properties })).toMatchObject(none);
    expect(await update(emulator, uuid, { properties: reviewed })).toMatchObject({ status: 200 });
    expect(emulator.scripts()).toMatchObject([{ status: 'PENDING_APPROVE' }]);
  });

  it.each([
    [{ description: undefined }, 'description must not be null'],
    [{ description: '' }, 'description size must be between 1 and 256'],
    [{ content: null }, 'content must not be null'],
    [{ content: 'c'.repeat(4097) }, 'content size must be between 1 and 4096'],
    [{ properties: {} }, 'risk_level must not be null'],
    [{ script_params: 'x' }, 'The field[script_params] value[x] invalid'],
  ])('is refused with %j', async (change, message) => {
    const { emulator } = await startJobs();
    expect(await update(emulator, await createScript(emulator), change)).toMatchObject(refusal(message));
    expect(emulator.scripts()).toMatchObject([{ content: script.content }]);
  });
});

describe('an unknown script', () => {
  it.each([
    ['GET', undefined],
    ['DELETE', undefined],
    ['PUT', { description: 'd', content: 'c' }],
    ['POST', execution([['i-1']])],
  ])('is refused with %s', async (method, body) => {
    const { emulator } = await startJobs();
    const unknown = await call(emulator, method, `${scriptsPath}/SC1`, body);
    expect(unknown).toMatchObject(refusal('The script SC1 does not exist.', 'COC.00040601'));
    const long = await call(emulator, method, `${scriptsPath}/${'S'.repeat(26)}`, body);
    expect(long).toMatchObject(refusal('script_uuid size must be between 1 and 25'));
    expect(await call(emulator, method, `${scriptsPath}/`, body)).toMatchObject(
      refusal('script_uuid size must be between 1 and 25'),
    );
  });
});

describe('the list of scripts', () => {
  const namesOf = async (emulator: Emulator, query: string) => {
    const { data } = dataOf<{ data: { name: string }[] }>(
      await call(emulator, 'GET', `${scriptsPath}?${query}`),
    );
    return data.map(({ name }) => name);
  };

  it.each([
    ['limit=10', ['c', 'b', 'A_1']],
    ['limit=2', ['c', 'b']],
    ['limit=2&marker=0', ['c', 'b']],
    ['limit=2&marker=2', ['A_1']],
    ['limit=2&marker=9223372036854775807', ['c', 'b']],
    ['limit=10&name_like=a', ['A_1']],
    ['limit=10&risk_level=HIGH', ['b']],
    ['limit=10&type=PYTHON', ['c']],
    ['limit=10&creator=caller', ['c', 'b', 'A_1']],
    ['limit=10&creator=ann', []],
  ])('finds by %s', async (query, names) => {
    const { emulator } = await startJobs();
    await createScript(emulator, { name: 'A_1' });
    await createScript(emulator, { name: 'b', properties: { risk_level: 'HIGH', version: '1' } });
    await createScript(emulator, { name: 'c', type: 'PYTHON' });
    expect(await namesOf(emulator, query)).toEqual(names);
  });

  it('goes on behind a row that was deleted meanwhile', async () => {
    const { emulator } = await startJobs();
    await createScript(emulator, { name: 'a' });
    const b = await createScript(emulator, { name: 'b' });
    await createScript(emulator, { name: 'c' });
    await call(emulator, 'DELETE', `${scriptsPath}/${b}`);
    expect(await namesOf(emulator, 'limit=2&marker=2')).toEqual(['a']);
  });

  it.each([
    ['', 'limit must not be null'],
    ['limit=0', 'The field[limit] value[0] invalid'],
    ['limit=101', 'The field[limit] value[101] invalid'],
    ['limit=x', 'The field[limit] value[x] invalid'],
    ['limit=1&marker=-1', 'The field[marker] value[-1] invalid'],
    ['limit=1&name_like=', 'name_like size must be between 1 and 32'],
    [`limit=1&name_like=${'n'.repeat(33)}`, 'name_like size must be between 1 and 32'],
    [`limit=1&creator=${'n'.repeat(65)}`, 'creator size must be between 1 and 64'],
    ['limit=1&risk_level=NONE', 'The field[risk_level] value[NONE] invalid'],
    ['limit=1&type=sh', 'The field[type] value[sh] invalid'],
  ])('is refused with %j', async (query, message) => {
    const { emulator } = await startJobs();
    expect(await call(emulator, 'GET', `${scriptsPath}?${query}`)).toMatchObject(refusal(message));
  });

  it('is bare as in the tables of the reference, if that is wanted', async () => {
    const { emulator } = await startJobs({ orders: { table: 'bare' } });
    const uuid = await createScript(emulator);
    const list = await call(emulator, 'GET', `${scriptsPath}?limit=1`);
    expect(list.json).toMatchObject({ total: 1, data: [{ script_uuid: uuid }] });
    expect((await detail(emulator, uuid)).json).toMatchObject({ script_uuid: uuid });
  });
});

describe('the control of scripts', () => {
  it('shows all, approves, rejects, and says when it cannot', async () => {
    const { emulator } = await startJobs();
    const one = await createScript(emulator, { properties: reviewed });
    const two = await createScript(emulator, { name: 'two', properties: reviewed });
    const review = (path: string) => post(`${emulator.url}/emulator/scripts/${path}`, {});
    expect(await review(`${one}/approve`)).toMatchObject({ status: 200, json: { status: 'APPROVED' } });
    expect(await review(`${two}/reject`)).toMatchObject({ status: 200, json: { status: 'REJECTED' } });
    expect(await review(`${two}/approve`)).toMatchObject({ status: 409 });
    expect(await review('SC1/approve')).toMatchObject({ status: 404 });
    const shown = await send(`${emulator.url}/emulator/scripts`);
    expect(shown.json).toMatchObject({ total: 2, scripts: [{ uuid: one }, { status: 'REJECTED' }] });
    emulator.reset();
    expect(emulator.scripts()).toEqual([]);
    expect(await createScript(emulator)).toBe('SC20240704120000000000003');
  });

  it('finds scripts again after a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    const { emulator: before } = await startJobs({ dataDir });
    const uuid = await createScript(before, { properties: reviewed });
    await before.stop();
    const { emulator: after } = await startJobs({ dataDir });
    expect(after.approveScript(uuid)).toMatchObject({ name: 'clear_tmp' });
    await after.stop();
    await rm(dataDir, { recursive: true });
  });
});
