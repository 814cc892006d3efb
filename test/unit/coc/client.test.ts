import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CocCall, CocClient } from '../../../src/coc/client.ts';
import type { Credentials } from '../../../src/coc/credentials/credentials.ts';
import type { HttpAnswer, HttpFailure } from '../../../src/coc/exchange.ts';
import type { ObservedCall } from '../../../src/coc/observed-call.ts';
import type { Transport } from '../../../src/coc/transport.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { SUCCESS } from './coc-server.ts';

const REPORT: CocCall = { operation: 'report-alarm', path: '/v1/event/huawei/custom/key', body: {} };
const CREATE: CocCall = { operation: 'create-incident', path: '/v1/external/incident/create', body: {} };
const BAD_SIGNATURE = { error_code: 'APIG.0301', error_msg: 'verify aksk signature fail' };
const OLD_TOKEN = { error_code: 'APIGW.0307', error_msg: 'The token must be updated' };
const MINUTE = 60_000;

type End = HttpAnswer | HttpFailure;

function answer(status: number, body: object = SUCCESS, headers: Record<string, string> = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body: JSON.stringify(body), truncated: false };
}

function broken(code: string, part: Partial<HttpFailure> = {}): HttpFailure {
  const error = Object.assign(new Error('it broke'), { code });
  return { kind: 'failure', cause: 'error', sent: true, answered: false, error, ...part };
}

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
  clock.advance(7_000);
});

/** A client whose calls end as told, one after the other, and then all well; with what it did. */
function open(ends: readonly (() => End)[] = [], changes: Partial<Credentials> = {}) {
  const did = { authorized: 0, sent: [] as string[], observed: [] as ObservedCall[], closed: [] as string[] };
  const left = [...ends];
  const transportOf = (name: string): Transport => ({
    send: async () => {
      did.sent.push(name);
      return left.shift()?.() ?? answer(200);
    },
    close: async () => void did.closed.push(name),
  });
  const credentials: Credentials = {
    signed: false,
    authorize: async () => {
      did.authorized += 1;
      return { kind: 'headers', headers: {} };
    },
    renew: () => false,
    version: () => '1',
    identity: () => ({ credentials: [], scope: [] }),
    secrets: () => [],
    close: async () => void did.closed.push('credentials'),
    ...changes,
  };
  const client = new CocClient('https://coc.example', {
    ...{ clock, timers: clock, credentials, timeoutMs: 15_000 },
    transport: transportOf('kept'),
    freshTransport: transportOf('fresh'),
    onCall: (call) => did.observed.push(call),
  });
  return { client, did };
}

describe('a call to COC', () => {
  it.each([
    '',
    '/',
    'v1/alarms',
    'x/v1',
    '/v1/',
    '/v1//x',
    '/v1/a b',
    '/v1/x?y',
    '/v1/ü',
    '/ /v1',
    '/v1/..',
    '/./v1',
  ])('is not sent to the path %j', async (path) => {
    const { client, did } = open();
    const { outcome } = await client.call({ ...REPORT, path });
    expect(outcome).toMatchObject({
      ...{ kind: 'retry', reason: 'unknown-integration', scope: 'destination' },
      detail: expect.stringMatching(/^not sent: the path of a call can only have letters/),
    });
    expect([did.authorized, did.sent]).toEqual([0, []]);
  });

  it.each(['/v1', '/v1/...', '/v1/.x/..y', '/A-z/0_9.~'])('is sent to the path %s', async (path) => {
    const { client, did } = open();
    expect((await client.call({ ...REPORT, path })).outcome.kind).toBe('delivered');
    expect(did.sent).toEqual(['kept']);
  });

  it('is neither authorized nor sent when it is interrupted before it begins', async () => {
    const { client, did } = open();
    const { outcome } = await client.call(REPORT, AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'retry', reason: 'interrupted' });
    expect([did.authorized, did.sent]).toEqual([0, []]);
  });

  it('leaves no timer behind', async () => {
    await open().client.call(REPORT);
    await open([() => broken('ETIMEDOUT')]).client.call(REPORT);
    expect(clock.timers).toBe(0);
  });

  it('is told to an observer with the time that it took', async () => {
    const { client, did } = open([
      () => {
        clock.advance(250);
        return answer(200);
      },
    ]);
    await client.call(REPORT);
    expect(did.observed).toEqual([{ operation: 'report-alarm', status: 200, durationMs: 250 }]);
  });
});

describe('the result of a call', () => {
  it('has the body of a success, and a code only when there is one', async () => {
    expect(await open([() => answer(200, { data: 1 })]).client.call(REPORT)).toStrictEqual({
      ...{ outcome: { kind: 'delivered' }, status: 200, connected: true },
      json: { data: 1 },
      value: { data: 1 },
    });
    expect(await open([() => answer(200, SUCCESS)]).client.call(REPORT)).toMatchObject({
      code: 'COC.00000000',
    });
  });

  it('has no body of a refusal', async () => {
    const refused = await open([() => answer(400, { error_code: 'COC.00000001' })]).client.call(REPORT);
    expect(refused).toStrictEqual({
      outcome: { kind: 'rejected', reason: 'bad-request', detail: 'HTTP 400 COC.00000001' },
      ...{ status: 400, connected: true, code: 'COC.00000001' },
    });
  });

  it.each([true, false])('says without an answer whether a connection was open: %s', async (sent) => {
    const failed = await open([() => broken('ETIMEDOUT', { sent })]).client.call(REPORT);
    expect(failed).toStrictEqual({
      outcome: expect.objectContaining({ kind: 'retry', reason: 'timeout' }),
      connected: sent,
    });
  });
});

