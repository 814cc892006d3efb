import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const PADDING = 'x'.repeat(900);
/** More than any of the bounds holds. */
const MOST = 400;

/** Sends alerts until one is refused. Returns the names of those that were answered 200, and the refusal. */
async function fill(agent: RunningAgent) {
  const taken: string[] = [];
  for (let n = 0; n < MOST; n++) {
    const names = Array.from({ length: 10 }, (_, i) => `Alert${n * 10 + i}`);
    const labels = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`padding${i}`, PADDING]));
    const answer = await agent.post(
      'alertmanager',
      alertmanagerBody(...names.map((name) => ({ name, labels }))),
    );
    if (answer.status !== 200) return { taken, refused: { ...answer, names } };
    taken.push(...names);
  }
  throw new Error(`${MOST} requests were answered 200`);
}

describe('an outbox that is full', () => {
  it.each([
    ['entries', 'maxEntries: 300', '{reason="entries"}'],
    ['bytes', 'maxBytes: 1MiB, segmentBytes: 64KiB', '{reason="bytes"}'],
  ])(
    'of %s answers 503 and takes nothing, and takes alerts again when there is room',
    async (_, outbox, label) => {
      const emulator = await runEmulator();
      const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), outbox });
      emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
      const { taken, refused } = await fill(agent);
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
      expect(refused.text).toMatch(/the outbox is (nearly )?full/);
      expect(taken.length).toBeGreaterThan(100);
      expect(await agent.metric(`intake_refused_total${label}`)).toBe(1);
      emulator.setFaults({ rules: [] });
      await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
      const came = new Set(emulator.alarms().map(({ body }) => body?.alarmName));
      expect([...came].sort()).toEqual(taken.toSorted());
      await until('there is room again', async () => {
        const again = await agent.post('alertmanager', alertmanagerBody({ name: refused.names[0] ?? '' }));
        return again.status === 200;
      });
    },
  );
});

describe('an outbox that is nearly full', () => {
  it('still takes what is Critical, of every source, and loses nothing of it', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      outbox: 'maxEntries: 400',
      incidents: '[]',
      sources: 'alertmanager: { type: alertmanager }\n  other: { type: alertmanager }',
    });
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    const { taken, refused } = await fill(agent);
    expect(refused.text).toContain('nearly full');
    const send = async (source: string, name: string, severity: string) =>
      (await agent.post(source, alertmanagerBody({ name, severity }))).status;
    const critical = Array.from({ length: 10 }, (_, n) => `Critical${n}`);
    for (const [n, name] of critical.entries()) {
      expect([name, await send(n % 2 === 0 ? 'alertmanager' : 'other', name, 'critical')]).toEqual([
        name,
        200,
      ]);
      expect(await send('other', `Info${n}`, 'info')).toBe(503);
    }
    emulator.setFaults({ rules: [] });
    await until('all is delivered', async () => (await agent.metric('outbox_entries')) === 0);
    const came = emulator.alarms().map(({ body }) => String(body?.alarmName));
    expect([...new Set(came)].sort()).toEqual([...taken, ...critical].sort());
  });
});
