import { afterEach, expect, it } from 'vitest';
import { fastClock } from '../support/fast-clock.ts';
import { critical, isIdle, policyWith, resolved, send, storyOf } from '../support/incident-setup.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const MAJOR = `
  - name: major
    match: ['alarmLevel="Major"']
    level: level_40
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
    resolve: { mode: complete, after: 1m }`;
const FINGERPRINT = 'd15c';

it('an alarm that rises leaves its incident for one of a higher level, and neither says what is not true', async () => {
  // Five minutes take a second.
  const clock = fastClock(300);
  const emulator = await runEmulator({ clock });
  const agent = await runAgent({
    ...{ cocUrl: emulator.url, directory: await temporaryDirectory(), clock },
    incidents: `${policyWith('resolve: { mode: complete, after: 1m }')}${MAJOR}`,
    delivery: 'incidentPoll: { initial: 5s, max: 10s }',
  });
  const since = { startsAt: new Date(clock.now()).toISOString(), fingerprint: FINGERPRINT };
  const incident = (level: string) => emulator.incidents().find((one) => one.level === level);
  const statusOf = (level: string) => incident(level)?.status;

  await send(agent, critical('disk', { ...since, severity: 'major' }));
  await until('its incident is open', () => incident('level_40') !== undefined);
  const number = incident('level_40')?.incidentNum;
  await send(agent, critical('disk', since));
  await until('it has one of a higher level', () => incident('level_20') !== undefined);
  expect(incident('level_20')?.description).toContain(
    `Raised: an alarm of ${number} needs a higher level now.`,
  );
  await until('the first one is completed', () => statusOf('level_40') === 'INCIDENT_STATUS_COMPLETED');
  const said = incident('level_40')?.timeline.map(({ comment }) => comment ?? '');
  expect(said?.join('\n')).toContain('or have another incident.');
  expect(said?.join('\n')).not.toContain('have ended.');
  expect(statusOf('level_20')).toBe('INCIDENT_STATUS_TRIGGERED');

  await send(agent, resolved('disk', { ...since, endsAt: new Date(clock.now()).toISOString() }));
  await until('the other one is completed', () => statusOf('level_20') === 'INCIDENT_STATUS_COMPLETED');
  await until('nothing waits', () => isIdle(agent));
  expect(emulator.incidents()).toHaveLength(2);
  expect(await storyOf(agent, emulator, 'disk')).toMatch(/An alarm leaves incident .* for another one/);
});
