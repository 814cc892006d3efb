import { afterEach, expect, it } from 'vitest';
import { incidentRun } from '../support/incident-run.ts';
import { critical, policyWith, reloadWith, send, storyOf, uncoveredIn } from '../support/incident-setup.ts';
import { stopEverything, until } from '../support/running-agent.ts';

afterEach(stopEverything);

const REJECTED = 'incidents_moved_total{state="rejected",by="person"}';
const UNWANTED = 'incidents_skipped_total{reason="unwanted"}';

/** An agent with one policy for critical alarms, and an incident of one that fires. */
async function setUp(...keys: readonly string[]) {
  const run = await incidentRun(policyWith('reraiseAfter: 10m', ...keys));
  const since = { startsAt: run.time(), fingerprint: 'd15c' };
  await send(run.agent, critical('disk', since));
  await run.hasIncidents(1);
  return { ...run, since };
}

it('an alarm that fell below its policy gets no other incident, until it rises again', async () => {
  const { emulator, agent, since, works } = await setUp();
  works(0, 'reject');
  await until('the agent knows', async () => (await agent.metric(REJECTED)) === 1);
  await send(agent, critical('disk', { ...since, severity: 'major' }));
  await until('it needs none', async () => (await agent.metric(UNWANTED)) === 1);
  expect(await uncoveredIn(agent)).toEqual([]);
  expect(emulator.incidents()).toHaveLength(1);

  await send(agent, critical('disk', since));
  await until('it has one again', () => emulator.incidents().length === 2);
  expect(emulator.incidents()[1]?.description).toContain('Raised again:');
});

it('an alarm that the routes drop by now gets no other incident, which its story and the list say', async () => {
  const { emulator, agent, works } = await setUp();
  await reloadWith(agent, (text) => `${text}\nroutes: [{ match: ['alertname="disk"'], drop: true }]\n`);
  works(0, 'reject');
  await until('it needs none', async () => (await agent.metric(UNWANTED)) === 1);
  expect(await uncoveredIn(agent)).toEqual(['disk: no-policy']);
  expect(await storyOf(agent, emulator, 'disk')).toContain(
    'No other incident after that of policy critical: the configuration wants none for this alarm now.',
  );
  await reloadWith(agent, (text) => text.replace('drop: true', 'incident: critical'));
  await until('it has one again', () => emulator.incidents().length === 2);
});

it('the other incident of an alarm is one of the configuration of now, also of a policy that was renamed', async () => {
  const { emulator, agent, works } = await setUp();
  await reloadWith(
    agent,
    (text) =>
      `${text.replace('name: critical', 'name: pages').replace('level_20', 'level_10')}\nlanguage: zh\n`,
  );
  works(0, 'reject');
  await until('it has another one', () => emulator.incidents().length === 2);
  const [first, second] = emulator.incidents();
  expect(second).toMatchObject({ level: 'level_10' });
  expect(second?.description).toContain('级别');
  expect(second?.description).toContain(first?.incidentNum);
});

it('an incident that COC does not have any more counts as rejected by a person', async () => {
  const { emulator, agent } = await setUp();
  emulator.reset();
  await until('the agent has found out', async () => (await agent.metric(REJECTED)) === 1);
  expect(await uncoveredIn(agent)).toEqual(['disk: gone']);
  await until('the alarm has another one', () => emulator.incidents().length === 1);
  expect(emulator.incidents()[0]?.description).toContain('Raised again:');
});
