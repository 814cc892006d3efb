import { afterEach, describe, expect, it } from 'vitest';
import { storyOf } from '../support/incident-setup.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const bodyWith = (startsAt: string) =>
  JSON.stringify({
    version: '4',
    alerts: [{ status: 'firing', labels: { alertname: 'Disk', severity: 'critical' }, startsAt }],
  });

/** An agent that has told COC of one alert with this start. */
async function agentWith(startsAt: string) {
  const emulator = await runEmulator();
  const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
  const before = Date.now();
  const { status } = await agent.post('alertmanager', bodyWith(startsAt));
  expect(status).toBe(200);
  await until('COC has the alarm', () => emulator.alarms().length === 1);
  const unread = await agent.metric('alerts_unread_time_total{source="alertmanager"}');
  return { emulator, agent, before, unread, time: Number(emulator.alarms()[0]?.body?.time) };
}

describe('the start of an alert', () => {
  it.each(['2026-05-05 13:04', '2026-05-05', 'Tue, 05 May 2026 13:04:57 CST'])(
    'that cannot be read is said in the log, a metric and the story: %s',
    async (startsAt) => {
      const { emulator, agent, before, unread, time } = await agentWith(startsAt);
      expect(unread).toBe(1);
      expect(time).toBeGreaterThanOrEqual(before);
      expect(agent.log()).toContain(`"unread_times":{"startsAt":"${startsAt}"}`);
      expect(await storyOf(agent, emulator, 'Disk')).toContain(
        `The time of receipt stands for startsAt "${startsAt}"`,
      );
    },
  );

  it.each(['2026-05-05T13:04Z', 'Tue, 05 May 2026 13:04:00 GMT', '2026/05/05 21:04:00,0 +0800'])(
    'reaches COC as it was meant: %s',
    async (startsAt) => {
      const { agent, unread, time } = await agentWith(startsAt);
      expect([unread, time]).toEqual([0, Date.UTC(2026, 4, 5, 13, 4)]);
      expect(agent.log()).not.toContain('unread_times');
    },
  );
});
