import { afterEach, describe, expect, it } from 'vitest';
import { alarm, alarmPath, post, type Reply, send, startEmulator, stopEmulators } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false } };
const json = { 'content-type': 'application/json' };

function refused(message: string) {
  return {
    status: 400,
    json: { provider_code: '049', error_code: 'COC.00000001', error_msg: message, data: null },
  };
}

describe('a custom event', () => {
  it.each([
    [
      'every field',
      { resourceName: 'r', resourceId: 'i', regionId: 'x', URL: 'http://x', additional: { a: 1 } },
    ],
    ['nulls in optional fields', { alarmStatus: null, additional: null, URL: null }],
    ['texts of 255 units', { alarmName: 'n'.repeat(255), alarmDesc: '说'.repeat(255) }],
    ['fields that COC does not know', { unknown: 1, __proto__x: {} }],
    ['the status ok', { alarmStatus: 'ok' }],
  ])('is accepted with %s', async (_name, change) => {
    const { url } = await startEmulator(open);
    expect((await post(url + alarmPath, { ...alarm, ...change })).status).toBe(200);
  });

  it.each([
    [{ alarmName: undefined }, 'alarmName must not be null'],
    [{ alarmId: null }, 'alarmId must not be null'],
    [{ alarmName: undefined, alarmId: undefined }, 'alarmName must not be null | alarmId must not be null'],
    [{ alarmId: '' }, 'alarmId size must be between 1 and 255'],
    [{ alarmId: 'a'.repeat(256) }, 'alarmId size must be between 1 and 255'],
    [{ alarmId: 'a-1' }, 'alarmId must consist of letters and digits'],
    [{ alarmId: 7 }, 'The field[alarmId] value[7] invalid'],
    [{ alarmLevel: 'critical' }, 'The field[alarmLevel] value[critical] invalid'],
    [{ alarmStatus: 'firing' }, 'The field[alarmStatus] value[firing] invalid'],
    [{ time: '1709118444540' }, 'The field[time] value[1709118444540] invalid'],
    [{ time: 1.5 }, 'The field[time] value[1.5] invalid'],
    [{ time: undefined }, 'time must not be null'],
    [{ nameSpace: undefined }, 'nameSpace must not be null'],
    [{ applicationId: undefined }, 'applicationId must not be null'],
    [{ alarmDesc: 'x'.repeat(256) }, 'alarmDesc size must be between 1 and 255'],
    [{ alarmDesc: '😀'.repeat(128) }, 'alarmDesc size must be between 1 and 255'],
    [{ alarmSource: '' }, 'alarmSource size must be between 1 and 255'],
    [{ URL: 'u'.repeat(256) }, 'URL size must be between 0 and 255'],
    [{ resourceName: ['a'] }, 'The field[resourceName] value[["a"]] invalid'],
    [{ additional: [] }, 'The field[additional] value[[]] invalid'],
    [{ additional: 'text' }, 'The field[additional] value[text] invalid'],
  ])('is refused with %j by the strictest rules', async (change, message) => {
    const strict = { coercion: 'strict', alarmIdCharset: 'letters-and-digits' } as const;
    const { url } = await startEmulator({ ...open, ...strict });
    expect(await post(url + alarmPath, { ...alarm, ...change })).toMatchObject(refused(message));
  });

  it.each([
    [{ alarmId: 'a-1 告警' }],
    [{ alarmId: 7, resourceName: 5 }],
    [{ time: '1709118444540' }],
    [{ time: 1.5 }],
    [{ time: 2 ** 63 }],
  ])('is accepted with %j', async (change) => {
    const { url } = await startEmulator(open);
    expect((await post(url + alarmPath, { ...alarm, ...change })).status).toBe(200);
  });

  it.each([
    [{ time: 'soon' }, 'The field[time] value[soon] invalid'],
    [{ time: '' }, 'time must not be null'],
    [{ alarmName: 5 * 10 ** 300, alarmId: ['a'] }, 'The field[alarmId] value[["a"]] invalid'],
  ])('is refused with %j, which no conversion helps', async (change, message) => {
    const { url } = await startEmulator(open);
    expect(await post(url + alarmPath, { ...alarm, ...change })).toMatchObject(refused(message));
  });

  it('is refused in at most 256 characters', async () => {
    const { url } = await startEmulator(open);
    const reply = await post(url + alarmPath, {
      ...alarm,
      alarmLevel: 'x'.repeat(300),
      time: 'y'.repeat(300),
    });
    expect((reply.json as { error_msg: string }).error_msg).toHaveLength(256);
  });

  it('needs no application id under the current contract', async () => {
    const { url } = await startEmulator({ ...open, contract: 'current' });
    const { applicationId: _applicationId, ...rest } = alarm;
    expect((await post(url + alarmPath, { ...rest, alarmId: 'a-1' })).status).toBe(200);
  });

  it('is accepted only for the configured integration keys', async () => {
    const { url } = await startEmulator({ ...open, integrationKeys: ['key1'] });
    expect((await post(`${url}/v1/event/huawei/custom/key1`, alarm)).status).toBe(200);
    expect((await post(`${url}/v1/event/huawei/custom/key2`, alarm)).status).toBe(400);
  });

  it.each([0, 256])('is refused for an integration key of %i characters', async (length) => {
    const { url } = await startEmulator(open);
    const reply = await post(`${url}/v1/event/huawei/custom/${'k'.repeat(length)}`, alarm);
    expect(reply).toMatchObject(refused('integrationKey size must be between 1 and 255'));
  });
});

