import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { type Alertmanager, type PostedAlert, startAlertmanager } from './harness/alertmanager.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { callJson } from './harness/json-call.ts';
import { type Lab, test } from './harness/lab.ts';
import { firing, resolved } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const ALERTS = 500;
const MAX_PER_HOUR = 20;
const HOSTS = 300;

interface Setting {
  readonly coc: CocEmulator;
  readonly agent: Agent;
  readonly alertmanager: Alertmanager;
}

/** An emulator, an agent with such a policy, and an Alertmanager that sends to it. */
async function prepare(lab: Lab, policy: Readonly<Record<string, unknown>>): Promise<Setting> {
  const coc = await startEmulator(lab);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  const { config } = agent;
  Object.assign(config, {
    incidents: config.incidents.map((one) => ({ ...one, ...policy })),
    incidentBudget: { gather: '5s' },
    delivery: { ...config.delivery, incidentPoll: { initial: '1s', max: '2s' } },
  });
  await agent.start();
  const how = { webhookUrl: agent.webhookUrl, groupBy: ['job'], repeatInterval: '1h' };
  return { coc, agent, alertmanager: await startAlertmanager(lab, how) };
}

/** Different critical alerts of one cluster. */
function manyAlerts(cluster: string): readonly PostedAlert[] {
  return Array.from({ length: ALERTS }, (_, index) => {
    const fired = firing({ alertname: `Down${index}`, severity: 'critical', instance: `node-${index}` });
    return { ...fired, labels: { ...fired.labels, cluster } };
  });
}

/** All alarms, or all recoveries, are with COC, and nothing waits. */
async function allDelivered(agent: Agent, count: number): Promise<void> {
  const told = (value: number) => value >= count;
  await agent.waitForMetric('entries_delivered_total', { kind: 'report-alarm' }, told);
  await agent.waitForMetric('outbox_entries', {}, 0);
}

async function actionsOf(coc: CocEmulator): Promise<readonly string[]> {
  return (await coc.incidents()).map(({ timeline }) => timeline.map(({ action }) => action).join(' '));
}

const COMPLETED = 'create acceptedIncident1 commitSolution1 confirm';

/** What the story of each alarm says of its incident: every alarm is accounted for in its own. */
async function accounts(agent: Agent): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const api = `http://${agent.config.listen.admin}/api/v1/alarms`;
  for (let next: string | null = ''; next !== null; ) {
    const page: { alarms: { alarmId: string }[]; next: string | null } = await callJson(
      `${api}?limit=500${next === '' ? '' : `&cursor=${next}`}`,
    );
    for (const { alarmId } of page.alarms) {
      const { steps } = await callJson<{ steps: { step: string }[] }>(`${api}/${alarmId}`);
      const told = steps.find(({ step }) => step === 'incident.requested' || step === 'incident.joined');
      counts.set(told?.step ?? 'nothing', (counts.get(told?.step ?? 'nothing') ?? 0) + 1);
    }
    next = page.next;
  }
  return counts;
}

test('500 alerts of one failing cluster give one incident, which is completed when all are over', async ({
  lab,
}) => {
  const { coc, agent, alertmanager } = await prepare(lab, {
    correlateBy: ['cluster'],
    resolve: { mode: 'complete', after: '2s' },
  });
  const alerts = manyAlerts('a');
  await alertmanager.post(alerts);
  await allDelivered(agent, ALERTS);
  expect(await actionsOf(coc)).toEqual(['create']);
  expect(await accounts(agent)).toEqual(
    new Map([
      ['incident.requested', 1],
      ['incident.joined', ALERTS - 1],
    ]),
  );

  await alertmanager.post(alerts.slice(1).map(resolved));
  await allDelivered(agent, 2 * ALERTS - 1);
  expect(await actionsOf(coc)).toEqual(['create']);

  await alertmanager.post(alerts.slice(0, 1).map(resolved));
  await waitFor(
    'the incident to be completed',
    () => actionsOf(coc),
    ([actions]) => actions === COMPLETED,
  );
  await agent.waitForMetric('incidents', { state: 'completed' }, 1);
  expect(await actionsOf(coc)).toEqual([COMPLETED]);
});

test('500 different critical alerts give as many incidents as the budget has, and one for the storm; all are completed', async ({
  lab,
}) => {
  const { coc, agent, alertmanager } = await prepare(lab, {
    maxPerHour: MAX_PER_HOUR,
    resolve: { mode: 'complete', after: '2s' },
  });
  const alerts = manyAlerts('a');
  await alertmanager.post(alerts);
  await allDelivered(agent, ALERTS);
  const opened = await coc.incidents();
  expect(opened).toHaveLength(MAX_PER_HOUR + 1);
  const storms = opened.filter(({ title }) => title.includes('Alarm storm'));
  expect(storms).toMatchObject([
    { title: expect.stringContaining(`Alarm storm: ${ALERTS - MAX_PER_HOUR} alarms: `) },
  ]);
  expect(await accounts(agent)).toEqual(
    new Map([
      ['incident.requested', MAX_PER_HOUR + 1],
      ['incident.joined', ALERTS - MAX_PER_HOUR - 1],
    ]),
  );

  await agent.kill();
  await agent.start();
  await alertmanager.post(alerts.map(resolved));
  await waitFor(
    'all incidents to be completed',
    () => actionsOf(coc),
    (all) => all.every((actions) => actions === COMPLETED),
  );
  await agent.waitForMetric('incidents', { state: 'completed' }, MAX_PER_HOUR + 1);
  expect(await coc.incidents()).toHaveLength(MAX_PER_HOUR + 1);
});

test('one incident for a group of 300 names the half that still fires when it is opened', async ({ lab }) => {
  const { coc, agent, alertmanager } = await prepare(lab, { correlateBy: ['cluster'], openAfter: '20s' });
  const alerts = Array.from({ length: HOSTS }, (_, index) => {
    const fired = firing({ alertname: 'NodeDown', severity: 'critical', instance: `node-${index}` });
    return { ...fired, labels: { ...fired.labels, cluster: 'big' } };
  });
  await alertmanager.post(alerts);
  await agent.waitForMetric('entries_delivered_total', { kind: 'report-alarm' }, HOSTS);
  await alertmanager.post(alerts.slice(0, HOSTS / 2).map(resolved));
  await agent.waitForMetric('entries_delivered_total', { kind: 'report-alarm' }, (HOSTS * 3) / 2);
  expect(await coc.incidents()).toEqual([]);
  await agent.waitForMetric('incidents', { state: 'opened' }, 1);
  const [incident] = await coc.incidents();
  const { title = '', description = '' } = incident ?? {};
  expect(title).toMatch(/^cluster=big: NodeDown x150 \(node-(1[5-9]\d|2\d\d), .*, \.\.\.\) \[.+\]$/);
  expect(description).toContain('150 alarms fire: NodeDown x150\n300 alarms so far; the others have ended.');
  expect(description).not.toMatch(/node-(\d{1,2}|1[0-4]\d)\b/);
  expect(description).toMatch(/^Link: http/m);
  expect(description.length).toBeLessThanOrEqual(600);
  expect(await coc.incidents()).toHaveLength(1);
});
