import { beforeAll, expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { startZabbix, ZABBIX_ADMIN } from './harness/zabbix.ts';
import { ZabbixHost } from './harness/zabbix-host.ts';
import { ensureZabbix } from './harness/zabbix-packages.ts';

beforeAll(ensureZabbix, 900_000);

test('a Zabbix that sends nothing has its problems, their severity and their end in COC all the same', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const zabbix = await startZabbix(lab);
  // A new Zabbix finds problems of its own.
  const stock = await zabbix.api.call<{ hostid: string }[]>('host.get', {
    filter: { host: 'Zabbix server' },
  });
  for (const { hostid } of stock) await zabbix.api.call('host.update', { hostid, status: 1 });
  const host = await ZabbixHost.create(zabbix);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  const impatient = { every: '1s', grace: '2s', missedAfter: '1s' };
  const reconcile = { url: zabbix.frontend, auth: { login: ZABBIX_ADMIN }, ...impatient };
  Object.assign(agent.config.sources, { zabbix: { type: 'zabbix', reconcile } });
  await agent.start();
  expect(await agent.doctor()).toMatch(
    /✓ source zabbix: version 6\.0\.\d+, hosts that the agent can see: [1-9]/,
  );

  const problem = await host.raise(42);
  await coc.waitForAlarms(1);
  const changed = { eventids: problem.eventid, action: 8, severity: 4 };
  await zabbix.api.call('event.acknowledge', changed);
  await coc.waitForAlarms(2);
  const recovery = await host.change(3);
  await coc.waitForAlarms(3);

  const alarms = await coc.alarms();
  expect(alarms.map(({ alarmStatus, alarmLevel, time }) => [alarmStatus, alarmLevel, time])).toEqual([
    ['alarm', 'Critical', Number(problem.clock) * 1_000],
    ['alarm', 'Major', Number(problem.clock) * 1_000],
    ['ok', 'Major', Number(recovery.clock) * 1_000],
  ]);
  expect(new Set(alarms.map(({ alarmId }) => alarmId)).size).toBe(1);
  expect(alarms[0]?.alarmName).toBe(`Lab value is 42 on ${ZabbixHost.visibleName}`);
  for (const reason of ['missed-fire', 'missed-change', 'lost-resolve'])
    await agent.waitForMetric('repairs_total', { source: 'zabbix', reason }, 1);
});
