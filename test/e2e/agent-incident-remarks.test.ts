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
    expect(story).toMatch(
      /were told:\s+"Automatic\s+remark\s+of\s[^"]*2\s+alarms\s+joined\.\s+3\s+alarms\s+fire/,
    );
    expect(story).not.toContain('\uFFFD');
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
        `^unAcceptedForward ${BOSS}\\| .*\nNobody has accepted it since .*, so it is forwarded\\.\n1 alarm fires: disk`,
      ),
    );
    emulator.work(number, { action: 'accept', operator: BOSS });
    await until('they were reminded twice', toldOf(emulator, 3));
    for (const reminder of told(emulator).slice(1))
      expect(reminder).toMatch(
        /^addRemark \| .*\nIn work since .*, and the problem is not over\.\n1 alarm fires: disk/,
      );
    expect(await storyOf(agent, number)).toMatch(new RegExp(`forwarded\\s+to\\s+${BOSS}`));
  });

  it('get a forward once, also when its answer is lost', async () => {
    const { emulator, agent, clock } = await start(['escalateAfter: 2m', `escalateTo: ${BOSS}`]);
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-action' }, times: 1, fault: { type: 'reset-after' } }],
    });
    await send(agent, critical('disk'));
    await numberOf(emulator);
    await until('it was forwarded', toldOf(emulator, 1));
    await until('nothing waits', () => isIdle(agent));
    const later = clock.monotonic() + 10 * 60_000;
    await until('ten minutes have passed', () => clock.monotonic() > later);
    expect(told(emulator)).toHaveLength(1);
    expect(emulator.requests(1_000).filter(({ operation }) => operation === 'incident-action')).toHaveLength(
      1,
    );
  });

  it('hear what is true when COC works again, and not what was true before', async () => {
    const { emulator, agent, clock } = await start(['escalateAfter: 8m', `escalateTo: ${BOSS}`]);
    await send(agent, critical('disk'));
    await numberOf(emulator);
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-tasks' }, fault: { type: 'status', status: 500 } }],
    });
    await send(agent, critical('cpu'));
    await until('a remark waits', async () => (await agent.metric('outbox_entries')) === 1);
    await send(agent, resolved('disk'), resolved('cpu'));
    await until('COC knows that', () => emulator.alarms().length === 4);
    emulator.setFaults({ rules: [] });
    await until('they hear of it', toldOf(emulator, 1));
    expect(told(emulator)[0]).toMatch(/^addRemark \| [^\n]*\nAll alarms of the incident have ended\.$/);
    const startsAt = new Date(clock.now()).toISOString();
    await send(agent, critical('disk', { startsAt }));
    await until('it is forwarded, as it fires again and nobody has it', () =>
      told(emulator).some((one) => one.startsWith(`unAcceptedForward ${BOSS}`)),
    );
  });

  it('get a forward of what the agent alone had accepted, and a remark although the answer of the create was lost', async () => {
    const { emulator, agent, clock } = await start([
      ...['escalateAfter: 6m', `escalateTo: ${BOSS}`, 'resolve: { mode: propose, after: 10s }'],
    ]);
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-create' }, times: 1, fault: { type: 'reset-after' } }],
    });
    await send(agent, critical('disk'));
    await numberOf(emulator);
    await until(
      'the agent has found it',
      async () => (await agent.metric('incidents{state="opened"}')) === 1,
    );
    await send(agent, resolved('disk'));
    const statusOf = () => emulator.incidents()[0]?.status;
    await until('it is solved', () => statusOf() === 'INCIDENT_STATUS_RESOLVED');
    const startsAt = new Date(clock.now()).toISOString();
    await send(agent, critical('disk', { startsAt }), critical('cpu', { startsAt }));
    await until('the solution is taken back', () => statusOf() === 'INCIDENT_STATUS_ACKNOWLEDGED');
    const forwards = () => told(emulator).filter((one) => one.startsWith(`acceptedForward ${BOSS}`));
    await until('it is forwarded', () => forwards().length === 1);
    expect(told(emulator).join('\n')).toContain('1 alarm joined.');
  });

  it('hear nothing where COC has no remarks, for which the agent asks again in half an hour', async () => {
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
    expect(await storyOf(agent, number)).toMatch(/were\s+not\s+told:\s+HTTP\s+404\s+APIG\.0101/);
    expect((await runCommand('status', '--admin', agent.adminUrl)).code).toBe(0);
    emulator.setFaults({ rules: [] });
    await until('they are told', () => told(emulator).length === 1);
    expect(told(emulator)[0]).toContain('1 alarm joined.');
    expect(clock.monotonic()).toBeGreaterThan(later + 10 * 60_000);
  });
});
