import { beforeAll, expect } from 'vitest';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { startZabbix } from './harness/zabbix.ts';
import { ZabbixHost } from './harness/zabbix-host.ts';
import { ensureZabbix } from './harness/zabbix-packages.ts';
import { startAgentForZabbix, zabbixSetUp } from './harness/zabbix-set-up.ts';

beforeAll(ensureZabbix, 900_000);

test('a problem of a host and that of the service above it are alarms of their own, and both end', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const [agent, zabbix] = await Promise.all([startAgentForZabbix(lab, coc.url), startZabbix(lab)]);
  const setUp = await zabbixSetUp(lab, zabbix, agent);
  expect(await setUp('--services')).toMatch(/^created +action "coc-alarm-agent: services"/m);
  await zabbix.api.call('service.create', {
    name: 'Shop',
    algorithm: 1,
    sortorder: 0,
    tags: [{ tag: 'team', value: 'shop' }],
    problem_tags: [{ tag: 'service', value: 'checkout' }],
  });
  const host = await ZabbixHost.create(zabbix);

  await host.raise(42);
  await coc.waitForAlarms(2);
  await host.change(3);
  await coc.waitForAlarms(4);

  const alarms = await coc.alarms();
  const about = (name: string) =>
    alarms.filter(({ alarmName }) => alarmName === name).map(({ alarmStatus }) => alarmStatus);
  expect(about('Status of service "Shop" changed to Disaster')).toEqual(['alarm', 'ok']);
  expect(about(`Lab value is 42 on ${ZabbixHost.visibleName}`)).toEqual(['alarm', 'ok']);
  expect(alarms.every(({ alarmLevel }) => alarmLevel === 'Critical')).toBe(true);
  expect(new Set(alarms.map(({ alarmId }) => alarmId)).size).toBe(2);
});
