import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { statusOf } from '../../src/emulator/state/incident-log.ts';
import { runCommand } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { critical, isIdle, policyWith, resolved, send } from '../support/incident-setup.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';
import { incident, post, sign } from './emulator-client.ts';

afterEach(stopEverything);

/** A stop that gives a hanging call five seconds takes a twentieth of that. */
const clock = fastClock();

/** An agent whose account may not list incidents, with an incident whose answer was lost. */
async function waiting(commit: boolean, ...keys: readonly string[]) {
  const emulator = await runEmulator({ incidentList: false, clock });
  const directory = await temporaryDirectory();
  const setup = { cocUrl: emulator.url, directory, incidents: policyWith(...keys), clock };
  const agent = await runAgent(setup);
  const fault = { type: 'hang' as const, commit };
  emulator.setFaults({ rules: [{ match: { operation: 'incident-create' }, times: 1, fault }] });
  await send(agent, critical('Disk'));
  await until('it is asked for', async () => (await agent.metric('incidents{state="undecided"}')) === 1);
  await agent.stop();
  const next = await runAgent(setup);
  await until('it was looked for', async () => ((await next.metric(LOOKED)) ?? 0) >= 1);
  return { emulator, agent: next, key: await keyOf(next) };
}

const LOOKED = 'attempts_failed_total{outcome="unknown",reason="lookup-unavailable"}';

async function keyOf(agent: RunningAgent): Promise<string> {
  const { text } = await agent.admin('/api/v1/incidents?state=undecided');
  const { incidents } = JSON.parse(text) as { incidents: { key: string }[] };
  return incidents[0]?.key ?? 'none';
}

function incidents(agent: RunningAgent, ...args: readonly string[]) {
  return runCommand('incidents', ...args, '--admin', agent.adminUrl);
}

/** Opens an incident as a person does, and returns its number. */
async function openByHand({ url }: Emulator): Promise<string> {
  const create = `${url}/v1/external/incident/create`;
  const signed = { method: 'POST', body: JSON.stringify(incident), time: clock.now() };
  const { json } = await post(create, incident, sign(create, signed));
  return (json as { data: { incident_num: string } }).data.incident_num;
}

