import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { alertmanagerBody, type SentAlert } from './alertmanager-body.ts';
import type { RunningAgent } from './running-agent.ts';

/** The incidents section of a policy for critical alarms, with these further keys. */
export function policyWith(...keys: readonly string[]): string {
  return `
  - name: critical
    match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }
${keys.map((key) => `    ${key}`).join('\n')}`;
}

/** A critical alert that fires. */
export function critical(name: string, changes: Partial<SentAlert> = {}): SentAlert {
  return { name, severity: 'critical', ...changes };
}

/** The end of a critical alert. */
export function resolved(name: string, changes: Partial<SentAlert> = {}): SentAlert {
  return critical(name, { status: 'resolved', ...changes });
}

/** Sends these alerts as Alertmanager would. */
export async function send(agent: RunningAgent, ...alerts: readonly SentAlert[]): Promise<void> {
  const { status } = await agent.post('alertmanager', alertmanagerBody(...alerts));
  expect(status).toBe(200);
}

/** True while the outbox of an agent is empty. */
export async function isIdle(agent: RunningAgent): Promise<boolean> {
  return (await agent.metric('outbox_entries')) === 0;
}

/** The words of an alarm's story. */
export async function storyOf(agent: RunningAgent, emulator: Emulator, name: string): Promise<string> {
  const alarm = emulator.alarms().find(({ body }) => body?.alarmName === name);
  const { text } = await agent.admin(`/api/v1/alarms/${alarm?.body?.alarmId}`);
  return (JSON.parse(text) as { steps: { words: string }[] }).steps.map(({ words }) => words).join('\n');
}

/** Changes the configuration of an agent, which reads it again. */
export async function reloadWith(agent: RunningAgent, change: (text: string) => string): Promise<void> {
  await writeFile(agent.configFile, change(await readFile(agent.configFile, 'utf8')));
  await agent.reload('the test');
}

/** The firing alarms without an open incident, each as `name: reason`. */
export async function uncoveredIn(agent: RunningAgent): Promise<readonly string[]> {
  const { text } = await agent.admin('/api/v1/alarms?state=firing&uncovered=true');
  const { alarms } = JSON.parse(text) as { alarms: readonly { name: string; uncovered: string }[] };
  return alarms.map(({ name, uncovered }) => `${name}: ${uncovered}`);
}
