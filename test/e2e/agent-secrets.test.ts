import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { everythingIn } from '../support/everything-in.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

/** Each is a secret of the configuration, and stands nowhere else. */
const CANARIES = {
  accessKey: 'CANARYACCESSKEY00001',
  secretKey: 'canary-secret-key-0002',
  integrationKey: 'canary0003canary0003canary0003ab',
  bearer: 'canary-bearer-0004',
  basic: 'canary-basic-0005',
  hmac: 'canary-hmac-0006',
  admin: 'canary-admin-0007',
  iamPassword: 'canary-iam-password-0008',
};

const SOURCES = `alertmanager: { type: alertmanager, auth: { bearer: { token: ${CANARIES.bearer} } } }
  zabbix: { type: zabbix, auth: { basic: { user: zabbix, password: ${CANARIES.basic} } } }
  grafana: { type: grafana, auth: { hmac: { secret: ${CANARIES.hmac} } } }`;
const SIGNED = `auth: { type: aksk, accessKey: ${CANARIES.accessKey}, secretKey: ${CANARIES.secretKey} }`;

it('shows no secret of the configuration in logs, answers, metrics, pages or files', async () => {
  const { accessKey, secretKey } = CANARIES;
  const emulator = await runEmulator({ auth: { accessKeys: [{ accessKey, secretKey }] } });
  const directory = await temporaryDirectory();
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory,
    coc: `${SIGNED}\n  integrations: { other: { integrationKey: ${CANARIES.integrationKey} } }`,
    sources: SOURCES,
    rest: `admin: { auth: { bearer: { token: ${CANARIES.admin} } } }
routes: [{ match: ['source!=""'], integration: other }]`,
  });
  const seen: string[] = [];
  const note = async (answer: Promise<{ text: string; headers: unknown }>) => {
    const { text, headers } = await answer;
    seen.push(text, JSON.stringify(headers));
  };
  const bearer = { authorization: `Bearer ${CANARIES.bearer}` };
  const basic = { authorization: `Basic ${Buffer.from(`zabbix:${CANARIES.basic}`).toString('base64')}` };
  const admin = { authorization: `Bearer ${CANARIES.admin}` };

  await note(agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }), bearer));
  await until('it has arrived', () => emulator.incidents().length === 1);
  for (const fault of [
    {
      type: 'status' as const,
      status: 400,
      errorMsg: `bad ${CANARIES.integrationKey}`,
      shape: 'coc' as const,
    },
    // The last one: refused credentials are not tried again for minutes.
    { type: 'status' as const, status: 401, errorMsg: `no such key ${accessKey} ${secretKey}` },
  ]) {
    emulator.setFaults({ rules: [{ fault }] });
    await note(agent.post('alertmanager', alertmanagerBody({ name: `With${fault.status}` }), bearer));
    await until('COC has refused', () => agent.log().includes(`HTTP ${fault.status}`));
    emulator.setFaults({ rules: [] });
    await note(agent.admin('/-/reload', { method: 'POST', headers: admin }));
  }
  await note(agent.post('alertmanager', 'no JSON', bearer));
  await note(agent.post('alertmanager', '{}', { authorization: `Bearer x${CANARIES.bearer}x` }));
  await note(
    agent.post('zabbix', { event_id: '1', event_value: '1', token: CANARIES.basic, event_name: 'x' }, basic),
  );
  await note(agent.post('grafana', '{}', { 'x-grafana-alerting-signature': CANARIES.hmac }));
  const faulty = `${await readFile(agent.configFile, 'utf8')}\nunknown: ${CANARIES.iamPassword}\n`;
  const good = await readFile(agent.configFile, 'utf8');
  await writeFile(agent.configFile, faulty.replace('type: aksk', 'type: akskk'));
  await note(agent.admin('/-/reload', { method: 'POST', headers: admin }));
  await writeFile(agent.configFile, good);
  for (const path of [
    '/',
    '/metrics',
    '/-/ready',
    '/api/v1/status',
    '/api/v1/incidents',
    '/api/v1/dead-letters',
  ]) {
    await note(agent.admin(path, { headers: admin }));
  }
  await agent.stop();

  const places = {
    answers: seen.join('\n'),
    log: agent.log(),
    disk: await everythingIn(join(directory, 'data')),
  };
  expect(places.log.length).toBeGreaterThan(1_000);
  expect(places.disk).toContain('Disk');
  for (const [place, text] of Object.entries(places)) {
    for (const [name, canary] of Object.entries(CANARIES)) {
      expect(text.includes(canary), `${name} stands in the ${place}`).toBe(false);
    }
    expect(text).not.toContain(basic.authorization);
  }
});
