import { randomUUID } from 'node:crypto';
import { applicationIdOf } from '../../coc/application-id.ts';
import type { CustomEvent } from '../../coc/calls/report-event.ts';
import type { CocCall } from '../../coc/client.ts';
import { faultOfKey } from '../../coc/integration-key.ts';
import { integrationsOf } from '../../coc/integrations.ts';
import { ConfigError } from '../../errors.ts';
import { systemClock } from '../../time/clock.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import { describeOutcome } from './coc-failure.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { type GateOptions, passGate } from './gate.ts';

interface TestAlarmOptions extends CocOptions, GateOptions {
  readonly key: string;
  readonly level: CustomEvent['alarmLevel'];
  readonly name: string;
  readonly text: string;
  readonly id?: string;
  readonly resolved?: true;
}

/** Limit of COC for each text of an alarm. */
const MOST_CHARACTERS = 255;

/**
 * Sends a test alarm to COC, and returns the exit code. It goes past the agent, which knows nothing of it.
 *
 * @throws {UsageError} when a text breaks a limit of COC.
 * @throws {ConfigError} when there is no usable key of that name.
 */
export function sendTestAlarm(options: TestAlarmOptions): Promise<number> {
  if (options.resolved && options.id === undefined)
    throw new UsageError('give --id with --resolved: the id of the alarm that is over');
  return withCoc(options, async (session) => {
    const call = testCall(session, options);
    const { alarmId, alarmName, alarmStatus } = call.body;
    const code = await passGate(
      {
        title: `send ${alarmStatus === 'ok' ? 'the recovery of ' : ''}a test alarm to COC`,
        ...{ targets: [`integration ${options.key}, alarm ${alarmId}`], calls: [call], typed: alarmName },
      },
      options,
      session.signal,
    );
    if (code !== undefined) return code;
    const { outcome, value } = await session.call(call);
    if (outcome.kind !== 'delivered') throw new Error(describeOutcome(outcome));
    printAnswer(options, value, () => takenWords(call.body, options));
    return EXIT_OK;
  });
}

function takenWords({ alarmId, alarmStatus }: CustomEvent, { key }: TestAlarmOptions): string {
  if (alarmStatus === 'ok') return `COC took the recovery of ${alarmId}\n`;
  const named = key === 'default' ? '' : ` --key ${key}`;
  return `COC took the alarm ${alarmId}\nto resolve it: coc-alarm-agent coc alarm send${named} --id ${alarmId} --resolved --yes\n`;
}

function testCall(session: CocSession, options: TestAlarmOptions): CocCall & { readonly body: CustomEvent } {
  const { key: name, level, id, resolved } = options;
  const { coc, config } = session;
  const integrations = integrationsOf(coc, systemClock);
  const key = integrations.keyOf(name);
  if (!key)
    throw new ConfigError(`no key for the integration ${name} (known: ${integrations.names().join(', ')})`);
  const fault = faultOfKey(key);
  if (fault !== undefined) throw new ConfigError(`the key of the integration ${name} ${fault}`);
  const { applicationId, defaultApplicationId = '' } = config.alarm;
  const body: CustomEvent = {
    alarmId: checkedId(id ?? `test${randomUUID().replaceAll('-', '')}`),
    alarmName: checked('--name', options.name),
    alarmLevel: level,
    time: systemClock.now(),
    nameSpace: 'default',
    applicationId: applicationIdOf(applicationId.constant ? applicationId.source : defaultApplicationId),
    alarmDesc: checked('--text', options.text),
    alarmStatus: resolved ? 'ok' : 'alarm',
    alarmSource: 'coc-alarm-agent',
    additional: { test: true },
  };
  return {
    ...{ operation: 'report-alarm', method: 'POST', path: `/v1/event/huawei/custom/${key.reveal()}` },
    ...{ body, secrets: [key] },
  };
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9]{1,255}$/.test(id)) return id;
  throw new UsageError(`not sent: --id is ${id}; COC takes 1 to 255 letters and digits`);
}

function checked(option: string, text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  throw new UsageError(
    `not sent: ${option} has ${text.length} characters; COC takes ${MOST_CHARACTERS} at most`,
  );
}
