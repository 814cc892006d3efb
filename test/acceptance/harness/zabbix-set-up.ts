import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Agent } from './agent.ts';
import type { Lab } from './lab.ts';
import { ZABBIX_ADMIN, type Zabbix } from './zabbix.ts';

const run = promisify(execFile);
const SCRIPT = resolve('config/zabbix/set-up.mjs');

/** Token that the tests' Zabbix sends. */
export const ZABBIX_TOKEN = 'acceptance-zabbix-token';

/** Starts an agent with a source for Zabbix, as the kit's page describes it. */
export async function startAgentForZabbix(lab: Lab, cocUrl: string): Promise<Agent> {
  const agent = await Agent.prepare(lab, { cocUrl });
  const auth = { bearer: { token: ZABBIX_TOKEN } };
  Object.assign(agent.config.sources, { zabbix: { type: 'zabbix', timezone: 'UTC', auth } });
  await agent.start();
  return agent;
}

/** The address of the source for Zabbix. */
export function zabbixWebhook(agent: Agent): string {
  return `http://${agent.config.listen.webhooks}/webhooks/zabbix`;
}

/** The shipped set-up script with everything that it needs; it answers what it has printed. */
export async function zabbixSetUp(lab: Lab, zabbix: Zabbix, agent: Agent) {
  const password = await lab.writeFile('zabbix-password', ZABBIX_ADMIN.password);
  const token = await lab.writeFile('zabbix-token', ZABBIX_TOKEN);
  const args = ['--url', zabbix.frontend, '--user', ZABBIX_ADMIN.user, '--password-file', password];
  args.push('--agent-url', zabbixWebhook(agent), '--agent-token-file', token);
  return async (...more: string[]) => (await run(process.execPath, [SCRIPT, ...args, ...more])).stdout;
}
