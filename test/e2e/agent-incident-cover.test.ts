import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { PersonAction } from '../../src/emulator/people/person-action.ts';
import { runCommand } from '../support/command-line.ts';
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
const CLUSTER = { labels: { cluster: 'big' } };
const UNCOVERED = 'alarms_uncovered{level="Critical",reason="closed"}';

async function start(...keys: readonly string[]): Promise<{ emulator: Emulator; agent: RunningAgent }> {
  const emulator = await runEmulator({ clock });
  const agent = await runAgent({
    ...{ cocUrl: emulator.url, directory: await temporaryDirectory(), clock },
    ...{ incidents: policyWith(...keys), delivery: 'incidentPoll: { initial: 100ms, max: 1s }' },
  });
  return { emulator, agent };
}

const statesOf = (emulator: Emulator) =>
  emulator.incidents().map(({ status }) => status.replace('INCIDENT_STATUS_', ''));

function work(emulator: Emulator, at: number, action: PersonAction): void {
  emulator.work(emulator.incidents()[at]?.incidentNum ?? '', { action, operator: 'ann' });
}

const isOver = (startsAt: string) => ({ startsAt, endsAt: new Date(clock.now()).toISOString() });
const now = () => new Date(clock.now()).toISOString();

describe('a problem that comes back', () => {
  it('after its incident was completed by the agent gets another one, which names the first', async () => {
    const { emulator, agent } = await start('reopenWithin: 24h', 'resolve: { mode: complete, after: 1s }');
    const first = now();
    await send(agent, critical('Disk', { startsAt: first }));
    await until('it is open', () => emulator.incidents().length === 1);
    await send(agent, resolved('Disk', isOver(first)));
    await until('it is completed', () => statesOf(emulator)[0] === 'COMPLETED');
    await send(agent, critical('Disk', { startsAt: now() }));
    await until('another one is open', () => emulator.incidents().length === 2);
    const [before, after] = emulator.incidents();
    expect(after?.description).toContain(`Again: the problem of ${before?.incidentNum} has come back.`);
    expect(after?.description).toMatch(/\nref \[.+\] coc-alarm-agent$/);
    await until('nothing waits', () => isIdle(agent));
    expect(statesOf(emulator)).toEqual(['COMPLETED', 'TRIGGERED']);
    expect(await storyOf(agent, emulator, 'Disk')).toContain(`because the problem of ${before?.incidentNum}`);
  });

  it('after the agent proposed a solution takes that back, and is proposed again when it is over', async () => {
    const { emulator, agent } = await start('reopenWithin: 24h', 'resolve: { mode: propose, after: 1s }');
    const first = now();
    await send(agent, critical('Disk', { startsAt: first }));
    await until('it is open', () => emulator.incidents().length === 1);
    await send(agent, resolved('Disk', isOver(first)));
    await until('it is solved', () => statesOf(emulator)[0] === 'RESOLVED');
    const second = now();
    await send(agent, critical('Disk', { startsAt: second }));
    await until('the solution is back', () => statesOf(emulator)[0] === 'ACKNOWLEDGED');
    const { timeline = [] } = emulator.incidents()[0] ?? {};
    expect(timeline.at(-1)?.comment).toContain('the problem is there again');
    await send(agent, resolved('Disk', isOver(second)));
    await until('it is solved again', () => statesOf(emulator)[0] === 'RESOLVED');
    expect(emulator.incidents()).toHaveLength(1);
  });
});

describe.each(['reject', 'complete'] as const)(
  'an incident that a person ends (%s) while its alarms fire',
  (action) => {
    it('leaves these alarms in peace, gives others their own, and is followed by another one in the end', async () => {
      const { emulator, agent } = await start('correlateBy: [cluster]', 'reraiseAfter: 200s');
      await send(agent, critical('Disk', CLUSTER));
      await until('it is open', () => emulator.incidents().length === 1);
      work(emulator, 0, action);
      await until('the agent has seen it', async () => (await agent.metric(UNCOVERED)) === 1);
      const { out } = await runCommand('alarms', 'list', '--uncovered', '--admin', agent.adminUrl);
      expect(out).toMatch(/Disk .*a person closed it/);

      await send(agent, critical('Cpu', CLUSTER));
      await until('the neighbour has one', () => emulator.incidents().length === 2);
      expect(emulator.incidents()[1]?.title).toContain('Cpu');
      expect(await agent.metric(UNCOVERED)).toBe(1);

      await until('it is covered again', async () => (await agent.metric(UNCOVERED)) === 0);
      expect(await storyOf(agent, emulator, 'Disk')).toMatch(
        /It belongs to incident \S+, which was requested already/,
      );
      expect(emulator.incidents()).toHaveLength(2);
    });
  },
);

it('an incident that a person closed is raised again, by a text that says so', async () => {
  const { emulator, agent } = await start('reraiseAfter: 60s');
  await send(agent, critical('Disk'));
  await until('it is open', () => emulator.incidents().length === 1);
  work(emulator, 0, 'complete');
  await until('another one is open', () => emulator.incidents().length === 2);
  const [before, after] = emulator.incidents();
  expect(after?.description).toContain(
    `Raised again: ${before?.incidentNum} was closed by hand, and the problem is still there.`,
  );
});

describe('an incident for many alarms', () => {
  it('names those that fire when it is opened, and none that is over', async () => {
    const { emulator, agent } = await start('correlateBy: [cluster]', 'openAfter: 100s');
    const startsAt = now();
    const nodes = Array.from({ length: 300 }, (_, i) => ({
      name: 'NodeDown',
      startsAt,
      labels: { cluster: 'big', instance: `node-${i}` },
    }));
    await send(agent, ...nodes.map(({ name, ...node }) => critical(name, node)));
    await until('COC has them', () => emulator.alarms().length === 300);
    const over = nodes
      .slice(0, 150)
      .map(({ name, ...node }) => resolved(name, { ...node, ...isOver(startsAt) }));
    await send(agent, ...over);
    await until('it is open', () => emulator.incidents().length === 1);
    const { title = '', description = '' } = emulator.incidents()[0] ?? {};
    expect(title).toMatch(/^cluster=big: NodeDown x150 \(node-1[5-9]\d, .*, \.\.\.\) \[.+\]$/);
    expect(description).toContain(
      '150 alarms fire: NodeDown x150\n300 alarms so far; the others have ended.',
    );
    expect(description).toMatch(/\nLevel: Critical x150\nScope: cluster=big\nResources: node-/);
    expect(description).not.toMatch(/node-\d{1,2}\b|node-1[0-4]\d/);
    expect(description.length).toBeLessThanOrEqual(600);
  });
});

describe('an incident that COC refuses', () => {
  it('is asked for again with the fallback assignee, and the story says so', async () => {
    const { emulator, agent } = await start('fallbackAssignee: { scene: on-call, role: second-line }');
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-create' }, times: 1, fault: { type: 'status', status: 400 } }],
    });
    await send(agent, critical('Disk'));
    await until('it is open', () => emulator.incidents().length === 1);
    await until('nothing waits', () => isIdle(agent));
    expect(await storyOf(agent, emulator, 'Disk')).toContain('with the fallback assignee');
    expect(await agent.metric('incidents_failed_total')).toBe(0);
  });
});
