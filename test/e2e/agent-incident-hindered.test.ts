import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import { heal, incidentRun, minutes, openIn, refuse } from '../support/incident-run.ts';
import { critical, policyWith, resolved, send, uncoveredIn } from '../support/incident-setup.ts';
import type { RunningAgent } from '../support/running-agent.ts';
import { stopEverything, until } from '../support/running-agent.ts';

afterEach(stopEverything);

const WEB = `
  - name: web
    match: ['alarmLevel="Critical"', 'team="web"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }`;

/** An alarm is over, its incident is solved, and from then on COC answers each further step with this status. */
async function solvedAndRefused(mode: 'propose' | 'complete', status: number) {
  const run = await incidentRun(
    policyWith('correlateBy: [alertname]', `resolve: { mode: ${mode}, after: 1m }`),
  );
  const { emulator, agent, time, hasIncidents } = run;
  const since = { startsAt: time() };
  await send(agent, critical('disk', since));
  await hasIncidents(1);
  await send(agent, resolved('disk', { ...since, endsAt: time() }));
  await until('it is solved', () => {
    const isSolved = openIn(emulator).length === 0;
    if (isSolved) refuse(emulator, 'incident-handle', status);
    return isSolved;
  });
  return run;
}

it.each([503, 403])(
  'an alarm whose solved incident COC can not take back (%i) has another one soon',
  async (status) => {
    const { emulator, agent, time, hasIncidents } = await solvedAndRefused('propose', status);
    await minutes(1);
    await send(agent, critical('disk', { startsAt: time() }));
    await until('it is said', async () => (await uncoveredIn(agent)).includes('disk: solved'));
    await hasIncidents(2);
    await until('it is covered', async () => (await uncoveredIn(agent)).length === 0);
    heal(emulator);
    await minutes(10);
    expect(openIn(emulator).map(({ title }) => title)).toEqual([expect.stringMatching(/^disk/)]);
  },
);

it('what is to be completed and can not be covers nothing that fires again', async () => {
  const { emulator, agent, time, hasIncidents } = await solvedAndRefused('complete', 503);
  await minutes(3);
  await send(agent, critical('disk', { startsAt: time() }));
  await hasIncidents(2);
  expect(openIn(emulator)).toHaveLength(1);
  heal(emulator);
  await minutes(10);
  expect(openIn(emulator)).toHaveLength(1);
  expect(await uncoveredIn(agent)).toEqual([]);
});

it('an incident that waits is opened when the alarm that began first has lasted long enough', async () => {
  const { agent, time, hasIncidents, emulator } = await incidentRun(
    policyWith('openAfter: 60m', 'correlateBy: [cluster]'),
  );
  const labels = { cluster: 'x' };
  await send(agent, critical('One', { startsAt: time(), labels }));
  await minutes(1);
  expect(emulator.incidents()).toEqual([]);
  await send(agent, critical('Two', { startsAt: time(180), labels }));
  await hasIncidents(1);
  await until('its story tells why', async () => {
    const { text } = await agent.admin(`/api/v1/incidents/${emulator.incidents()[0]?.incidentNum}`);
    return text.includes('is held back for another time, as an alarm joined that began earlier.');
  });
  expect(emulator.incidents()).toHaveLength(1);
});

it('a storm opens only what still fires so long after it began', async () => {
  const { agent, time, emulator } = await incidentRun(policyWith('openAfter: 30m', 'maxPerHour: 1'));
  const since = { startsAt: time() };
  await send(agent, critical('One', since), critical('Two', since));
  await minutes(10);
  await send(
    agent,
    resolved('One', { ...since, endsAt: time() }),
    resolved('Two', { ...since, endsAt: time() }),
  );
  await minutes(30);
  expect(emulator.incidents()).toEqual([]);
});

it('an alarm that is over opens nothing while its recovery is held back, and does once it is back', async () => {
  const { agent, time, emulator, hasIncidents } = await incidentRun(policyWith('openAfter: 5m'), {
    alarm: '{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4, resolveHold: 10m }',
  });
  const since = { startsAt: time() };
  await send(agent, critical('One', since));
  await minutes(1.5);
  await send(agent, resolved('One', { ...since, endsAt: time() }));
  await minutes(7);
  expect(emulator.incidents()).toEqual([]);
  await send(agent, critical('One', since));
  await hasIncidents(1);
});

