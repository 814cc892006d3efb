import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** A copy of what version 0.1.0 has stored, and the configuration that it ran with. */
async function setupWithOlderData(emulator: Emulator) {
  const directory = await temporaryDirectory();
  await cp('test/fixtures/data-directory/0.1.0', join(directory, 'data'), { recursive: true });
  return {
    cocUrl: emulator.url,
    directory,
    sources: 'prod: { type: alertmanager, staleAfter: 3650d }',
    outbox: 'history: { keep: 3650d }',
    incidents: `
  - name: critical
    match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
    correlateBy: [cluster]`,
  };
}

async function get<T>(agent: RunningAgent, path: string): Promise<T> {
  const { status, text } = await agent.admin(path);
  expect(status).toBe(200);
  return JSON.parse(text);
}

interface AlarmList {
  readonly alarms: readonly { readonly name: string; readonly alarmId: string; readonly coc: string }[];
}

async function alarmsOf(agent: RunningAgent, state: string): Promise<AlarmList['alarms']> {
  const { alarms } = await get<AlarmList>(agent, `/api/v1/alarms?state=${state}&limit=100`);
  return alarms;
}

function namesOf(alarms: readonly { readonly name: string }[]): readonly string[] {
  return alarms.map(({ name }) => name).toSorted();
}

interface IncidentList {
  readonly incidents: readonly {
    readonly key: string;
    readonly incidentNum?: string;
    readonly state: string;
    readonly alarms: number;
  }[];
}

/** Steps of an entry in a story, from its queueing to its delivery. */
const QUEUED_AND_DELIVERED = ['entry.queued', 'attempt.started', 'entry.delivered'];

/** The steps of an incident's story. */
async function incidentStoryOf(agent: RunningAgent, incidents: IncidentList['incidents'], number: string) {
  const key = incidents.find(({ incidentNum }) => incidentNum === number)?.key;
  const { steps } = await get<{ steps: { step: string }[] }>(agent, `/api/v1/incidents/${key}`);
  return steps.map(({ step }) => step);
}

/** The steps of an alarm's story. */
async function storyOf(agent: RunningAgent, alarms: AlarmList['alarms'], name: string) {
  const id = alarms.find((alarm) => alarm.name === name)?.alarmId;
  const { steps } = await get<{ steps: { step: string }[] }>(agent, `/api/v1/alarms/${id}`);
  return steps.map(({ step }) => step);
}

it('opens what version 0.1.0 has stored, delivers what waits, and tells every story', async () => {
  const emulator = await runEmulator();
  const setup = await setupWithOlderData(emulator);
  const agent = await runAgent(setup);
  expect(agent.log()).toMatch(/"pending":5,.*"torn_bytes":0/);
  expect(agent.log()).not.toContain('damaged');

  const firing = await alarmsOf(agent, 'firing');
  const names = ['CartDown', 'Changing', 'CheckoutDown', 'DiskFull', 'GoodNeighbour', 'Noise0', 'Noise2'];
  expect(namesOf(firing)).toEqual([...names, 'Noise4', 'Refused', 'SearchDown', 'Waiting']);
  expect(firing.find(({ name }) => name === 'Refused')?.coc).toBe('refused');
  const over = await alarmsOf(agent, 'resolved');
  expect(namesOf(over)).toEqual(['Flapping', 'LoginDown', 'NeverFired', 'Noise1', 'Noise3', 'Noise5']);

  const told = () => emulator.alarms().map(({ body }) => `${body?.alarmName} ${body?.alarmStatus}`);
  await until('what waited is delivered', async () => (await agent.metric('outbox_entries')) === 0);
  for (const alarm of ['DiskFull alarm', 'Waiting alarm', 'Changing alarm', 'Flapping ok'])
    expect(told()).toContain(alarm);
  // The incident of which nobody knew was looked for, and then asked for; that of the alarm that waited too.
  expect(emulator.incidents().map(({ title }) => title.split(' [')[0])).toHaveLength(2);

  expect(await storyOf(agent, over, 'LoginDown')).toEqual(
    expect.arrayContaining(['episode.opened', 'incident.requested', 'incident.opened', 'episode.closed']),
  );
  expect(await storyOf(agent, over, 'Noise1')).toContain('entry.delivered');
  expect(await storyOf(agent, over, 'NeverFired')).toContain('episode.closed');
});

it('knows the incidents and the dead letters of version 0.1.0, and goes on with them', async () => {
  const emulator = await runEmulator();
  const setup = await setupWithOlderData(emulator);
  const first = await runAgent(setup);
  const { incidents } = await get<IncidentList>(first, '/api/v1/incidents');
  expect(incidents.find(({ incidentNum }) => incidentNum === 'IM202611201')).toMatchObject({
    state: 'accepted',
    alarms: 2,
  });
  expect(incidents.find(({ incidentNum }) => incidentNum === 'IM202611202')).toMatchObject({
    state: 'completed',
  });
  expect(await incidentStoryOf(first, incidents, 'IM202611202')).toEqual([
    ...['incident.requested', ...QUEUED_AND_DELIVERED, 'incident.opened', 'episode.closed', 'incident.quiet'],
    ...[...QUEUED_AND_DELIVERED, 'incident.moved'],
    ...[...QUEUED_AND_DELIVERED, 'incident.moved'],
    ...[...QUEUED_AND_DELIVERED, 'incident.moved'],
  ]);
  const { deadLetters } = await get<{ deadLetters: { id: string; kind: string }[] }>(
    first,
    '/api/v1/dead-letters',
  );
  const kinds = deadLetters.map(({ kind }) => kind).toSorted();
  expect(kinds).toEqual(['refused', 'unreadable-alert', 'unreadable-body']);
  // The agent itself looks at it after the start. While it does, an operator is asked to try again.
  await until('the dead letter is delivered', async () => {
    await first.admin('/api/v1/dead-letters/entry-153/redrive', { method: 'POST' });
    return emulator.alarms().some(({ body }) => body?.alarmName === 'Refused');
  });
  await first.stop();

  const second = await runAgent(setup);
  const repeat = {
    ...{ status: 'firing', startsAt: '2026-11-20T08:52:30Z', endsAt: '0001-01-01T00:00:00Z' },
    labels: { alertname: 'CheckoutDown', severity: 'critical', instance: 'host-1:9100', cluster: 'eu' },
    annotations: { summary: 'CheckoutDown on host-1' },
  };
  const answer = await second.post('prod', { version: '4', alerts: [repeat] });
  expect(JSON.parse(answer.text)).toMatchObject({ accepted: 0, repeated: 1 });
});
