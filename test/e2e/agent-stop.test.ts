import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { fastClock } from '../support/fast-clock.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

describe('a delivery that a stop interrupts', () => {
  it.each([
    ['before COC has the alarm', false],
    ['after COC has taken it, without an answer', true],
  ])('%s is not taken for delivered: the next start sends it', async (_, commit) => {
    const clock = fastClock();
    const emulator = await runEmulator({ clock });
    const setup = { cocUrl: emulator.url, directory: await temporaryDirectory(), clock };
    emulator.setFaults({ rules: [{ fault: { type: 'hang', commit } }] });
    const first = await runAgent(setup);
    expect((await first.post('alertmanager', alertmanagerBody({ name: 'Disk' }))).status).toBe(200);
    await until('its delivery is under way', () => emulator.requests(10).length > 0);
    await first.stop();
    emulator.setFaults({ rules: [] });
    const before = emulator.alarms().length;
    const next = await runAgent(setup);
    await until('it is sent again', () => emulator.alarms().length > before);
    await until('nothing waits any more', async () => (await next.metric('outbox_entries')) === 0);
    expect(new Set(emulator.alarms().map(({ body }) => body?.alarmName))).toEqual(new Set(['Disk']));
    expect(await next.metric('dead_letters')).toBe(0);
  });

  it('of an incident is looked up by the next start, and opened once', async () => {
    const clock = fastClock();
    const emulator = await runEmulator({ clock });
    const setup = { cocUrl: emulator.url, directory: await temporaryDirectory(), clock };
    const match = { operation: 'incident-create' } as const;
    emulator.setFaults({ rules: [{ match, fault: { type: 'hang', commit: true } }] });
    const first = await runAgent(setup);
    await first.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('the incident is being opened', () => emulator.incidents().length === 1);
    await first.stop();
    emulator.setFaults({ rules: [] });
    const next = await runAgent(setup);
    await until('nothing waits any more', async () => (await next.metric('outbox_entries')) === 0);
    expect(emulator.incidents()).toHaveLength(1);
    expect(await next.metric('incidents{state="opened"}')).toBe(1);
  });
});
