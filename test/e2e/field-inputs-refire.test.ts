import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { runFieldAgent } from '../support/field-inputs.ts';
import { stopEverything } from '../support/running-agent.ts';

let clock: FakeClock;

afterEach(async () => {
  // The last timers of an agent that stops.
  const moving = setInterval(() => clock.advance(100), 2);
  await stopEverything();
  clearInterval(moving);
});

const SECOND = 1_000;
/** `alarm.lateFireWindow` where the configuration has none. */
const WINDOW = 300 * SECOND;
/** Longer than any delivery takes. */
const SOON = 15 * SECOND;

const iso = (at: number) => new Date(at).toISOString();

/** An alert whose begin never changes, whatever a sender says about it. */
function alertThatReturns() {
  const began = clock.now() - 600 * SECOND;
  const alert = { labels: { alertname: 'Refire', instance: 'pg-1', severity: 'critical' }, annotations: {} };
  const body = (one: object) =>
    JSON.stringify({
      version: '4',
      alerts: [{ ...alert, startsAt: iso(began), fingerprint: 'f00d', ...one }],
    });
  return {
    began,
    fires: (more: object = {}) => body({ status: 'firing', endsAt: '0001-01-01T00:00:00Z', ...more }),
    ends: (more: object = {}) => body({ status: 'resolved', endsAt: iso(clock.now() - SECOND), ...more }),
  };
}

/** The agent with its default settings, on a clock that moves only when a test lets time pass. */
async function setup(source = 'alertmanager') {
  clock = new FakeClock();
  const { emulator, agent } = await runFieldAgent(clock);
  const { began, fires, ends } = alertThatReturns();
  const told = () => emulator.alarms().map(({ body }) => body?.alarmStatus);
  const post = async (body: string) => {
    const { status, text } = await agent.post(source, body);
    expect([status, JSON.parse(text)]).toMatchObject([200, { rejected: [] }]);
  };
  return {
    ...{ began, told },
    fire: (more?: object) => post(fires(more)),
    resolve: (more?: object) => post(ends(more)),
    alarmId: () => emulator.alarms()[0]?.body?.alarmId,
    async admin(path: string, options?: Parameters<typeof agent.admin>[1]) {
      const { status, text } = await agent.admin(path, options);
      expect(status).toBe(200);
      return JSON.parse(text);
    },
    /** Lets time pass quickly. */
    async pass(ms: number) {
      for (const end = clock.now() + ms; clock.now() < end; await sleep(2)) clock.advance(500);
    },
    /** Waits until COC has heard so often, while time passes slowly. Fails when that takes long. */
    async hears(...statuses: readonly string[]) {
      const from = clock.now();
      while (told().length < statuses.length && clock.now() - from < SOON) {
        clock.advance(1);
        await sleep(1);
      }
      expect(told()).toEqual(statuses);
    },
  };
}

