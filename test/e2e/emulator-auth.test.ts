import { afterEach, describe, expect, it } from 'vitest';
import {
  alarm,
  alarmPath,
  post,
  type Reply,
  send,
  sign,
  startEmulator,
  stopEmulators,
  testClock,
} from './emulator-client.ts';

afterEach(stopEmulators);

const login = (password = 'emulator-password', scope: unknown = { project: { name: 'cn-north-4' } }) => ({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: 'emulator', password, domain: { name: 'emulator-domain' } } },
    },
    scope,
  },
});

const report = (url: string, headers: Record<string, string>, body = JSON.stringify(alarm)): Promise<Reply> =>
  send(url + alarmPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

function signed(url: string, time: number, keys: { accessKey?: string; secretKey?: string } = {}) {
  return sign(url + alarmPath, { method: 'POST', body: JSON.stringify(alarm), time, ...keys });
}

describe('AK/SK', () => {
  it('accepts a signed call', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now });
    expect(await report(url, signed(url, clock.now()))).toMatchObject({
      status: 200,
      json: { provider_code: '049', error_code: 'COC.00000000', error_msg: 'success', data: null },
    });
  });

  it('refuses a body that was changed after signing, with the request id of the header', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now });
    const reply = await report(url, signed(url, clock.now()), JSON.stringify({ ...alarm, alarmId: 'a2' }));
    expect(reply).toMatchObject({
      status: 401,
      json: { error_code: 'APIG.0301', error_msg: expect.stringContaining('verify aksk signature fail') },
    });
    expect(reply.json).toMatchObject({ request_id: reply.headers['x-request-id'] });
  });

  it('refuses a wrong clock, and sends its own time in the Date header', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now, gatewayPrefix: 'APIGW' });
    const reply = await report(url, signed(url, clock.now() + 901_000));
    expect(reply).toMatchObject({ status: 401, json: { error_code: 'APIGW.0301' } });
    expect(reply.headers.date).toBe('Thu, 04 Jul 2024 12:00:00 GMT');
  });

  it('locks a key after five bad signatures until it is unlocked', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now });
    const bad = signed(url, clock.now(), { secretKey: 'wrong' });
    for (let n = 0; n < 5; n += 1) await report(url, bad);
    const locked = { error_msg: expect.stringContaining('AK access failed to reach the limit,forbidden') };
    expect((await report(url, signed(url, clock.now()))).json).toMatchObject(locked);
    await send(`${url}/emulator/unlock`, { method: 'POST' });
    expect((await report(url, signed(url, clock.now()))).status).toBe(200);
  });

  it('accepts the new keys and refuses the old ones after a rotation', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now });
    const fresh = { accessKey: 'ak2', secretKey: 'sk2' };
    const reply = await send(`${url}/emulator/access-keys`, {
      method: 'PUT',
      body: JSON.stringify({ accessKeys: [fresh] }),
    });
    expect(reply.status).toBe(204);
    expect((await report(url, signed(url, clock.now()))).json).toMatchObject({
      error_msg: expect.stringContaining('err:ak not exist'),
    });
    expect((await report(url, signed(url, clock.now(), fresh))).status).toBe(200);
  });
});

describe('credentials', () => {
  it('that are missing are refused in the words of COC or IAM', async () => {
    const { url } = await startEmulator();
    expect(await report(url, {})).toMatchObject({
      status: 401,
      json: { error_code: 'common.01010001', error_msg: 'Token missing or invalid.' },
    });
    expect(await send(`${url}/v3/projects`)).toMatchObject({
      status: 401,
      json: { error: { code: 401, title: 'Unauthorized' } },
    });
  });

  it('may be missing when they are not required, but are checked when they are sent', async () => {
    const { url } = await startEmulator({ auth: { required: false } });
    expect((await report(url, {})).status).toBe(200);
    expect((await report(url, { 'x-auth-token': 'nonsense' })).status).toBe(401);
    expect((await report(url, { authorization: 'Basic eDp5' })).status).toBe(401);
  });
});

describe('IAM tokens', () => {
  it('are issued, work for a day, and then must be updated', async () => {
    const clock = testClock();
    const { url } = await startEmulator({ now: clock.now });
    const issued = await post(`${url}/v3/auth/tokens?nocatalog=true`, login());
    expect(issued).toMatchObject({
      status: 201,
      json: { token: { expires_at: '2024-07-05T12:00:00.000000Z', project: { name: 'cn-north-4' } } },
    });
    const token = String(issued.headers['x-subject-token']);
    clock.advance(86_399_999);
    expect((await report(url, { 'x-auth-token': token })).status).toBe(200);
    clock.advance(1);
    expect(await report(url, { 'x-auth-token': token })).toMatchObject({
      status: 401,
      json: { error_code: 'APIG.0307', error_msg: 'The token must be updated.' },
    });
  });

  it.each([[{ domain: { name: 'emulator-domain' } }], [undefined]])(
    'without a project, of scope %j, open the API of IAM only',
    async (scope) => {
      const { url } = await startEmulator();
      const body = login('emulator-password', scope ?? {});
      const token = String((await post(`${url}/v3/auth/tokens`, body)).headers['x-subject-token']);
      const headers = { 'x-auth-token': token };
      expect((await send(`${url}/v3/projects`, { headers })).status).toBe(200);
      expect(await report(url, headers)).toMatchObject({ status: 401, json: { error_code: 'APIG.0301' } });
    },
  );

  it('name the services, unless that is unwanted', async () => {
    const { url } = await startEmulator();
    const all = (await post(`${url}/v3/auth/tokens`, login())).json;
    expect(all).toMatchObject({ token: { catalog: [{ type: 'coc', endpoints: [{ url }] }] } });
    const short = (await post(`${url}/v3/auth/tokens?nocatalog=true`, login())).json;
    expect((short as { token: object }).token).not.toHaveProperty('catalog');
  });

  it('end early by the control API', async () => {
    const { url } = await startEmulator();
    const token = String((await post(`${url}/v3/auth/tokens`, login())).headers['x-subject-token']);
    await send(`${url}/emulator/tokens/expire`, { method: 'POST' });
    expect((await report(url, { 'x-auth-token': token })).json).toMatchObject({ error_code: 'APIG.0307' });
  });

  it('give access to the list of projects', async () => {
    const { url } = await startEmulator();
    const token = String((await post(`${url}/v3/auth/tokens`, login())).headers['x-subject-token']);
    const headers = { 'x-auth-token': token };
    expect((await send(`${url}/v3/projects?name=cn-north-4`, { headers })).json).toMatchObject({
      projects: [
        {
          ...{ id: '0123456789abcdef0123456789abcdef', name: 'cn-north-4', is_domain: false, enabled: true },
          links: { self: `${url}/v3/projects/0123456789abcdef0123456789abcdef`, next: null, previous: null },
        },
      ],
    });
    expect((await send(`${url}/v3/projects?name=other`, { headers })).json).toMatchObject({ projects: [] });
  });

  it.each([
    ['a wrong password', login('wrong'), 401],
    ['an unknown project', login('emulator-password', { project: { name: 'mars-1' } }), 404],
    ['another method', { auth: { identity: { methods: ['token'] } } }, 400],
    ['an empty body', {}, 400],
  ])('are refused for %s, in the shape of Keystone', async (_name, body, status) => {
    const { url } = await startEmulator();
    expect(await post(`${url}/v3/auth/tokens`, body)).toMatchObject({
      status,
      json: { error: { code: status } },
    });
  });
});
