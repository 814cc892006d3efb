import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { critical, isIdle, policyWith, send, storyOf } from '../support/incident-setup.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';
import { firstCreates, type SlowGateway, startSlowGateway } from '../support/slow-gateway.ts';

afterEach(stopEverything);

const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';

/** An agent whose calls to COC go through a gateway that holds the creates back. */
async function behind(hold: SlowGateway['hold'], { delivery = '', list = true } = {}) {
  const emulator = await runEmulator({ incidentList: list });
  const gateway = await startSlowGateway(emulator.url);
  onTestFinished(() => gateway.stop());
  gateway.hold = hold;
  const agent = await runAgent({
    cocUrl: gateway.url,
    directory: await temporaryDirectory(),
    incidents: policyWith(),
    coc: `${AUTH}\n  timeout: 500ms`,
    delivery,
  });
  await send(agent, critical('Disk'));
  return { emulator, agent };
}

const creates = (emulator: Awaited<ReturnType<typeof runEmulator>>) =>
  emulator.requests(1_000).filter(({ operation }) => operation === 'incident-create').length;

async function keyOf(agent: RunningAgent): Promise<string> {
  const { text } = await agent.admin('/api/v1/incidents');
  const { incidents } = JSON.parse(text) as { incidents: { key: string }[] };
  return incidents[0]?.key ?? 'none';
}

const decide = (agent: RunningAgent, ...args: readonly string[]) =>
  runCommand('incidents', 'decide', ...args, '--admin', agent.adminUrl);

describe('an incident whose create got no answer', () => {
  it('is found when COC carries it out after the first look, and asked for once', async () => {
    const { emulator, agent } = await behind(firstCreates(1, 350));
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    await until('nothing waits', () => isIdle(agent));
    expect([emulator.incidents().length, creates(emulator)]).toEqual([1, 1]);
  });

  it('is asked for again when COC never carried it out, and only after it was looked for', async () => {
    const { emulator, agent } = await behind(firstCreates(1, 'never'));
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    expect([emulator.incidents().length, creates(emulator)]).toEqual([1, 1]);
    const story = await storyOf(agent, emulator, 'Disk');
    expect(story).toMatch(/an earlier call did not arrive .*; it may be sent again now/);
    expect(story.match(/the call to COC starts/g)).toHaveLength(2);
  });

  it('that COC carries out much too late is there twice: told, counted, and decided by an operator', async () => {
    const { emulator, agent } = await behind(firstCreates(1, 1_200));
    const awaiting = 'incidents_awaiting_decision{reason="doubled"}';
    await until('it is seen', async () => (await agent.metric(awaiting)) === 1);
    expect([emulator.incidents().length, await agent.metric('incidents_doubled_total')]).toEqual([2, 1]);
    expect(agent.log()).toContain('COC opened the incident more than once');

    const key = await keyOf(agent);
    const [first = '', second = ''] = emulator
      .incidents()
      .map(({ incidentNum }) => incidentNum)
      .sort();
    const list = await runCommand('incidents', 'list', '--admin', agent.adminUrl);
    expect(list.out).toMatch(/^IM\w+ \+ IM\w+ +opened, decide /m);
    const shown = await runCommand('incidents', 'show', key, '--admin', agent.adminUrl);
    for (const number of [first, second])
      expect(shown.out).toContain(`incidents decide ${key} --keep ${number}`);
    expect(await storyOf(agent, emulator, 'Disk')).toContain('more than once');

    const decided = await decide(agent, key, '--keep', second);
    expect(decided).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Close ${first} in COC's console`),
    });
    expect(await agent.metric(awaiting)).toBe(0);
    expect(await agent.metric('incidents_decided_total{choice="kept"}')).toBe(1);
    expect(await storyOf(agent, emulator, 'Disk')).toMatch(
      `An operator (local) goes on with ${second} for incident ${key}; close ${first} in COC.`,
    );
    expect(await decide(agent, key, '--keep', second)).toMatchObject({ code: 1 });
  });

  it('waits for a person only when it has been looked for in vain for long, and is looked for all the same', async () => {
    const { emulator, agent } = await behind(firstCreates(1, 0), {
      list: false,
      delivery: 'incidentAskAfter: 1500ms',
    });
    const awaiting = 'incidents_awaiting_decision{reason="undecided"}';
    await until('it is undecided', async () => (await agent.metric('incidents{state="undecided"}')) === 1);
    expect(await agent.metric(awaiting)).toBe(0);
    await until('a person is asked', async () => (await agent.metric(awaiting)) === 1);
    const { out } = await runCommand('incidents', 'list', '--admin', agent.adminUrl);
    expect(out).toContain('undecided, decide');
    const status = JSON.parse((await agent.admin('/api/v1/status')).text);
    expect(status.incidentsAwaitingDecision).toEqual({ undecided: 1, doubled: 0 });
    const looks = () =>
      emulator.requests(1_000).filter(({ operation }) => operation === 'incident-list').length;
    const before = looks();
    await until('it is looked for again', () => looks() > before);
    expect(emulator.incidents()).toHaveLength(1);
  });
});