describe('a problem that fires again with the begin that it had, with default settings', () => {
  async function resolvedOnce(source?: string) {
    const agent = await setup(source);
    await agent.fire();
    await agent.hears('alarm');
    await agent.resolve();
    const endedAt = clock.now();
    await agent.hears('alarm', 'ok');
    return { ...agent, endedAt };
  }

  it.each(['alertmanager', 'grafana'])('fires in COC again when the window ends: %s', async (source) => {
    const { told, fire, pass, hears, endedAt } = await resolvedOnce(source);
    await fire();
    await pass(endedAt + WINDOW - SECOND - clock.now());
    expect(told()).toEqual(['alarm', 'ok']);
    await pass(SECOND);
    await hears('alarm', 'ok', 'alarm');
  });

  it('stays over in COC when a resolve comes in between', async () => {
    const { told, fire, resolve, pass } = await resolvedOnce();
    await fire();
    await pass(20 * SECOND);
    await resolve();
    await pass(WINDOW + 60 * SECOND);
    expect(told()).toEqual(['alarm', 'ok']);
  });

  it('fires in COC again after such a resolve, when it fires once more', async () => {
    const { told, fire, resolve, pass, hears } = await resolvedOnce();
    await fire();
    await pass(20 * SECOND);
    await resolve();
    const endedAt = clock.now();
    await pass(20 * SECOND);
    await fire();
    await pass(endedAt + WINDOW - SECOND - clock.now());
    expect(told()).toEqual(['alarm', 'ok']);
    await pass(SECOND);
    await hears('alarm', 'ok', 'alarm');
  });

  it('fires in COC at once when the source says it again', async () => {
    const { told, fire, pass, hears } = await resolvedOnce();
    await fire();
    await pass(45 * SECOND);
    expect(told()).toEqual(['alarm', 'ok']);
    await fire();
    await hears('alarm', 'ok', 'alarm');
  });

  it('fires in COC at once when the window is over', async () => {
    const { fire, pass, hears } = await resolvedOnce();
    await pass(WINDOW);
    await fire();
    await hears('alarm', 'ok', 'alarm');
  });

  it('fires in COC at once when its begin is a later one', async () => {
    const { fire, hears } = await resolvedOnce();
    await fire({ startsAt: iso(clock.now()) });
    await hears('alarm', 'ok', 'alarm');
  });

  it('fires in COC again when the window ends, with a begin that a replica saw earlier', async () => {
    const { began, told, fire, pass, hears, endedAt } = await resolvedOnce();
    await fire({ startsAt: iso(began - 30 * SECOND) });
    await pass(endedAt + WINDOW - SECOND - clock.now());
    expect(told()).toEqual(['alarm', 'ok']);
    await pass(SECOND);
    await hears('alarm', 'ok', 'alarm');
  });

  it.each(['alertmanager', 'grafana'])(
    'fires in COC again when the window ends, with a begin long before: %s',
    async (source) => {
      const { began, told, fire, pass, hears, endedAt } = await resolvedOnce(source);
      await fire({ startsAt: iso(began - WINDOW) });
      await pass(endedAt + WINDOW - SECOND - clock.now());
      expect(told()).toEqual(['alarm', 'ok']);
      await pass(SECOND);
      await hears('alarm', 'ok', 'alarm');
    },
  );

  it('stays over in COC when a resolve follows a fire with a begin long before', async () => {
    const { began, told, fire, resolve, pass } = await resolvedOnce();
    await fire({ startsAt: iso(began - WINDOW) });
    await pass(20 * SECOND);
    await resolve();
    await pass(WINDOW + 60 * SECOND);
    expect(told()).toEqual(['alarm', 'ok']);
  });

  it('waits for a reason that its story, the destinations and deliver-now tell', async () => {
    const { fire, admin, alarmId } = await resolvedOnce();
    await fire();
    const {
      alarm: { waiting },
    } = await admin(`/api/v1/alarms/${alarmId()}`);
    expect(waiting).toMatchObject({ reason: 'parked', words: expect.stringContaining('may be a late copy') });
    const { alarms } = await admin('/api/v1/alarms');
    expect(alarms).toMatchObject([{ waiting: { words: waiting.words } }]);
    const { destinations } = await admin('/api/v1/destinations');
    expect(destinations[0].words).toContain('1 waits until alarm.lateFireWindow ends');
    const hurried = await admin('/api/v1/destinations/deliver-now', { method: 'POST', body: '{}' });
    expect(hurried.destinations).toMatchObject([{ waiting: 1, parked: 1 }]);
  });
});

describe('a fire of a problem of which only the resolve was told, with default settings', () => {
  /** A resolve of a problem that lasted so long. Nobody has heard of it. */
  async function endedUnheard(lastedMs: number) {
    const agent = await setup();
    const startsAt = iso(clock.now() - lastedMs - SECOND);
    await agent.resolve({ startsAt });
    return { ...agent, endedAt: clock.now(), again: () => agent.fire({ startsAt }) };
  }

  it.each([
    ['at once, when the problem was longer than any sender retries', 10 * 60 * SECOND, 0],
    ['half a minute later', 60 * SECOND, 30 * SECOND],
  ])('that comes %s fires in COC when the window ends', async (_, lastedMs, afterMs) => {
    const { told, again, pass, hears, endedAt } = await endedUnheard(lastedMs);
    await pass(afterMs);
    await again();
    await pass(endedAt + WINDOW - SECOND - clock.now());
    expect(told()).toEqual([]);
    await pass(SECOND);
    await hears('alarm');
  });

  it('that comes at once, of a short problem, was overtaken by its end, and COC hears of neither', async () => {
    const { told, again, pass } = await endedUnheard(60 * SECOND);
    await again();
    await pass(WINDOW + 60 * SECOND);
    expect(told()).toEqual([]);
  });
});