describe('a connection that breaks', () => {
  it.each<[string, CocCall, HttpFailure, string[]]>([
    ['is closed before the answer', REPORT, broken('ECONNRESET'), ['kept', 'kept']],
    ['is closed before anything is sent', REPORT, broken('ECONNRESET', { sent: false }), ['kept']],
    ['is closed amid the answer', REPORT, broken('ECONNRESET', { answered: true }), ['kept']],
    ['breaks in another way', REPORT, broken('EHOSTUNREACH'), ['kept']],
    ['is closed under a call that must not be repeated', CREATE, broken('ECONNRESET'), ['fresh']],
  ])('%s: the call is made again only if that is harmless and may help', async (_how, call, end, sent) => {
    const { client, did } = open([() => end]);
    await client.call(call);
    expect(did.sent).toEqual(sent);
  });
});

describe('a refused token', () => {
  it('is no call without a request when there is no other one', async () => {
    const outcome = {
      kind: 'retry',
      reason: 'timeout',
      scope: 'destination',
      detail: 'IAM is away',
    } as const;
    let tokens = 1;
    const { client, did } = open([() => answer(401, OLD_TOKEN)], {
      authorize: async () => (tokens-- > 0 ? { kind: 'headers', headers: {} } : { kind: 'refused', outcome }),
      renew: () => true,
    });
    expect(await client.call(REPORT)).toStrictEqual({ outcome });
    expect(await client.call(REPORT)).toStrictEqual({ outcome, sent: false });
    expect(did.sent).toEqual(['kept']);
  });
});

describe('a creation beside a code that refuses the credentials', () => {
  const MADE = { data: { incident_num: 'IM1' } };
  const ROOM: CocCall = { operation: 'create-war-room', path: '/v1/external/warrooms', body: {} };
  const token = { renew: () => true };

  it.each<[string, CocCall, number, object, Partial<Credentials>]>([
    ['an old token', CREATE, 200, { ...OLD_TOKEN, ...MADE }, token],
    ['an old token, in the words of COC', CREATE, 200, { error_code: 'common.01010001', ...MADE }, token],
    ['an old token and a useless number', CREATE, 200, { ...OLD_TOKEN, incident_num: 'IM/1' }, token],
    ['an old token and a number as such', CREATE, 200, { ...OLD_TOKEN, incident_num: 1 }, token],
    ['an old token under a 500', CREATE, 500, { ...OLD_TOKEN, ...MADE }, token],
    ['an old token, for a war room', ROOM, 200, { ...OLD_TOKEN, data: 'WR1' }, token],
    ['a bad signature', CREATE, 200, { ...BAD_SIGNATURE, ...MADE }, { signed: true }],
  ])('is not sent again when the answer names what it made: %s', async (_, call, status, body, changes) => {
    const date = new Date(clock.now() + 20 * MINUTE).toUTCString();
    const { client, did } = open([() => answer(status, body, { date })], changes);
    expect((await client.call(call)).outcome.kind).toBe('unknown');
    expect(did.sent).toEqual(['fresh']);
  });

  it.each<[string, CocCall, number, object]>([
    ['the token was refused', CREATE, 401, OLD_TOKEN],
    ['the token was refused, and the incident named', CREATE, 401, { ...OLD_TOKEN, ...MADE }],
    ['nothing was made', CREATE, 200, { ...OLD_TOKEN, data: { incident_num: null } }],
    ['there is only an explanation', ROOM, 200, { ...OLD_TOKEN, data: 'the token is too old' }],
    ['the call is harmless', REPORT, 200, { ...OLD_TOKEN, ...MADE }],
  ])('is sent again with another token when %s', async (_, call, status, body) => {
    const { client, did } = open([() => answer(status, body)], token);
    expect((await client.call(call)).outcome.kind).toBe('delivered');
    expect(did.sent).toHaveLength(2);
  });

  it('has the token renewed for what comes next', async () => {
    const renew = vi.fn(() => true);
    await open([() => answer(200, { ...OLD_TOKEN, ...MADE })], { renew }).client.call(CREATE);
    expect(renew).toHaveBeenCalledOnce();
  });
});

describe('a signature', () => {
  const at = (awayMs: number) => ({ date: new Date(clock.now() + awayMs).toUTCString() });

  it('is not made again for what COC took, although our clock was set meanwhile', async () => {
    const setClock = () => {
      clock.set(20 * MINUTE);
      return answer(200, SUCCESS, at(0));
    };
    const { client, did } = open([setClock], { signed: true });
    expect((await client.call(REPORT)).outcome.kind).toBe('delivered');
    expect(did.sent).toHaveLength(1);
  });

  it('is not made again when it would have the same time', async () => {
    const { client, did } = open([() => answer(401, BAD_SIGNATURE, at(4 * MINUTE))], { signed: true });
    expect((await client.call(REPORT)).outcome).toMatchObject({ reason: 'credentials' });
    expect(did.sent).toHaveLength(1);
  });

  it('is refused for the clock when that of COC runs away', async () => {
    const { client, did } = open(
      [20, 40].map((minutes) => () => answer(401, BAD_SIGNATURE, at(minutes * MINUTE))),
      { signed: true },
    );
    expect((await client.call(REPORT)).outcome).toMatchObject({ kind: 'retry', reason: 'clock-skew' });
    expect(did.sent).toHaveLength(2);
  });
});

describe('a client', () => {
  it('hurries its credentials, if these can be hurried', () => {
    const hurry = vi.fn();
    open([], { hurry }).client.hurry();
    expect(hurry).toHaveBeenCalledOnce();
    expect(() => open().client.hurry()).not.toThrow();
  });

  it('closes all of its connections, those of its credentials too', async () => {
    const { client, did } = open();
    await client.close();
    expect(did.closed.sort()).toEqual(['credentials', 'fresh', 'kept']);
  });
});
