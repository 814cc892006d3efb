import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { realSleep, type Sleep } from '../../src/emulator/pause.ts';
import {
  alarm,
  alarmPath,
  incident,
  post,
  type Reply,
  send,
  startEmulator,
  stopEmulators,
} from './emulator-client.ts';

afterEach(stopEmulators);

type FaultInput = FaultRulesInput['rules'][number]['fault'];

async function startWith(fault: FaultInput, options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ auth: { required: false }, ...options });
  emulator.setFaults({ rules: [{ fault }] });
  return emulator;
}

const report = (emulator: Emulator, alarmId = 'a1'): Promise<Reply> =>
  post(emulator.url + alarmPath, { ...alarm, alarmId });

/** Sends an alarm, and goes away once `when` has resolved or `bytes` have come. Returns what had come by then. */
async function reportAndLeave(
  emulator: Emulator,
  { when, bytes = Number.POSITIVE_INFINITY }: { readonly when?: Promise<unknown>; readonly bytes?: number },
): Promise<{ readonly status: number; readonly bytes: number }> {
  const leaving = new AbortController();
  void when?.then(() => leaving.abort());
  const seen = { status: 0, bytes: 0 };
  try {
    const reply = await fetch(emulator.url + alarmPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alarm),
      signal: leaving.signal,
    });
    seen.status = reply.status;
    for await (const chunk of reply.body ?? []) {
      seen.bytes += chunk.byteLength;
      if (seen.bytes >= bytes) leaving.abort();
    }
  } catch (thrown) {
    expect(thrown).toHaveProperty('name', 'AbortError');
  }
  return seen;
}

const logged = (emulator: Emulator, request: object): Promise<void> =>
  expect.poll(() => emulator.requests(1), { interval: 5, timeout: 20_000 }).toMatchObject([request]);

describe('a status fault', () => {
  it.each<[FaultInput, number, Record<string, unknown> | undefined]>([
    [
      { type: 'status', status: 429 },
      429,
      { error_code: 'APIG.0308', error_msg: expect.stringContaining('limit:200') },
    ],
    [{ type: 'status', status: 503 }, 503, { error_code: 'APIG.0613', request_id: expect.any(String) }],
    [
      { type: 'status', status: 502, errorCode: 'APIG.0610', errorMsg: 'm' },
      502,
      { error_code: 'APIG.0610', error_msg: 'm' },
    ],
    [
      { type: 'status', status: 500, shape: 'coc' },
      500,
      { provider_code: '049', error_code: 'COC.00040701' },
    ],
    [{ type: 'status', status: 403, shape: 'coc' }, 403, { error_code: 'GOM.00007256' }],
    [
      { type: 'status', status: 503, shape: 'keystone' },
      503,
      { error: expect.objectContaining({ code: 503, title: 'Service Unavailable' }) },
    ],
    [{ type: 'status', status: 502, shape: 'html' }, 502, undefined],
    [{ type: 'status', status: 504, shape: 'empty' }, 504, undefined],
  ])('answers %j without accepting the alarm', async (fault, status, json) => {
    const emulator = await startWith(fault);
    const reply = await report(emulator);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual(json === undefined ? undefined : expect.objectContaining(json));
    expect(emulator.alarms()).toEqual([]);
    expect(reply.headers).toMatchObject({ date: expect.any(String), 'x-request-id': expect.any(String) });
  });

  it.each(['30', '-1', '1e12', 'soon', 'Thu, 04 Jul 2024 12:00:00 GMT'])(
    'sends Retry-After "%s" as it is',
    async (retryAfter) => {
      const reply = await report(await startWith({ type: 'status', status: 429, retryAfter }));
      expect(reply.headers['retry-after']).toBe(retryAfter);
    },
  );

  it('sends no Retry-After unless the rule has one', async () => {
    const reply = await report(await startWith({ type: 'status', status: 429 }));
    expect(reply.headers).not.toHaveProperty('retry-after');
  });

  it('can come after the alarm was accepted', async () => {
    const emulator = await startWith({ type: 'commit-then-status' });
    expect((await report(emulator)).status).toBe(500);
    expect(emulator.alarms()).toHaveLength(1);
  });
});

