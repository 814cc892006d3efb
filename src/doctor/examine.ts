import type { CocConfig } from '../coc/config.ts';
import type { CalledAddress } from '../egress/destinations.ts';
import type { Egress } from '../egress/egress.ts';
import type { CallOutcome } from '../outbox/events/outcome.ts';
import type { IncidentSettings } from '../routing/incident-settings.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import { diagnose, type Finding } from './diagnose.ts';
import { examineDataDirectory } from './examine-data-directory.ts';
import { examineEgress } from './examine-egress.ts';
import { type ExaminedSource, examineSources } from './examine-sources.ts';
import { type AlarmTaker, sendTestAlarms, type TestAlarmSettings } from './test-alarm.ts';

/** The destination that the doctor examines, connected with the configuration in question. */
export interface ExaminedDestination extends AlarmTaker {
  /** Makes one call that changes nothing. `sent` is false when the credentials allowed no call. */
  check(signal: AbortSignal): Promise<{ readonly outcome: CallOutcome; readonly sent: boolean }>;
  /** The time by which COC's clock is ahead of ours. */
  clockOffset(): { readonly measuredMs: number };
  close(): Promise<void>;
}

/** The sections of a configuration that the doctor reads. */
export interface ExaminedSettings {
  readonly dataDir: string;
  readonly coc: Pick<CocConfig, 'endpoint' | 'timeout' | 'auth'>;
  readonly alarm: TestAlarmSettings['alarm'];
  readonly incidents: readonly IncidentSettings[];
  readonly sources: Readonly<Record<string, ExaminedSource>>;
}

/** The configuration that the doctor examines, and the connections that it makes. */
export interface Examined {
  readonly settings: ExaminedSettings;
  /** The names of the configured integrations. */
  readonly integrations: readonly string[];
  readonly destination: ExaminedDestination;
  /** The sources that can be asked for their active alerts, by name. */
  readonly active: ReadonlyMap<string, ActiveAlerts>;
  /** The addresses that the agent would call, and what decides whether it may. */
  readonly called: readonly CalledAddress[];
  readonly egress: Egress;
}

/** Options of {@link examine}. */
export interface DoctorOptions {
  /** Send a test alarm with each integration key, and resolve it. */
  readonly testAlarm: boolean;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Checks whether the agent can work with a configuration: the data directory, the addresses that it calls, every step of a call to COC, the integration
 * keys, the incident policies, and the sources that it asks for active alerts. Nothing is changed, unless a test alarm is
 * requested. Closes the connections.
 */
export async function examine(examined: Examined, options: DoctorOptions): Promise<readonly Finding[]> {
  const { settings, integrations, destination, active, called, egress } = examined;
  const { dataDir, coc, alarm, incidents, sources } = settings;
  try {
    const { outcome, sent } = await destination.check(AbortSignal.timeout(coc.timeout * 3));
    const calls = diagnose(outcome, {
      sent,
      protocol: new URL(coc.endpoint).protocol,
      project: projectOf(coc.auth),
      offsetMs: destination.clockOffset().measuredMs,
    });
    const keys = options.testAlarm
      ? await sendTestAlarms(destination, integrations, { alarm, timeoutMs: coc.timeout, now: options.now })
      : [untestedKeys(integrations)];
    return [
      await examineDataDirectory(dataDir),
      ...(await examineEgress(called, egress)),
      ...calls,
      ...keys,
      ...incidents.map(incidentFinding),
      ...(await examineSources(sources, active)),
    ];
  } finally {
    await destination.close();
  }
}

function projectOf(auth: CocConfig['auth']): string | undefined {
  if ('project' in auth) return auth.project;
  return 'projectId' in auth ? auth.projectId : undefined;
}

function untestedKeys(integrations: readonly string[]): Finding {
  const words = `not tested (${integrations.join(', ')}); --send-test-alarm sends an alarm with each and resolves it`;
  return { check: 'integration keys', result: 'unknown', words };
}

/** The fields were checked when the configuration was read. Only opening an incident shows whether COC knows the people. */
function incidentFinding({ name, level, type, creator, assignee }: IncidentSettings, index: number): Finding {
  const people =
    'user' in assignee ? `user ${assignee.user}` : `scene ${assignee.scene}, role ${assignee.role}`;
  const words = `${level}, ${type}, created by ${creator}, assigned to ${people}`;
  return { check: `incident policy ${name ?? `incidents[${index}]`}`, result: 'good', words };
}
