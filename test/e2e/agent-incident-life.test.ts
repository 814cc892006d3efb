import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { fastClock } from '../support/fast-clock.ts';
import { critical, isIdle, policyWith, resolved, send, storyOf } from '../support/incident-setup.ts';
import {
  type AgentSetup,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** Rounds of a second take a twentieth of it. */
const clock = fastClock();

const ANN = 'ann';

/** A setup whose incidents are looked at often. */
async function setupWith(emulator: Emulator, ...keys: readonly string[]): Promise<AgentSetup> {
  return {
    cocUrl: emulator.url,
    directory: await temporaryDirectory(),
    incidents: policyWith(...keys),
    delivery: 'incidentPoll: { initial: 100ms, max: 1s }',
    clock,
  };
}

function stateOf(emulator: Emulator, at = 0): string {
  return emulator.incidents()[at]?.status.replace('INCIDENT_STATUS_', '') ?? 'none';
}

function numberOf(emulator: Emulator): string {
  return emulator.incidents()[0]?.incidentNum ?? '';
}

/** What was done to the first incident, and by whom it was not us. */
function timelineOf(emulator: Emulator): string[] {
  return emulator.incidents()[0]?.timeline.map(({ action }) => action) ?? [];
}

describe('following', () => {
  it('shows and counts what people do with an incident, and opens none for what comes back soon', async () => {
    const emulator = await runEmulator({ clock });
    const setup = await setupWith(emulator, 'reopenWithin: 1h');
    const first = await runAgent(setup);
    await send(first, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    emulator.work(numberOf(emulator), { action: 'accept', operator: ANN });
    const accepted = 'incidents_moved_total{state="accepted",by="person"}';
    await until('the agent has seen it', async () => (await first.metric(accepted)) === 1);
    await first.stop();

    emulator.work(numberOf(emulator), { action: 'complete', operator: ANN });
    const second = await runAgent(setup);
    const completed = 'incidents{state="completed"}';
    await until('the agent has seen the end', async () => (await second.metric(completed)) === 1);
    await send(second, resolved('Disk'));
    await send(second, critical('Disk', { startsAt: '2026-11-24T04:00:00Z' }));
    await until('nothing waits', async () => emulator.alarms().length === 3 && (await isIdle(second)));
    expect(emulator.incidents()).toHaveLength(1);
    expect(await storyOf(second, emulator, 'Disk')).toContain('which a person ended a short time ago');
  });
});

describe('resolve: complete', () => {
  it('accepts, solves and confirms once all alarms are over, in order, over a restart', async () => {
    const emulator = await runEmulator({ clock });
    const keys = ['correlateBy: [cluster]', 'resolve: { mode: complete, after: 1s }'];
    const setup = await setupWith(emulator, ...keys);
    const cluster = { labels: { cluster: 'a' } };
    const first = await runAgent(setup);
    await send(first, critical('Disk', cluster), critical('Cpu', cluster));
    await until('both are in COC', () => emulator.alarms().length === 2);
    await until('the incident is open', () => emulator.incidents().length === 1);
    await send(first, resolved('Disk', cluster));
    await until('its recovery is told', async () => emulator.alarms().length === 3 && (await isIdle(first)));
    await first.stop();
    expect(stateOf(emulator)).toBe('TRIGGERED');

    const second = await runAgent(setup);
    await send(second, resolved('Cpu', cluster));
    await until('it is completed', () => stateOf(emulator) === 'COMPLETED');
    await until('nothing waits', () => isIdle(second));
    expect(timelineOf(emulator)).toEqual(['create', 'acceptedIncident1', 'commitSolution1', 'confirm']);
    const { solution } = emulator.incidents()[0] ?? {};
    expect(String(solution?.cause)).toContain('Disk');
    expect(String(solution?.solution)).toMatch(/ended\.\n.*the problem began/);
    expect(await second.metric('incidents_moved_total{state="completed",by="agent"}')).toBe(1);
  });

  it('leaves an incident that a person took to that person; the story and a metric say so', async () => {
    const emulator = await runEmulator({ clock });
    const setup = await setupWith(emulator, 'resolve: { mode: complete, after: 0s }');
    const agent = await runAgent(setup);
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    emulator.work(numberOf(emulator), { action: 'accept', operator: ANN });
    const accepted = 'incidents_moved_total{state="accepted",by="person"}';
    await until('the agent has seen it', async () => (await agent.metric(accepted)) === 1);
    await send(agent, resolved('Disk'));
    await until('it is left', async () => (await agent.metric('incidents_left_alone_total')) === 1);
    await until('nothing waits', () => isIdle(agent));
    expect(stateOf(emulator)).toBe('ACKNOWLEDGED');
    expect(await storyOf(agent, emulator, 'Disk')).toContain('so the agent leaves it open');
  });

  it('loses to a person who was faster, without touching what that person did', async () => {
    const emulator = await runEmulator({ clock });
    const setup = await setupWith(emulator, 'resolve: { mode: complete, after: 0s }');
    const agent = await runAgent({ ...setup, delivery: 'incidentPoll: { initial: 1h, max: 1h }' });
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    emulator.work(numberOf(emulator), { action: 'reject', operator: ANN });
    await send(agent, resolved('Disk'));
    const rejected = 'incidents_moved_total{state="rejected",by="person"}';
    await until('the agent has found out', async () => (await agent.metric(rejected)) === 1);
    expect(stateOf(emulator)).toBe('REJECTED');
    expect(timelineOf(emulator)).toHaveLength(2);
  });

  it('takes a step whose answer is lost for its own, and goes on', async () => {
    const emulator = await runEmulator({ clock });
    const setup = await setupWith(emulator, 'resolve: { mode: complete, after: 0s }');
    const agent = await runAgent(setup);
    const lost = { match: { operation: 'incident-handle' as const }, times: 1 };
    emulator.setFaults({ rules: [{ ...lost, fault: { type: 'reset-after' } }] });
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    await send(agent, resolved('Disk'));
    await until('it is completed', () => stateOf(emulator) === 'COMPLETED');
    expect(await agent.metric('incidents_moved_total{state="accepted",by="agent"}')).toBe(1);
    expect(await agent.metric('incidents_left_alone_total')).toBe(0);
  });
});

describe('resolve: propose', () => {
  it('leaves the confirmation to people', async () => {
    const emulator = await runEmulator({ clock });
    const agent = await runAgent(
      await setupWith(emulator, 'resolve: { mode: propose, after: 0s, cause: "{{ names | first }} broke" }'),
    );
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    await send(agent, resolved('Disk'));
    await until('it is resolved', () => stateOf(emulator) === 'RESOLVED');
    await until('nothing waits', () => isIdle(agent));
    expect(emulator.incidents()[0]?.solution).toMatchObject({ cause: 'Disk broke' });
    expect(stateOf(emulator)).toBe('RESOLVED');
  });
});

describe('a war room', () => {
  const room = 'warRoom: { admin: ann, scheduleGroups: [{ scene: s, role: r }], fromLevel: level_20 }';

  it('is opened once, after somebody accepted the incident, though an answer is lost and the agent restarts', async () => {
    const emulator = await runEmulator({ clock });
    const setup = await setupWith(emulator, room);
    const first = await runAgent(setup);
    await send(first, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    const lost = { match: { operation: 'war-room-create' as const }, times: 1 };
    emulator.setFaults({ rules: [{ ...lost, fault: { type: 'reset-after' } }] });
    expect(emulator.warRooms()).toHaveLength(0);
    emulator.work(numberOf(emulator), { action: 'accept', operator: ANN });
    await until('the war room is there', () => emulator.warRooms().length > 0);
    await first.stop();

    const second = await runAgent(setup);
    const looked = async () =>
      (await isIdle(second)) && (await second.metric('war_rooms_opened_total')) === 1;
    await until('the agent knows it', looked);
    expect(emulator.warRooms()).toMatchObject([
      { incidentNum: numberOf(emulator), admin: 'ann', regionCodes: ['cn-north-4'] },
    ]);
  });

  it('is opened once, too, where COC opens it for an incident that nobody has accepted', async () => {
    const emulator = await runEmulator({ clock, assumptions: { warRoomNeedsAcceptance: false } });
    const agent = await runAgent(await setupWith(emulator, room));
    await send(agent, critical('Disk'));
    await until('the incident is open', () => emulator.incidents().length === 1);
    emulator.work(numberOf(emulator), { action: 'accept', operator: ANN });
    await until('the war room is there', () => emulator.warRooms().length > 0);
    await until('nothing waits', () => isIdle(agent));
    expect(emulator.warRooms()).toMatchObject([{ incidentNum: numberOf(emulator), admin: 'ann' }]);
  });
});
