import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { type FieldAgent, runFieldAgent } from '../support/field-inputs.ts';
import { stopEverything } from '../support/running-agent.ts';

afterEach(stopEverything);

const SECOND = 1_000;
/** `alarm.lateFireWindow` where the configuration has none. */
const WINDOW = 300 * SECOND;
/** The clock moves in small steps, so that what a timer starts is done before the next one fires. */
const STEP = 500;
/** More than any delivery takes, less than any wait that a test compares with. */
const SOON = 15 * SECOND;

const iso = (at: number) => new Date(at).toISOString();

/** An alert whose begin never changes, whatever a sender says about it. */
function alertOf(clock: FakeClock) {
  const startsAt = iso(clock.now() - 600 * SECOND);
  const alert = { labels: { alertname: 'Refire', instance: 'pg-1', severity: 'critical' }, annotations: {} };
  const body = (one: object) =>
    JSON.stringify({ version: '4', alerts: [{ ...alert, startsAt, fingerprint: 'f00d', ...one }] });
  return {
    fires: (more: object = {}) => body({ status: 'firing', endsAt: '0001-01-01T00:00:00Z', ...more }),
    ends: () => body({ status: 'resolved', endsAt: iso(clock.now() - SECOND) }),
  };
}

/** The agent with its default settings, on a clock that moves only when a test lets time pass. */
async function setup(source = 'alertmanager') {
  const clock = new FakeClock();
  const field: FieldAgent = await runFieldAgent(clock);
  const told = () => field.emulator.alarms().map(({ body }) => body?.alarmStatus);
  return {
    clock,
    told,
    post: async (body: string) => {
      const { status, text } = await field.agent.post(source, body);
      expect([status, JSON.parse(text)]).toMatchObject([200, { rejected: [] }]);
    },
    /** Lets time pass until COC has heard so often, but no longer than `atMost`. Returns how long that took. */
    async pass(atMost: number, count = Number.POSITIVE_INFINITY): Promise<number> {
      const from = clock.now();
      while (told().length < count && clock.now() - from < atMost) {
        clock.advance(STEP);
        await sleep(2);
      }
      return clock.now() - from;
    },
  };
}

describe('a problem that fires again with the begin that it had, with default settings', () => {
  async function resolvedOnce(source?: string) {
    const agent = await setup(source);
    const alert = alertOf(agent.clock);
    await agent.post(alert.fires());
    await agent.pass(SOON, 1);
    await agent.post(alert.ends());
    const endedAt = agent.clock.now();
    await agent.pass(SOON, 2);
    expect(agent.told()).toEqual(['alarm', 'ok']);
    return { ...agent, ...alert, endedAt };
  }

  it.each(['alertmanager', 'grafana'])('fires in COC again when the window ends: %s', async (source) => {
    const { clock, told, post, pass, fires, endedAt } = await resolvedOnce(source);
    await post(fires());
    await pass(endedAt + WINDOW - SOON - clock.now());
    expect(told()).toEqual(['alarm', 'ok']);
    await pass(2 * SOON, 3);
    expect(told()).toEqual(['alarm', 'ok', 'alarm']);
    expect(clock.now() - endedAt).toBeGreaterThanOrEqual(WINDOW);
    expect(clock.now() - endedAt).toBeLessThanOrEqual(WINDOW + SOON);
  });

  it('stays over in COC when a resolve comes in between', async () => {
    const { told, post, pass, fires, ends } = await resolvedOnce();
    await post(fires());
    await pass(20 * SECOND);
    await post(ends());
    await pass(WINDOW + 60 * SECOND);
    expect(told().filter((status) => status === 'alarm')).toHaveLength(1);
    expect(told().at(-1)).toBe('ok');
  });

  it('fires in COC again after such a resolve, when it fires once more', async () => {
    const { told, post, pass, fires, ends } = await resolvedOnce();
    await post(fires());
    await pass(20 * SECOND);
    await post(ends());
    await pass(20 * SECOND);
    await post(fires());
    await pass(WINDOW + SOON, 3);
    await pass(SOON);
    expect(told().at(-1)).toBe('alarm');
    expect(told().filter((status) => status === 'alarm')).toHaveLength(2);
  });

  it('fires in COC at once when the source says it again', async () => {
    const { told, post, pass, fires } = await resolvedOnce();
    await post(fires());
    await pass(45 * SECOND);
    expect(told()).toEqual(['alarm', 'ok']);
    await post(fires());
    expect(await pass(WINDOW, 3)).toBeLessThanOrEqual(SOON);
    expect(told()).toEqual(['alarm', 'ok', 'alarm']);
  });

  it('fires in COC at once when the window is over', async () => {
    const { told, post, pass, fires } = await resolvedOnce();
    await pass(WINDOW);
    await post(fires());
    expect(await pass(WINDOW, 3)).toBeLessThanOrEqual(SOON);
    expect(told()).toEqual(['alarm', 'ok', 'alarm']);
  });

  it('fires in COC at once when its begin is a later one', async () => {
    const { clock, told, post, pass, fires } = await resolvedOnce();
    await post(fires({ startsAt: iso(clock.now()) }));
    expect(await pass(WINDOW, 3)).toBeLessThanOrEqual(SOON);
    expect(told()).toEqual(['alarm', 'ok', 'alarm']);
  });
});
