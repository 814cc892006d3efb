import { afterEach, describe, expect, it } from 'vitest';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import { sleepBy } from '../support/clock-sleep.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { incident, post, send, sign, startEmulator, stopEmulators } from './emulator-client.ts';

afterEach(stopEmulators);

type FaultInput = FaultRulesInput['rules'][number]['fault'];

const createPath = '/v1/external/incident/create';

/** An emulator on a clock of its own, whose calls that open incidents meet a fault. */
async function startWith(fault: FaultInput, seed = 1) {
  const clock = new FakeClock();
  const emulator = await startEmulator({
    auth: { required: false },
    incidentLagMs: 0,
    now: () => clock.now(),
    sleep: sleepBy(clock),
  });
  emulator.setFaults({ seed, rules: [{ match: { operation: 'incident-create' }, fault }] });
  return { clock, emulator, createdAt: clock.now() };
}

const create = (emulator: Emulator) => post(emulator.url + createPath, incident);

const isWaiting = (emulator: Emulator, calls = 1) =>
  expect.poll(() => emulator.lateCalls(), { interval: 5 }).toBe(calls);

/** Asks for an incident, and goes away when the emulator has the request. */
async function createAndLeave(emulator: Emulator): Promise<void> {
  const leaving = new AbortController();
  const asked = fetch(emulator.url + createPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(incident),
    signal: leaving.signal,
  });
  await isWaiting(emulator);
  leaving.abort();
  await expect(asked).rejects.toHaveProperty('name', 'AbortError');
}

describe('a call that is processed late', () => {
  it.each<FaultInput>([
    { type: 'late', commitAfterMs: 50_000 },
    { type: 'hang', commitAfterMs: 50_000 },
  ])('is processed although its sender has left: %j', async (fault) => {
    const { clock, emulator, createdAt } = await startWith(fault);
    await createAndLeave(emulator);
    await clock.pass(49_999);
    expect(emulator.incidents()).toEqual([]);
    await clock.pass(1);
    expect(emulator.incidents()).toMatchObject([{ createdAt: createdAt + 50_000 }]);
    expect(emulator.lateCalls()).toBe(0);
    expect(emulator.requests(9)).toMatchObject([
      { operation: 'incident-create', status: null, fault: fault.type },
    ]);
  });

  it('is answered then when its sender has waited', async () => {
    const { clock, emulator } = await startWith({ type: 'late', commitAfterMs: 50_000 });
    const asked = create(emulator);
    await isWaiting(emulator);
    await clock.pass(50_000);
    const reply = await asked;
    expect(reply.status).toBe(200);
    const [opened] = emulator.incidents();
    expect(reply.json).toMatchObject({ data: { incident_num: opened?.incidentNum } });
  });

  it('can be answered at once with a status', async () => {
    const fault = { type: 'commit-then-status', status: 504, commitAfterMs: 20_000 } as const;
    const { clock, emulator, createdAt } = await startWith(fault);
    expect((await create(emulator)).status).toBe(504);
    expect(emulator.incidents()).toEqual([]);
    await clock.pass(20_000);
    expect(emulator.incidents()).toMatchObject([{ createdAt: createdAt + 20_000 }]);
  });

  it('can come after its connection was reset', async () => {
    const { clock, emulator } = await startWith({ type: 'reset-after', commitAfterMs: 20_000 });
    await expect(create(emulator)).rejects.toHaveProperty('code', 'ECONNRESET');
    expect(emulator.incidents()).toEqual([]);
    await clock.pass(20_000);
    expect(emulator.incidents()).toHaveLength(1);
  });

  it('waits for a time of its own, the same in every run with the same seed', async () => {
    const delays = async (seed: number) => {
      const fault = { type: 'reset-after', commitAfterMs: { min: 10_000, max: 120_000 } } as const;
      const { clock, emulator, createdAt } = await startWith(fault, seed);
      for (let n = 0; n < 8; n += 1) await create(emulator).catch(() => undefined);
      await isWaiting(emulator, 8);
      await clock.pass(120_000);
      return emulator.incidents().map((opened) => opened.createdAt - createdAt);
    };
    const first = await delays(42);
    expect(first).toHaveLength(8);
    expect(new Set(first).size).toBeGreaterThan(6);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(10_000);
    expect(await delays(42)).toEqual(first);
    expect(await delays(43)).not.toEqual(first);
  });

  it('is checked by the clock of its arrival: credentials do not age while it waits', async () => {
    const { clock, emulator } = await startWith({ type: 'late', commitAfterMs: 3_600_000 });
    const url = emulator.url + createPath;
    const body = JSON.stringify(incident);
    const headers = {
      'content-type': 'application/json',
      ...sign(url, { method: 'POST', body, time: clock.now() }),
    };
    const asked = send(url, { method: 'POST', headers, body });
    await isWaiting(emulator);
    await clock.pass(3_600_000);
    expect((await asked).status).toBe(200);
  });

  it('is shown as waiting, and forgotten by a reset', async () => {
    const { clock, emulator } = await startWith({ type: 'reset-after', commitAfterMs: 50_000 });
    await create(emulator).catch(() => undefined);
    expect((await send(`${emulator.url}/emulator/faults`)).json).toMatchObject({ late: 1 });
    await send(`${emulator.url}/emulator/reset`, { method: 'POST' });
    await clock.pass(50_000);
    expect(emulator.lateCalls()).toBe(0);
    expect(emulator.incidents()).toEqual([]);
  });

  it('survives the end of its rule, and does not delay the stop of the emulator', async () => {
    const clock = new FakeClock();
    const emulator = await createEmulator({ auth: { required: false }, sleep: sleepBy(clock) });
    emulator.setFaults({ rules: [{ fault: { type: 'late', commitAfterMs: 86_400_000 } }] });
    const asked = create(emulator).catch((thrown: Error) => thrown);
    await isWaiting(emulator);
    emulator.setFaults({ rules: [] });
    expect(emulator.lateCalls()).toBe(1);
    await emulator.stop();
    expect(await asked).toBeInstanceOf(Error);
    expect(emulator.lateCalls()).toBe(0);
    expect(clock.timers).toBe(0);
    expect(emulator.incidents()).toEqual([]);
  });
});