describe('a connection fault', () => {
  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s resets the connection with %i alarms accepted', async (type, taken) => {
    const emulator = await startWith({ type });
    await expect(report(emulator)).rejects.toHaveProperty('code', 'ECONNRESET');
    expect(emulator.alarms()).toHaveLength(taken);
    expect(emulator.requests(10)).toMatchObject([{ status: null, fault: type, alarmId: 'a1' }]);
  });

  it('reset-after opens an incident whose number never arrives', async () => {
    const emulator = await startWith({ type: 'reset-after' });
    const created = post(`${emulator.url}/v1/external/incident/create`, incident);
    await expect(created).rejects.toHaveProperty('code', 'ECONNRESET');
    expect(emulator.incidents()).toHaveLength(1);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('hang never answers (commit: %s)', async (commit, taken) => {
    const emulator = await startWith({ type: 'hang', commit });
    const when = logged(emulator, { status: null, fault: 'hang' }).then(() => delay(30));
    expect(await reportAndLeave(emulator, { when })).toEqual({ status: 0, bytes: 0 });
    expect(emulator.alarms()).toHaveLength(taken);
  });

  it('slow answers late', async () => {
    const emulator = await startWith({ type: 'slow', delayMs: 60 });
    const startedAt = performance.now();
    expect((await report(emulator)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });

  it('slow processes nothing for a client that has gone', async () => {
    let began = (): void => undefined;
    const when = new Promise<void>((resolve) => {
      began = resolve;
    });
    const sleep: Sleep = (ms, signal) => {
      began();
      return realSleep(ms, signal);
    };
    const emulator = await startWith({ type: 'slow', delayMs: 10_000 }, { sleep });
    expect(await reportAndLeave(emulator, { when })).toEqual({ status: 0, bytes: 0 });
    await logged(emulator, { status: null, fault: 'slow' });
    expect(emulator.alarms()).toEqual([]);
  });

  it('drip answers byte by byte', async () => {
    const slept: number[] = [];
    const sleep: Sleep = async (ms, signal) => {
      slept.push(ms);
      if (slept.length === 5) await realSleep(10_000, signal);
    };
    const emulator = await startWith({ type: 'drip', intervalMs: 20 }, { sleep });
    expect(await reportAndLeave(emulator, { bytes: 5 })).toEqual({ status: 200, bytes: 5 });
    expect(slept).toEqual([20, 20, 20, 20, 20]);
  });

  it('drip sends the whole answer', async () => {
    const reply = await report(await startWith({ type: 'drip', intervalMs: 1 }));
    expect(reply.json).toMatchObject({ error_code: 'COC.00000000' });
  });

  it('does not delay the stop of the emulator when calls hang', async () => {
    const emulator = await startWith({ type: 'hang' });
    const hanging = report(emulator).catch((thrown: Error) => thrown);
    await logged(emulator, { status: null, fault: 'hang' });
    await emulator.stop();
    await emulator.stop();
    expect(await hanging).toBeInstanceOf(Error);
  });
});

describe('a body fault', () => {
  it('invalid-json accepts the alarm and cuts the answer in half', async () => {
    const emulator = await startWith({ type: 'invalid-json' });
    const reply = await report(emulator);
    expect(reply).toMatchObject({
      status: 200,
      json: undefined,
      text: expect.stringMatching(/^\{"provider_code"/),
    });
    expect(emulator.alarms()).toHaveLength(1);
  });

  it.each<[FaultInput, Record<string, unknown>]>([
    [{ type: 'html' }, { status: 200, text: expect.stringContaining('<html>') }],
    [
      { type: 'error-code' },
      {
        status: 200,
        json: { provider_code: '049', error_code: 'COC.00000001', error_msg: expect.any(String) },
      },
    ],
    [{ type: 'empty' }, { status: 200, text: '' }],
    [
      { type: 'empty', status: 204 },
      { status: 204, text: '' },
    ],
    [
      { type: 'text', text: '["wrong type"]' },
      { status: 200, json: ['wrong type'] },
    ],
  ])('%j accepts no alarm unless it commits', async (fault, expected) => {
    const emulator = await startWith(fault);
    expect(await report(emulator)).toMatchObject(expected);
    expect(emulator.alarms()).toHaveLength(0);
    emulator.setFaults({ rules: [{ fault: { ...fault, commit: true } as FaultInput }] });
    expect(await report(emulator)).toMatchObject(expected);
    expect(emulator.alarms()).toHaveLength(1);
  });

  it('huge sends as many bytes as the rule says', async () => {
    const reply = await report(await startWith({ type: 'huge', bytes: 3_000_001 }));
    expect(reply.text).toHaveLength(3_000_001);
  });

  it('huge ends when the client goes', async () => {
    const emulator = await startWith({ type: 'huge', bytes: 1e12 });
    const { status, bytes } = await reportAndLeave(emulator, { bytes: 100_000 });
    expect(status).toBe(200);
    expect(bytes).toBeGreaterThanOrEqual(100_000);
  });
});

describe('other faults', () => {
  it('redirect sends the location', async () => {
    const location = 'http://127.0.0.1:1/trap';
    const reply = await report(await startWith({ type: 'redirect', status: 307, location }));
    expect(reply).toMatchObject({ status: 307, headers: { location } });
  });

  it('wrong-date shifts the Date header and nothing else', async () => {
    const emulator = await startEmulator({ auth: { required: false }, now: () => Date.UTC(2024, 6, 4) });
    emulator.setFaults({ rules: [{ fault: { type: 'wrong-date', shiftMs: 3_600_000 } }] });
    const reply = await report(emulator);
    expect(reply).toMatchObject({ status: 200, headers: { date: 'Thu, 04 Jul 2024 01:00:00 GMT' } });
  });

  it('repeats a series of faults exactly from its seed', async () => {
    const series = async (seed: number): Promise<number[]> => {
      const emulator = await startEmulator({ auth: { required: false } });
      emulator.setFaults({ seed, rules: [{ probability: 0.4, fault: { type: 'status', status: 503 } }] });
      const statuses: number[] = [];
      for (let n = 0; n < 30; n += 1) statuses.push((await report(emulator)).status);
      return statuses;
    };
    const first = await series(42);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await series(42)).toEqual(first);
    expect(await series(43)).not.toEqual(first);
  });

  it('hits only the alarm that its rule matches', async () => {
    const emulator = await startEmulator({ auth: { required: false } });
    emulator.setFaults({ rules: [{ match: { alarmId: 'bad' }, fault: { type: 'status', status: 400 } }] });
    expect((await report(emulator, 'bad')).status).toBe(400);
    expect((await report(emulator, 'good')).status).toBe(200);
    expect((await send(`${emulator.url}/v3/projects`)).status).toBe(200);
  });
});
