import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  type AgentSetup,
  agentConfig,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const KEYS = { default: '0123456789abcdef0123456789abcdef', other: 'b'.repeat(32) };
const AUTH = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
const policy = (name: string, more = '') => `
  - name: ${name}
    match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
    ${more}`;
const COC = `${AUTH}\n  integrations: { other: { integrationKey: ${KEYS.other} } }`;
const ROUTED = `routes: [{ match: ['alertname="Db"'], integration: other }]`;

const ALARM = '{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4, resolveHold: 1h }';

/** An agent with something open of each kind: two alarms, each at an integration of its own, and an incident. */
async function running() {
  const emulator = await runEmulator({ integrationKeys: Object.values(KEYS) });
  const directory = await temporaryDirectory();
  const setup: AgentSetup = {
    ...{ cocUrl: emulator.url, directory, coc: COC, rest: ROUTED },
    incidents: policy('critical', 'correlateBy: [instance]'),
    alarm: ALARM,
  };
  const agent = await runAgent(setup);
  const body = alertmanagerBody({ name: 'Db', severity: 'critical' }, { name: 'Web' }, { name: 'Flap' });
  await agent.post('alertmanager', body);
  await until('an incident is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
  await until('COC has all', async () => (await agent.metric('outbox_entries')) === 0);
  await agent.post('alertmanager', alertmanagerBody({ name: 'Flap', status: 'resolved' }));
  const newFile = join(directory, 'new.yaml');
  return {
    /** What `check-config --against-running` says of another configuration, and then what a reload says of it. */
    async change(changes: Partial<AgentSetup>) {
      const text = agentConfig({ ...setup, ...changes });
      await writeFile(newFile, text);
      const checked = await runCommand(
        'check-config',
        newFile,
        '--against-running',
        '--admin',
        agent.adminUrl,
      );
      await writeFile(agent.configFile, text);
      const reloaded = await runCommand('reload', '--admin', agent.adminUrl, '--wide');
      return { checked, reloaded };
    },
    emulator,
  };
}

/** Each changed key, with the exit code of the check, and the words that both commands print. */
const CHANGES: readonly (readonly [string, Partial<AgentSetup>, 0 | 1, readonly string[]])[] = [
  ['nothing', {}, 0, []],
  [
    'the name of a source',
    { sources: 'site: { type: alertmanager }' },
    1,
    ['! the source alertmanager is not configured any more', 'write renamedFrom: alertmanager at'],
  ],
  [
    'a source that says its former name',
    { sources: 'site: { type: alertmanager, renamedFrom: alertmanager }' },
    0,
    [],
  ],
  [
    'the type of a source',
    { sources: 'alertmanager: { type: grafana }' },
    1,
    ['! the source alertmanager has another type now: 2 alarms', 'bring alertmanager back as alertmanager'],
  ],
  [
    'the name of an integration',
    { coc: COC.replace('other:', 'db:'), rest: ROUTED.replace('other', 'db') },
    1,
    [
      '! the integration other is not configured any more: 1 alarm stays open there',
      "renamedFrom: ['other']",
    ],
  ],
  [
    'an integration that says its former name',
    { coc: COC.replace('other: {', 'db: { renamedFrom: [other],'), rest: ROUTED.replace('other', 'db') },
    0,
    [],
  ],
  [
    'the name of a policy',
    { incidents: policy('urgent') },
    1,
    ['! the incident policy critical is not configured any more: 1 incident', "renamedFrom: ['critical']"],
  ],
  [
    'a policy that says its former name, and correlates in another way',
    { incidents: policy('urgent', 'renamedFrom: [critical]\n    correlateBy: [cluster]') },
    0,
    ['- the policy urgent: 1 open incident keeps its alarms'],
  ],
  [
    'none to complete, and a war room',
    {
      incidents: policy(
        'critical',
        'correlateBy: [instance]\n    resolve: { mode: complete, after: 15m }\n    warRoom: { admin: 7da46971b7e24eed90cf777cc2ff8b91 }',
      ),
    },
    0,
    [
      '- the policy critical: 1 open incident is completed by the agent',
      '15m, counted from now at the earliest',
    ],
  ],
  [
    'the durations and texts of alarms',
    { alarm: '{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4, resendOn: [level, labels] }' },
    0,
    ['- alarm.resendOn has labels now', '- alarm.resolveHold has changed: 1 recovery'],
  ],
  [
    'the region',
    { alarm: ALARM.replace('cn-north-4', 'cn-south-1') },
    0,
    ['- 2 alarms that fire move from the region cn-north-4 to cn-south-1: with its next message each ends'],
  ],
  [
    'the application',
    { alarm: ALARM.replace('65659ae2f42bf80e5f3f0635', '6470681a31da2a47ed50a919') },
    0,
    ['- 2 alarms that fire move from the application 65659ae2f42bf80e5f3f0635 to 6470681a31da2a47ed50a919'],
  ],
  [
    'a route, to another integration',
    { rest: '' },
    0,
    ['- 1 alarm that fires moves from the integration other to default: with its next message'],
  ],
  [
    'a drop',
    { rest: `routes: [{ match: ['alertname="Db"'], drop: true }]` },
    0,
    ['- 1 alarm that fires is dropped by its route from now on: COC hears only of its end'],
  ],
  [
    'what a policy matches',
    { incidents: policy('critical', 'correlateBy: [instance]').replace('="Critical"', '!="Critical"') },
    0,
    [
      '- 1 alarm that fires matches the policy critical now: with the next message of each, its incident',
      '- 1 alarm that fires and has an open incident of the policy critical matches no policy now',
    ],
  ],
  [
    'the key of an integration',
    { coc: COC.replace(KEYS.other, 'c'.repeat(32)) },
    1,
    ['! the integration other has another key: 1 alarm that is open there ends with it'],
  ],
  [
    'the name and the key of an integration',
    {
      coc: COC.replace('other: {', 'db: { renamedFrom: [other],').replace(KEYS.other, 'c'.repeat(32)),
      rest: ROUTED.replace('other', 'db'),
    },
    1,
    ['! the integration db, renamed from other, has another key: 1 alarm that is open there ends with it'],
  ],
  [
    'the project',
    { coc: COC.replace('aksk,', 'aksk, projectId: 00112233445566778899aabbccddeeff,') },
    1,
    ['! coc.auth has projectId 00112233445566778899aabbccddeeff (before: none) now: all calls about 3 open'],
  ],
  [
    'the access key',
    { coc: COC.replace('emulator-access-key', 'another-access-key') },
    1,
    ['! coc.auth has another access key now'],
  ],
  [
    'the time after which alarms are stale',
    { sources: 'alertmanager: { type: alertmanager, staleAfter: 2d }' },
    0,
    ['- 2 alarms of alertmanager that fire: what alertmanager has said nothing about for 2d ends'],
  ],
  [
    'the data directory',
    { directory: '/nonexistent/elsewhere' },
    1,
    [
      'dataDir',
      '! dataDir is /nonexistent/elsewhere/data from the next start on: 3 open alarms, 1 open incident',
    ],
  ],
  [
    'the address of COC',
    { cocUrl: 'http://127.0.0.1:9' },
    1,
    ['! coc.endpoint is http://127.0.0.1:9 now: all calls about 3 open alarms, 1 open incident'],
  ],
];

describe('what a changed configuration means for what is open is told before and at a reload:', () => {
  it.each(CHANGES)('%s', async (_, changes, code, words) => {
    const { change } = await running();
    const { checked, reloaded } = await change(changes);
    expect(checked.code).toBe(code);
    for (const text of words) {
      expect(checked.out.replaceAll(/\s+/g, ' ')).toContain(text);
      expect(reloaded.out.replaceAll(/\s+/g, ' ')).toContain(text);
    }
    if (words.length > 0) return;
    expect(checked.out).toContain('it changes nothing of what is open or waits');
    expect(reloaded.out).toBe('reloaded: the configuration is in use\n');
  });
});

it('an agent that cannot be reached is an error, and a faulty file is told first', async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, 'new.yaml');
  await writeFile(file, agentConfig({ cocUrl: 'http://127.0.0.1:9', directory }));
  const nobody = await runCommand('check-config', file, '--against-running', '--admin', 'http://127.0.0.1:9');
  expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('the agent cannot be reached') });
  await writeFile(file, 'coc: {}');
  const faulty = await runCommand('check-config', file, '--against-running', '--admin', 'http://127.0.0.1:9');
  expect(faulty.code).toBe(2);
});