describe('a hostile request', () => {
  it.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['half a document', '{"alarmId":'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a text', '"x"'],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a byte order mark', '\ufeff{}'],
    ['an unclosed nesting', '['.repeat(100_000)],
    ['a deep nesting', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('with %s as its body is refused', async (_name, body) => {
    const { url } = await startEmulator(open);
    const reply = await send(url + alarmPath, { method: 'POST', headers: json, body });
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'common.00000400' } });
  });

  it('cannot pollute prototypes', async () => {
    const { url } = await startEmulator(open);
    const body = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(alarm).slice(1)}`;
    expect((await send(url + alarmPath, { method: 'POST', headers: json, body })).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });

  it('cannot use inherited names as fields', async () => {
    const { url } = await startEmulator(open);
    expect((await post(url + alarmPath, {})).text).toContain('alarmId must not be null');
  });

  it('without a JSON content type is refused', async () => {
    const { url } = await startEmulator(open);
    const body = JSON.stringify(alarm);
    expect((await send(url + alarmPath, { method: 'POST', body })).status).toBe(415);
  });

  it('over the size limit gets 413 and a closed connection, with or without a Content-Length', async () => {
    const emulator = await startEmulator({ ...open, maxBodyBytes: 1_000 });
    const body = 'x'.repeat(1_001);
    for (const headers of [{ ...json }, { ...json, 'transfer-encoding': 'chunked' }]) {
      const reply: Reply = await send(emulator.url + alarmPath, { method: 'POST', headers, body });
      expect(reply).toMatchObject({ status: 413, json: { error_code: 'APIG.0201' } });
      expect(reply.headers.connection).toBe('close');
    }
    expect(emulator.alarms()).toEqual([]);
  });

  it.each([
    ['GET', alarmPath],
    ['POST', '/v1/unknown'],
    ['DELETE', '/v1/external/incident/IM1'],
    ['POST', '/V1/external/incident/create'],
    ['GET', '/v1/external/incident/%zz'],
  ])('to an unpublished API (%s %s) gets 404 from the gateway', async (method, path) => {
    const { url } = await startEmulator(open);
    expect(await send(url + path, { method })).toMatchObject({
      status: 404,
      json: { error_code: 'APIG.0101' },
    });
  });
});
