import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fetch, Agent as HttpAgent } from 'undici';
import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { makeCertificates } from '../support/certificates.ts';
import { Agent } from './harness/agent.ts';
import { WEBHOOK_TOKEN } from './harness/agent-config.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { type Lab, test } from './harness/lab.ts';
import { firing, resolved } from './harness/series.ts';
import { shippedText, startShippedAlertmanager } from './harness/shipped-alertmanager.ts';

const run = promisify(execFile);
const checkout = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };
const watchdog = { alertname: 'Watchdog', severity: 'none', instance: 'prometheus-0:9090' };

describe('amtool takes', () => {
  test.for([
    ['alertmanager.bearer.yml', []],
    ['alertmanager.mtls.yml', []],
    ['sidecar.alertmanager.values.yaml', ['config']],
    ['sidecar.kube-prometheus-stack.values.yaml', ['alertmanager', 'config']],
  ] as const)('the configuration in %s', async ([file, path], { lab }) => {
    const shipped: unknown = parse(await shippedText(file));
    const config = path.reduce((value, key) => (value as Record<string, unknown>)[key], shipped);
    const checked = await run('amtool', ['check-config', await lab.writeFile('alertmanager.yml', config)]);
    expect(checked.stdout).toContain('SUCCESS');
  });
});

test('an Alertmanager with the bearer snippet tells COC of an alert and its end, and not of the heartbeat', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  await lab.writeFile('token', WEBHOOK_TOKEN);
  await expectDelivery(lab, { file: 'alertmanager.bearer.yml', url: agent.webhookUrl, agent, coc });
});

test('an Alertmanager with the mTLS snippet shows its certificate, and the agent takes nobody without one', async ({
  lab,
}) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  Object.assign(agent.config.sources, { alertmanager: { type: 'alertmanager' } });
  const { ca, cert, key, files } = await certificates(lab);
  Object.assign(agent.config.listen, { tls: { webhooks: files } });
  await agent.start();
  const url = agent.webhookUrl.replace('http:', 'https:');
  await expect(statusFor(url, { ca })).rejects.toThrow('fetch failed');
  expect(await statusFor(url, { ca, cert, key })).toBe(400);
  await expectDelivery(lab, { file: 'alertmanager.mtls.yml', url, agent, coc });
});

interface Delivery {
  readonly file: string;
  readonly url: string;
  readonly agent: Agent;
  readonly coc: CocEmulator;
}

async function expectDelivery(lab: Lab, { file, url, agent, coc }: Delivery): Promise<void> {
  const alertmanager = await startShippedAlertmanager(lab, file, url);
  const alert = firing(checkout);
  await alertmanager.post([alert, firing(watchdog)]);
  await coc.waitForAlarms(1);
  await agent.waitForMetric('alerts_total', { source: 'alertmanager', outcome: 'dropped' }, (n) => n >= 1);
  await alertmanager.post([resolved(alert)]);
  await coc.waitForAlarms(2);
  const alarms = await coc.alarms();
  expect(alarms.map(({ alarmName, alarmStatus }) => [alarmName, alarmStatus])).toEqual([
    ['CheckoutDown', 'alarm'],
    ['CheckoutDown', 'ok'],
  ]);
}

/** Certificates of one authority, under the names that the snippet gives to those of Alertmanager. */
async function certificates(lab: Lab) {
  const { dir, caFile, good } = await makeCertificates();
  const ca = await readFile(caFile, 'utf8');
  await rm(dir, { recursive: true });
  const clientCaFile = await lab.writeFile('ca.crt', ca);
  const certFile = await lab.writeFile('tls.crt', good.cert);
  const keyFile = await lab.writeFile('tls.key', good.key);
  return { ca, ...good, files: { certFile, keyFile, clientCaFile } };
}

/** What a client gets for a body that is none, with a certificate or without. */
async function statusFor(url: string, connect: { ca: string; cert?: string; key?: string }): Promise<number> {
  const dispatcher = new HttpAgent({ connect });
  try {
    const response = await fetch(url, { method: 'POST', body: 'none', dispatcher });
    await response.text();
    return response.status;
  } finally {
    await dispatcher.destroy();
  }
}
