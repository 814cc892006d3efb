import { randomUUID } from 'node:crypto';
import type { Alarm } from '../alerts/alarm.ts';
import { type AlarmId, type Alert, labelsFrom } from '../alerts/alert.ts';
import { STAND_IN_NAMESPACE } from '../alerts/namespace.ts';
import type { DueEntry, EpisodeId, ReportAlarm } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import { type CocLanguage, cocWords } from '../routing/coc-words.ts';
import type { Template } from '../routing/template.ts';
import { remedyForFailure } from './failed-step.ts';
import type { Finding } from './finding.ts';

/** The part of a destination that takes alarms. */
export interface AlarmTaker {
  deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome>;
}

/** Settings of a test alarm. */
export interface TestAlarmSettings {
  readonly alarm: {
    readonly applicationId: Pick<Template, 'constant' | 'source'>;
    readonly defaultApplicationId?: string | undefined;
  };
  readonly language: CocLanguage;
  readonly timeoutMs: number;
  /** Epoch ms. */
  readonly now: number;
}

/** Advice where COC refuses the alarm itself. */
const REMEDY =
  'check the key and that the integration is enabled (Integration Management in COC), and alarm.applicationId';

/** Sends a test alarm with each integration key, and resolves it. */
export async function sendTestAlarms(
  destination: AlarmTaker,
  integrations: readonly string[],
  settings: TestAlarmSettings,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const integration of integrations)
    findings.push(await sendTestAlarm(destination, integration, settings));
  return findings;
}

async function sendTestAlarm(
  destination: AlarmTaker,
  integration: string,
  settings: TestAlarmSettings,
): Promise<Finding> {
  const check = `integration ${integration}`;
  const alarmId = `doctor${randomUUID().replaceAll('-', '')}` as AlarmId;
  for (const alarmStatus of ['alarm', 'ok'] as const) {
    const body = testBody({ alarmId, integration, alarmStatus }, settings);
    const entry = { id: 0, body, attempts: 0, uncertain: false };
    const outcome = await destination.deliver(entry, AbortSignal.timeout(settings.timeoutMs));
    if (outcome.kind === 'delivered') continue;
    const remedy = `${remedyForFailure(outcome.reason) ?? REMEDY}${rest(body.alarm, outcome)}`;
    const words = `COC did not take the test alarm (${alarmStatus}): ${outcome.detail}`;
    return { check, result: 'bad', words, remedy };
  }
  return { check, result: 'good', words: `COC took the test alarm ${alarmId} and its recovery` };
}

/** Tells that the alarm may be left over in COC. */
function rest({ alarmStatus, alarmName }: Alarm, { kind }: FailedOutcome): string {
  if (alarmStatus === 'alarm')
    return kind === 'unknown' ? `; close "${alarmName}" in COC if it is there` : '';
  return `; close "${alarmName}" in COC, where it is open`;
}

function testBody(
  identity: Pick<Alarm, 'alarmId' | 'integration' | 'alarmStatus'>,
  { alarm: { applicationId, defaultApplicationId = 'test' }, language, now }: TestAlarmSettings,
): ReportAlarm {
  const words = cocWords(language);
  const [name, description] = [words.testAlarm(), words.testAlarmText()];
  const alarm: Alarm = {
    ...identity,
    ...{ alarmName: name, alarmDesc: description, alarmLevel: 'Info', alarmSource: 'coc-alarm-agent' },
    ...{ nameSpace: STAND_IN_NAMESPACE, regionId: '', resourceName: '', resourceId: '', urls: [] },
    time: now,
    applicationId: applicationId.constant ? applicationId.source : defaultApplicationId,
  };
  const { alarmId, alarmStatus } = identity;
  const alert: Alert = {
    ...{ source: 'doctor', sourceType: 'alertmanager', fingerprint: alarmId, alarmId },
    ...{ name, description, test: true },
    ...{ status: alarmStatus === 'alarm' ? 'firing' : 'resolved', level: 'Info', levelKnown: true },
    ...{ links: [], labels: labelsFrom([]), annotations: labelsFrom([]), details: {}, raw: null },
  };
  return { kind: 'report-alarm', alarm, alert, route: 'doctor', episode: 'doctor' as EpisodeId };
}
