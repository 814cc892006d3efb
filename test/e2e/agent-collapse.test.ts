import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const DOWN = { rules: [{ fault: { type: 'status' as const, status: 503 } }] };
const FAILED = 'attempts_failed_total{outcome="retry",reason="server-error"}';

/** The n-th time that a problem came and went. */
const times = (n: number) => ({
  startsAt: `2026-11-24T0${n}:00:00.000Z`,
  endsAt: `2026-11-24T0${n}:30:00.000Z`,
});

/** COC is away since before the problem came for the first time, and was tried. */
async function outageAtTheFirstFire() {
  const emulator = await runEmulator();
  const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
  emulator.setFaults(DOWN);
  const send = (n: number, status: 'firing' | 'resolved') =>
    agent.post('alertmanager', alertmanagerBody({ name: 'Flapping', status, ...times(n) }));
  await send(1, 'firing');
  await until('an attempt has failed', async () => (await agent.metric(FAILED)) !== 0);
  return { emulator, agent, send };
}

it('tells COC of a problem that came and went during its absence with its last news, which carries the times of all', async () => {
  const { emulator, agent, send } = await outageAtTheFirstFire();
  for (let n = 2; n <= 4; n++) {
    await send(n - 1, 'resolved');
    await send(n, 'firing');
  }
  await send(4, 'resolved');
  emulator.setFaults({ rules: [] });
  await until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);

  const received = emulator.alarms().map(({ body }) => body);
  expect(received.map((body) => body?.alarmStatus)).toEqual(['alarm', 'alarm', 'ok']);
  const at = (text: string) => Date.parse(text);
  expect(received.map((body) => body?.time)).toEqual([
    at(times(1).startsAt),
    at(times(4).startsAt),
    at(times(4).endsAt),
  ]);
  const carried = [1, 2, 3].flatMap((n) => [
    { alarmStatus: 'alarm', alarmLevel: 'Minor', time: at(times(n).startsAt) },
    { alarmStatus: 'ok', alarmLevel: 'Minor', time: at(times(n).endsAt) },
  ]);
  // The first was tried, so it was told itself.
  expect(received[1]?.additional).toMatchObject({ collapsed: { alarms: carried.slice(1) } });
  expect(await agent.metric('entries_collapsed_total')).toBe(5);

  const id = String(received[0]?.alarmId);
  const { out } = await runCommand('alarms', 'show', id, '--admin', agent.adminUrl);
  expect(out).toContain('is not sent: it had not been sent yet, and entry');
  expect(out).toContain('It replaces 5 changes that COC was never told of, and carries their times.');
});

it('carries those times also when COC refused it, and it was put back', async () => {
  const { emulator, agent, send } = await outageAtTheFirstFire();
  await send(1, 'resolved');
  await send(2, 'firing');
  emulator.setFaults({ rules: [{ fault: { type: 'status', status: 400 } }] });
  await until('both are refused', async () => (await agent.metric('dead_letters')) === 2);
  emulator.setFaults({ rules: [] });
  await runCommand('dead-letters', 'redrive', '--all', '--yes', '--admin', agent.adminUrl);
  await until('COC has it', () => emulator.alarms().length > 0);

  const [back] = emulator.alarms().map(({ body }) => body);
  expect(back).toMatchObject({ alarmStatus: 'alarm', time: Date.parse(times(2).startsAt) });
  const ended = { alarmStatus: 'ok', alarmLevel: 'Minor', time: Date.parse(times(1).endsAt) };
  expect(back?.additional).toMatchObject({ collapsed: { alarms: [ended] } });
});