it('the budget of all policies makes a storm of each policy, for its own people', async () => {
  const { agent, time, emulator, hasIncidents } = await incidentRun(`${WEB}${policyWith()}`, {
    rest: 'incidentBudget: { maxPerHour: 1, gather: 30s }',
  });
  const fires = (name: string, labels = {}) => critical(name, { startsAt: time(), labels });
  await send(agent, fires('Zero'));
  await hasIncidents(1);
  const team = { team: 'web' };
  await send(agent, fires('DbA'), fires('DbB'), fires('WebA', team), fires('WebB', team));
  await hasIncidents(3);
  const titles = emulator.incidents().map(({ title }) => title);
  expect(titles.some((title) => /^Alarm storm: 2 alarms: DbA, DbB/.test(title))).toBe(true);
  expect(titles.some((title) => /^Alarm storm: 2 alarms: WebA, WebB/.test(title))).toBe(true);
});

it('alarms of a storm that a person closed are left in peace when they come back soon', async () => {
  const { agent, time, emulator, works, hasIncidents } = await incidentRun(
    policyWith('reopenWithin: 600m', 'reraiseAfter: 20h', 'maxPerHour: 1'),
  );
  const names = ['One', 'Two', 'Three'];
  const since = { startsAt: time() };
  await send(agent, ...names.map((name) => critical(name, since)));
  await hasIncidents(2);
  await minutes(70);
  works(0, 'reject');
  works(1, 'reject');
  await minutes(3);
  await send(agent, ...names.map((name) => resolved(name, { ...since, endsAt: time() })));
  await minutes(2);
  await send(agent, ...names.map((name) => critical(name, { startsAt: time() })));
  await minutes(5);
  expect(emulator.incidents()).toHaveLength(2);
});

/** Sends an alert about a node, with a runbook. */
async function sendNode(
  agent: RunningAgent,
  node: number,
  changes: { status?: 'resolved'; startsAt: string },
) {
  const labels = { cluster: 'big', instance: `n-${node}` };
  const name = `Node${node}`;
  const body = alertmanagerBody({
    ...critical(name, { ...changes, labels }),
    endsAt: new Date().toISOString(),
  });
  const [alert] = (body as unknown as { alerts: { annotations: Record<string, string> }[] }).alerts;
  Object.assign(alert?.annotations ?? {}, {
    runbook_url: `https://runbooks.example/${node}`,
    description: `the text of ${node}`,
  });
  await agent.post('alertmanager', body);
}

it.each([2, 4])(
  'the living ones of %i alarms speak for an incident whose first alarm is over',
  async (count) => {
    const { agent, time, emulator, hasIncidents } = await incidentRun(
      policyWith('openAfter: 10m', 'correlateBy: [cluster]'),
    );
    const startsAt = time();
    for (let node = 0; node < count; node++) await sendNode(agent, node, { startsAt });
    await minutes(1);
    for (let node = 0; node < count / 2; node++)
      await sendNode(agent, node, { startsAt, status: 'resolved' });
    await hasIncidents(1);
    const { description = '' } = emulator.incidents()[0] ?? {};
    expect(description).toContain(`https://runbooks.example/${count / 2}`);
    expect(description).toContain(`the text of ${count / 2}`);
    expect(description).not.toContain('the text of 0');
  },
);

it('the commands say what is solved in COC and fires', async () => {
  const { emulator, agent, time, hasIncidents, works } = await incidentRun(
    policyWith('correlateBy: [alertname]'),
  );
  await send(agent, critical('disk', { startsAt: time() }));
  await hasIncidents(1);
  await minutes(3);
  works(0, 'resolve');
  await until('it is said', async () => (await uncoveredIn(agent)).includes('disk: solved'));
  const { out } = await runCommand('alarms', 'list', '--uncovered', '--admin', agent.adminUrl);
  expect(out).toMatch(/disk/);
  expect(openIn(emulator)).toEqual([]);
});
