import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { runCommand } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { critical, isIdle, policyWith, resolved, send } from '../support/incident-setup.ts';
import {
  type AgentSetup,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const BOSS = '5f2d9c0b8a7e4c31b6f0d1e2a3c4b5d6';

async function start(keys: readonly string[], { coc = AUTH }: Pick<AgentSetup, 'coc'> = {}) {
  // Five minutes take a second.
  const clock = fastClock(300);
  const emulator = await runEmulator({ clock });
  const agent = await runAgent({
    ...{ cocUrl: emulator.url, directory: await temporaryDirectory(), clock, coc },
    incidents: policyWith('correlateBy: [alarmSource]', ...keys),
    delivery: 'incidentPoll: { initial: 5s, max: 10s }',
  });
  return { emulator, agent, clock };
}

/** What the only incident was told: action, person and text. */
function told(emulator: Emulator): readonly string[] {
  const [incident] = emulator.incidents();
  return (incident?.timeline ?? [])
    .filter(({ comment }) => comment !== undefined)
    .map(({ action, forwardedTo = '', comment }) => `${action} ${forwardedTo}| ${comment}`);
}

const toldOf = (emulator: Emulator, count: number) => () => told(emulator).length === count;

async function numberOf(emulator: Emulator): Promise<string> {
  await until('an incident is open', () => emulator.incidents().length === 1);
  return emulator.incidents()[0]?.incidentNum ?? '';
}

async function storyOf(agent: RunningAgent, number: string): Promise<string> {
  return (await runCommand('incidents', 'show', number, '--admin', agent.adminUrl)).out;
}

describe('the people of an incident', () => {
  it('are told what joins, that all is over and that it is there again, in COC and in the story', async () => {
    const { emulator, agent } = await start([]);
    await send(agent, critical('disk'));
    const number = await numberOf(emulator);
    await send(agent, critical('cpu'), critical('net'));
    await until('they know what joined', toldOf(emulator, 1));
    expect(told(emulator)[0]).toMatch(
      /^addRemark \| Automatic remark of .*\n2 alarms joined\.\n3 alarms fire: .*\bdisk\b/,
    );
    await send(agent, resolved('disk'), resolved('cpu'), resolved('net'));
    await until('they know that all is over', toldOf(emulator, 2));
    expect(told(emulator)[1]).toMatch(/All alarms of the incident have ended\.$/);
    await send(agent, critical('disk', { startsAt: new Date().toISOString() }));
    await until('they know that it is back', toldOf(emulator, 3));
    expect(told(emulator)[2]).toContain('The problem is there again.\n1 alarm fires: disk');
    await until('nothing waits', () => isIdle(agent));
    const story = await storyOf(agent, number);
    expect(story).toContain(`tell the people of incident ${number}: "Automatic remark of`);
    expect(story).toContain('2 alarms joined.');
    expect(emulator.incidents()).toHaveLength(1);
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it('are reminded of what they accepted, and another person gets what nobody accepts', async () => {
    const { emulator, agent } = await start(['remindAfter: 10m', 'escalateAfter: 3m', `escalateTo: ${BOSS}`]);
    await send(agent, critical('disk'));
    const number = await numberOf(emulator);
    await until('it was forwarded', toldOf(emulator, 1));
    expect(told(emulator)[0]).toMatch(
      new RegExp(
        `^unAcceptedForward ${BOSS}\\| .*\nOpen since .* and not accepted, so it is forwarded\\.\n1 alarm fires: disk`,
      ),
    );
    emulator.work(number, { action: 'accept', operator: BOSS });
    await until('they were reminded twice', toldOf(emulator, 3));
    for (const reminder of told(emulator).slice(1))
      expect(reminder).toMatch(
        /^addRemark \| .*\nAccepted at .*, and the problem is not over\.\n1 alarm fires: disk/,
      );
    expect(await storyOf(agent, number)).toContain(`forward incident ${number} to ${BOSS}`);
  });

  it('hear nothing where COC has no remarks, for which the agent asks once', async () => {
    const { emulator, agent, clock } = await start([]);
    emulator.setFaults({
      rules: [
        {
          match: { operation: 'incident-tasks' },
          fault: { type: 'status', status: 404, errorCode: 'APIG.0101' },
        },
      ],
    });
    await send(agent, critical('disk'));
    const number = await numberOf(emulator);
    await send(agent, critical('cpu'));
    const asks = () =>
      emulator.requests(1_000).filter(({ operation }) => operation === 'incident-tasks').length;
    await until('the agent has asked', () => asks() === 1);
    await until('nothing waits', () => isIdle(agent));
    await send(agent, critical('net'));
    const later = clock.monotonic() + 10 * 60_000;
    await until('ten minutes have passed', () => clock.monotonic() > later);
    expect(asks()).toBe(1);
    expect(told(emulator)).toEqual([]);
    expect(await storyOf(agent, number)).toMatch(/nobody was told: HTTP 404 APIG\.0101/);
    expect((await runCommand('status', '--admin', agent.adminUrl)).code).toBe(0);
  });
});