describe('an incident of which nobody can find out whether COC opened it', () => {
  it('is shown as waiting, with both choices', async () => {
    const { agent, key } = await waiting(true);
    const list = await incidents(agent, 'list', '--state', 'undecided');
    expect(list.out).toMatch(/^- +undecided +[-\d]+ [:\d]+ +- +level_20 +1 firing +Disk/m);
    const { out } = await incidents(agent, 'show', key);
    expect(out).toContain('not known yet whether COC opened it; the agent looks for it');
    expect(out).toContain(`incidents decide ${key} --opened NUMBER`);
    expect(out).toContain(`incidents decide ${key} --open-again`);
    expect(out).toContain('the agent cannot search for it');
  });

  it('is open under the number that an operator found, and is asked for no more', async () => {
    const { emulator, agent, key } = await waiting(true);
    const number = emulator.incidents()[0]?.incidentNum ?? '';
    expect(await incidents(agent, 'decide', key, '--opened', number)).toMatchObject({ code: 0 });
    await until('nothing waits', () => isIdle(agent));
    expect(emulator.incidents()).toHaveLength(1);
    const { out } = await incidents(agent, 'show', key);
    expect(out).toContain(`in COC ${number}: open`);
    expect(out).toMatch(/An operator \(local\) found incident \S+ in COC as IM/);
    expect(await agent.metric('incidents_decided_total{choice="opened"}')).toBe(1);
  });

  it('is asked for again when the operator found nothing', async () => {
    const { emulator, agent, key } = await waiting(false);
    expect(emulator.incidents()).toHaveLength(0);
    expect(await incidents(agent, 'decide', key, '--open-again')).toMatchObject({ code: 0 });
    await until('it is open', () => emulator.incidents().length === 1);
    await until('nothing waits', () => isIdle(agent));
    expect(emulator.incidents()).toHaveLength(1);
  });

  it('needs exactly one of the choices, a number that is one, and an incident that waits', async () => {
    const { emulator, agent, key } = await waiting(true);
    expect(await incidents(agent, 'decide', key)).toMatchObject({ code: 2 });
    expect(await incidents(agent, 'decide', key, '--opened', 'IM 1')).toMatchObject({ code: 2 });
    expect(await incidents(agent, 'decide', 'nope', '--open-again')).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no incident of this key'),
    });
    const number = emulator.incidents()[0]?.incidentNum ?? '';
    await incidents(agent, 'decide', key, '--opened', number);
    expect(await incidents(agent, 'decide', key, '--open-again')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`COC shows it as ${number}, so it is not requested again`),
    });
    expect(await incidents(agent, 'decide', key, '--keep', number, '--force', 'why')).toMatchObject({
      code: 2,
      err: expect.stringContaining('give --force with --opened only'),
    });
    expect((await agent.admin('/api/v1/incidents?state=lost')).status).toBe(400);
    expect((await agent.admin('/api/v1/incidents/nope')).status).toBe(404);
  });

  it('is not the one of another problem, is by force, and is never worked on then, until that is corrected', async () => {
    const ending = 'resolve: { mode: complete, after: 1s, cause: c, solution: s, onlyIfUntouched: false }';
    const { emulator, agent, key } = await waiting(true, ending);
    const own = emulator.incidents()[0]?.incidentNum ?? '';
    await send(agent, critical('CPU'));
    await until('that of CPU is open', () => emulator.incidents().length === 2);
    const ofCpu = emulator.incidents()[1]?.incidentNum ?? '';
    const other = await openByHand(emulator);
    const decide = (...args: readonly string[]) => incidents(agent, 'decide', key, ...args);
    const stateOf = (number: string) => {
      const found = emulator.incidents().find(({ incidentNum }) => incidentNum === number);
      return found && statusOf(found);
    };

    expect(await decide('--opened', 'IM404')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('COC has no incident IM404') },
    });
    expect(await decide('--opened', other)).toMatchObject({
      ...{ code: 1, err: expect.stringContaining(`${other} is another problem's`) },
    });
    expect(await incidents(agent, 'show', key)).toMatchObject({
      out: expect.stringContaining('not known yet'),
    });

    expect(await decide('--opened', ofCpu, '--force', 'I say so')).toMatchObject({
      ...{ code: 1, err: expect.stringContaining(`${ofCpu} belongs to another incident of the agent, `) },
    });
    const forced = await decide('--opened', other, '--force', 'the umbrella of today');
    expect(forced).toMatchObject({ code: 0, out: expect.stringContaining('the agent leaves it alone') });
    await send(agent, resolved('Disk'));
    await until('Disk is over', async () =>
      (await incidents(agent, 'show', key)).out.includes('none is firing'),
    );
    // Longer than the agent waits before its first step.
    await new Promise<void>((resolve) => clock.after(8_000, resolve));
    const { out } = await incidents(agent, 'show', key);
    expect(out).toContain('An operator took this number, which COC does not prove');
    expect(out).toContain('the umbrella of today');
    expect(stateOf(other)).toBe('INCIDENT_STATUS_TRIGGERED');

    const corrected = await decide('--opened', own);
    expect(corrected).toMatchObject({
      code: 0,
      out: `${key}: recorded as open, ${own}, instead of ${other}\n`,
    });
    await until('it is completed', () => stateOf(own) === 'INCIDENT_STATUS_COMPLETED');
    expect(stateOf(other)).toBe('INCIDENT_STATUS_TRIGGERED');
    expect(await agent.metric('incidents_decided_total{choice="corrected"}')).toBe(1);
    expect((await incidents(agent, 'show', key)).out).toMatch(
      /corrected that: incident \S+ is IM\d+ in COC, and not IM/,
    );
  });
});
