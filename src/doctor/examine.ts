import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import type { Alarm } from '../alerts/alarm.ts';
import type { AlarmId, Alert } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import type { Config } from '../app/registry.ts';
import { createRouting } from '../app/routing.ts';
import { CocDestination } from '../coc/coc-destination.ts';
import { integrationNames } from '../config/check-sections.ts';
import { messageOf } from '../errors.ts';
import type { EpisodeId, ReportAlarm } from '../outbox/events/entry.ts';
import { systemClock } from '../time/clock.ts';
import { diagnose, type Finding } from './diagnose.ts';
import { examineSources } from './examine-sources.ts';

export interface DoctorOptions {
  /** Send a test alarm with each integration key, and resolve it. */
  readonly testAlarm: boolean;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Finds out whether this configuration can do its work: where it stores, what its routes need, every step of a call to
 * COC, and the sources that are asked what is active. It only looks, unless a test alarm is asked for.
 *
 * @throws {ConfigError} when the configuration itself can't be used.
 */
export async function examine(
  { config }: { readonly config: Config },
  options: DoctorOptions,
): Promise<readonly Finding[]> {
  const { active } = createRouting(config);
  const destination = new CocDestination(config.coc, { clock: systemClock, random: Math.random });
  const signal = AbortSignal.timeout(config.coc.timeout * 3);
  try {
    const outcome = await destination.check(signal);
    const calls = diagnose(outcome, { ...settingOf(config), offsetMs: destination.clockOffset().measuredMs });
    const alarms = options.testAlarm
      ? await testAlarms(destination, config, options.now)
      : [untested(config)];
    const sources = await examineSources(config, active);
    return [await dataDirectory(config.dataDir), ...calls, ...alarms, ...incidents(config), ...sources];
  } finally {
    await destination.close();
  }
}

function settingOf({ coc: { endpoint, auth } }: Config) {
  const project = 'project' in auth ? auth.project : 'projectId' in auth ? auth.projectId : undefined;
  return { protocol: new URL(endpoint).protocol, project };
}

async function dataDirectory(path: string): Promise<Finding> {
  const check = 'data directory';
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(path);
    return {
      check,
      result: 'good',
      words: `${path} is writable, ${Math.floor((bavail * bsize) / 2 ** 20)} MiB are free`,
    };
  } catch (error) {
    const remedy = 'create it for the user that runs the agent, or set dataDir to a place of theirs';
    return { check, result: 'bad', words: messageOf(error), remedy };
  }
}

function untested(config: Config): Finding {
  const names = integrationNames(config.coc).join(', ');
  const words = `not tried (${names}); --send-test-alarm sends one alarm with each, and resolves it`;
  return { check: 'integration keys', result: 'unknown', words };
}

async function testAlarms(
  destination: CocDestination,
  config: Config,
  now: number,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const integration of integrationNames(config.coc)) {
    findings.push(await testAlarm(destination, { config, integration, now }));
  }
  return findings;
}

async function testAlarm(
  destination: CocDestination,
  {
    config,
    integration,
    now,
  }: { readonly config: Config; readonly integration: string; readonly now: number },
): Promise<Finding> {
  const check = `integration ${integration}`;
  const alarmId = `doctor${randomUUID().replaceAll('-', '')}` as AlarmId;
  for (const alarmStatus of ['alarm', 'ok'] as const) {
    const body = testBody({ alarmId, integration, alarmStatus, now, config });
    const entry = { id: 0, body, attempts: 0, uncertain: false };
    const outcome = await destination.deliver(entry, AbortSignal.timeout(config.coc.timeout));
    if (outcome.kind === 'delivered') continue;
    const remedy =
      'check the key in COC (Integration Management), that the integration is enabled, and alarm.applicationId';
    return {
      check,
      result: 'bad',
      words: `the test alarm (${alarmStatus}) was not taken: ${outcome.detail}`,
      remedy,
    };
  }
  return { check, result: 'good', words: `COC took the test alarm ${alarmId} and its recovery` };
}

interface TestBody {
  readonly alarmId: AlarmId;
  readonly integration: string;
  readonly alarmStatus: Alarm['alarmStatus'];
  readonly now: number;
  readonly config: Config;
}

function testBody({ alarmId, integration, alarmStatus, now, config }: TestBody): ReportAlarm {
  const name = 'Test of coc-alarm-agent';
  const description = 'Sent by coc-alarm-agent doctor, which resolves it at once.';
  const template = config.alarm.applicationId;
  const alarm: Alarm = {
    ...{
      alarmId,
      integration,
      alarmStatus,
      alarmName: name,
      alarmDesc: description,
      alarmLevel: 'Info',
      time: now,
    },
    ...{
      nameSpace: 'default',
      regionId: '',
      resourceName: '',
      resourceId: '',
      urls: [],
      alarmSource: 'coc-alarm-agent',
    },
    applicationId: template.constant ? template.source : 'test',
  };
  const alert: Alert = {
    ...{
      source: 'doctor',
      sourceType: 'alertmanager',
      fingerprint: alarmId,
      alarmId,
      name,
      description,
      test: true,
    },
    ...{ status: alarmStatus === 'alarm' ? 'firing' : 'resolved', level: 'Info', levelKnown: true },
    ...{ links: [], labels: labelsFrom([]), annotations: labelsFrom([]), details: {}, raw: null },
  };
  return { kind: 'report-alarm', alarm, alert, route: 'doctor', episode: 'doctor' as EpisodeId };
}

/** Their fields are checked when the configuration is read; that COC knows the people can only be seen by opening one. */
function incidents({ incidents: policies }: Config): readonly Finding[] {
  return policies.map(({ name, level, type, creator, assignee }, i) => {
    const who =
      'user' in assignee ? `user ${assignee.user}` : `scene ${assignee.scene}, role ${assignee.role}`;
    const words = `${level}, ${type}, created by ${creator}, assigned to ${who}`;
    return { check: `incident policy ${name ?? `incidents[${i}]`}`, result: 'good', words };
  });
}
