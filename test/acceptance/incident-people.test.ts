import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startAlertmanager } from './harness/alertmanager.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { callJson } from './harness/json-call.ts';
import { type Lab, test } from './harness/lab.ts';
import { firing, resolved } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const taken = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };
const left = { alertname: 'SearchDown', severity: 'critical', instance: 'search-1:8080' };

/** An agent that completes incidents soon after their alarms are over, and opens war rooms for accepted ones. */
async function startAgent(lab: Lab, coc: CocEmulator): Promise<Agent> {
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  const { config } = agent;
  const policy = {
    resolve: { mode: 'complete', after: '2s' },
    warRoom: { admin: 'ann', scheduleGroups: [{ scene: 'scene', role: 'role' }] },
  };
  Object.assign(config, {
    incidents: config.incidents.map((one) => ({ ...one, ...policy })),
    delivery: { ...config.delivery, incidentPoll: { initial: '200ms', max: '500ms' } },
  });
  await agent.start();
  return agent;
}

/** What was done to the incident of a series after it was opened, and whether by hand. */
async function stepsOf(coc: CocEmulator, { alertname }: { readonly alertname: string }) {
  const incident = (await coc.incidents()).find(({ title }) => title.includes(alertname));
  const steps = incident?.timeline.slice(1) ?? [];
  return steps.map(({ action, byHand }) => `${action} ${byHand ? 'by hand' : 'by the agent'}`);
}

test('the ticket that a person accepts is left to that person and gets a war room; the agent completes the other one', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  await coc.usePeople([
    { match: { title: taken.alertname }, acts: [{ action: 'accept', afterMs: 500, operator: 'ann' }] },
  ]);
  const agent = await startAgent(lab, coc);
  const alertmanager = await startAlertmanager(lab, {
    webhookUrl: agent.webhookUrl,
    groupBy: ['alertname'],
    repeatInterval: '1h',
  });
  const alerts = [firing(taken), firing(left)];
  await alertmanager.post(alerts);
  await agent.waitForMetric('incidents_moved_total', { state: 'accepted', by: 'person' }, 1);
  await agent.waitForMetric('war_rooms_opened_total', {}, 1);
  await agent.kill();
  await agent.start();

  await alertmanager.post(alerts.map(resolved));
  await waitFor(
    'the other ticket to be completed',
    () => stepsOf(coc, left),
    ({ length }) => length === 3,
  );
  await agent.waitForMetric('incidents_left_alone_total', {}, 1);
  await agent.waitForMetric('outbox_entries', {}, 0);
  expect(await stepsOf(coc, taken)).toEqual(['acceptedIncident1 by hand']);
  expect(await stepsOf(coc, left)).toEqual([
    'acceptedIncident1 by the agent',
    'commitSolution1 by the agent',
    'confirm by the agent',
  ]);
  const incidents = await coc.incidents();
  expect(incidents).toHaveLength(2);
  const numberOf = (name: string) => incidents.find(({ title }) => title.includes(name))?.incidentNum;
  const rooms = (await coc.warRooms()).map(({ incidentNum }) => incidentNum);
  expect(rooms.filter((incidentNum) => incidentNum === numberOf(taken.alertname))).toHaveLength(1);
  expect(new Set(rooms).size).toBe(rooms.length);

  const alarm = (await coc.alarms()).find(({ alarmName }) => alarmName === taken.alertname);
  const story = JSON.stringify(
    await callJson(`http://${agent.config.listen.admin}/api/v1/alarms/${alarm?.alarmId}`),
  );
  expect(story).toMatch(/a person did that in COC.*so the agent leaves it open/);
});
