import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { PersonAction } from '../../src/emulator/people/person-action.ts';
import { fastClock } from '../support/fast-clock.ts';
import { critical, isIdle, policyWith, resolved, send, storyOf } from '../support/incident-setup.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** Rounds of a second take a twentieth of it. */
const clock = fastClock();

/** What people do to an incident that was just opened. */
const ACTIONS: readonly PersonAction[] = ['accept', 'reject', 'pause', 'resolve', 'complete'];

/** An alert for each thing that people do, named after it, and one that nobody works on. */
const NAMES = [...ACTIONS, 'nothing'] as const;

/** An emulator in which people do to each incident what its title says, and an agent that looks often. */
async function start(...keys: readonly string[]): Promise<{ emulator: Emulator; agent: RunningAgent }> {
  const people = ACTIONS.map((action) => ({
    match: { title: `${action} ` },
    acts: [{ action, afterMs: 0, operator: 'ann' }],
  }));
  const emulator = await runEmulator({ people, clock });
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory: await temporaryDirectory(),
    incidents: policyWith(...keys),
    delivery: 'incidentPoll: { initial: 50ms, max: 100ms }',
    clock,
  });
  return { emulator, agent };
}

/** What was done to each incident after it was opened, with a star for what was done by hand. */
function stepsIn(emulator: Emulator): Record<string, string> {
  const rows = emulator.incidents().map(({ title, timeline }) => {
    const steps = timeline.slice(1).map(({ action, byHand }) => `${action}${byHand ? '*' : ''}`);
    return [title.split(' ')[0], steps.join(' ')];
  });
  return Object.fromEntries(rows);
}

async function fireAndResolve(agent: RunningAgent): Promise<void> {
  await send(agent, ...NAMES.map((name) => critical(name)));
  const seen = async () => {
    const states = ['accepted', 'rejected', 'unknown', 'resolved', 'completed'];
    const moves = states.map((state) => agent.metric(`incidents_moved_total{state="${state}",by="person"}`));
    return (await Promise.all(moves)).every((count) => count === 1);
  };
  await until('the agent has seen what each person did', seen);
  await send(agent, ...NAMES.map((name) => resolved(name)));
}

describe('incidents that people work on', () => {
  it('are left to them, whatever they did; the stories and metrics say so', async () => {
    const { emulator, agent } = await start('resolve: { mode: complete, after: 100ms }');
    await fireAndResolve(agent);
    await until('the free one is completed', () => stepsIn(emulator).nothing?.endsWith('confirm') ?? false);
    await until('two are left', async () => (await agent.metric('incidents_left_alone_total')) === 2);
    expect(await storyOf(agent, emulator, 'pause')).toContain('does not know (INCIDENT_STATUS_PAUSED)');
    await until('nothing waits', () => isIdle(agent));

    expect(stepsIn(emulator)).toEqual({
      accept: 'acceptedIncident1*',
      reject: 'rejected*',
      pause: 'acceptedIncident1* incidentPause*',
      resolve: 'acceptedIncident1* commitSolution1*',
      complete: 'acceptedIncident1* commitSolution1* confirm*',
      nothing: 'acceptedIncident1 commitSolution1 confirm',
    });
    for (const action of ACTIONS) {
      expect(await storyOf(agent, emulator, action)).toContain('a person did that in COC');
    }
    for (const action of ['accept', 'resolve']) {
      expect(await storyOf(agent, emulator, action)).toContain('so the agent leaves it open');
    }
    expect(await storyOf(agent, emulator, 'nothing')).not.toContain('person');
  });

  it('are led on from where they were left when the policy says so, and stay ended where people ended them', async () => {
    const { emulator, agent } = await start(
      'resolve: { mode: complete, after: 100ms, onlyIfUntouched: false }',
    );
    await fireAndResolve(agent);
    const led = () =>
      ['nothing', 'accept', 'resolve'].every((name) => stepsIn(emulator)[name]?.endsWith('confirm'));
    await until('three are completed', led);
    await until('nothing waits', () => isIdle(agent));

    expect(stepsIn(emulator)).toEqual({
      accept: 'acceptedIncident1* commitSolution1 confirm',
      reject: 'rejected*',
      pause: 'acceptedIncident1* incidentPause*',
      resolve: 'acceptedIncident1* commitSolution1* confirm',
      complete: 'acceptedIncident1* commitSolution1* confirm*',
      nothing: 'acceptedIncident1 commitSolution1 confirm',
    });
    expect(await agent.metric('incidents_left_alone_total')).toBe(0);
  });
});

describe('a war room', () => {
  it.each([
    ['an answer that says nothing', { type: 'empty', commit: true }],
    ['an error after it was opened', { type: 'commit-then-status' }],
    ['half an answer', { type: 'invalid-json' }],
  ] as const)(
    'is opened once in spite of %s, and not for what nobody has accepted',
    async (_title, fault) => {
      const { emulator, agent } = await start('warRoom: { admin: ann, notificationType: LARK }');
      emulator.setFaults({ rules: [{ match: { operation: 'war-room-create' }, times: 1, fault }] });
      await send(agent, critical('accept'), critical('reject'), critical('nothing'));
      await until('the agent knows it', async () => (await agent.metric('war_rooms_opened_total')) === 1);
      const rejected = 'incidents_moved_total{state="rejected",by="person"}';
      await until('the rejection is seen', async () => (await agent.metric(rejected)) === 1);
      await until('nothing waits', () => isIdle(agent));
      const accepted = emulator.incidents().find(({ title }) => title.startsWith('accept '));
      expect(emulator.warRooms()).toMatchObject([
        { incidentNum: accepted?.incidentNum, admin: 'ann', notificationType: 'LARK' },
      ]);
      expect(await storyOf(agent, emulator, 'accept')).toMatch(
        /The war room of incident .* is open in COC as WR\d+/,
      );
    },
  );
});
