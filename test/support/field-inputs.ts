import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { TimerClock } from '../../src/time/clock.ts';
import { type RunningAgent, runAgent, runEmulator, temporaryDirectory, until } from './running-agent.ts';

/** Sources of the agent that reads inputs from the field, by name. */
const SOURCES = `
  alertmanager: { type: alertmanager }
  grafana: { type: grafana }
  zabbix: { type: zabbix }
  triggers: { type: zabbix, identity: trigger }`;

/** The messages of a fixture: those of a `.jsonl` in their order, or the only one of a `.json`. */
export function fieldInput(file: string): readonly string[] {
  const text = readFileSync(new URL(`../fixtures/field/${file}`, import.meta.url), 'utf8');
  return file.endsWith('.jsonl') ? text.trim().split('\n') : [text];
}

/** An agent with a source of each type, and the emulator to which it delivers. */
export interface FieldAgent {
  readonly emulator: Emulator;
  readonly agent: RunningAgent;
  /** Sends messages one after the other, each when COC has heard of the last. Returns the answers. */
  send(source: string, messages: readonly string[]): Promise<readonly unknown[]>;
}

/** Starts an agent with default settings for alarms; it ends with the test. */
export async function runFieldAgent(clock?: TimerClock): Promise<FieldAgent> {
  const emulator = await runEmulator({ ...(clock && { clock }) });
  const directory = await temporaryDirectory();
  const agent = await runAgent({
    ...{ cocUrl: emulator.url, directory, sources: SOURCES, incidents: '[]' },
    ...(clock && { clock }),
  });
  return {
    emulator,
    agent,
    async send(source, messages) {
      const answers: unknown[] = [];
      for (const message of messages) {
        const { status, text } = await agent.post(source, message);
        expect(status).toBe(200);
        answers.push(JSON.parse(text));
        await until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);
      }
      return answers;
    },
  };
}

/** What an operator sees of an alarm in COC. */
export interface HeardAlarm {
  readonly name: string;
  readonly level: string;
  readonly status: string;
  readonly resource: string | undefined;
  readonly namespace: string;
  readonly text: string;
  /** ISO 8601, or `receipt` within a minute of now. */
  readonly time: string;
}

const A_MINUTE = 60_000;

/** All that COC has heard, by name and resource; of each alarm in its order. */
export function heard(emulator: Emulator): readonly HeardAlarm[] {
  const alarms = emulator.alarms().map(({ body }): HeardAlarm => {
    const { alarmName, alarmLevel, alarmStatus, resourceName, nameSpace, alarmDesc, time } = body ?? {};
    const isNow = Math.abs(Date.now() - Number(time)) < A_MINUTE;
    return {
      name: String(alarmName),
      level: String(alarmLevel),
      status: String(alarmStatus),
      resource: resourceName === undefined ? undefined : String(resourceName),
      namespace: String(nameSpace),
      text: String(alarmDesc),
      time: isNow ? 'receipt' : new Date(Number(time)).toISOString(),
    };
  });
  const keyOf = ({ name, resource }: HeardAlarm) => `${name} ${resource}`;
  return alarms.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'));
}
