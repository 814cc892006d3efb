import type { ClockOffset } from '../coc/clock-offset.ts';
import type { CocConfig } from '../coc/config.ts';
import type { ProjectReading } from '../coc/look-up-project.ts';
import type { Probe } from '../coc/probe.ts';
import type { CalledAddress } from '../egress/destinations.ts';
import type { Egress } from '../egress/egress.ts';
import type { ConfigIssue } from '../errors.ts';
import type { IncidentSettings } from '../routing/incident-settings.ts';
import { type CallSetting, type Diagnosis, diagnose } from './diagnose.ts';
import { examineDataDirectory, type FindCopy } from './examine-data-directory.ts';
import { examineEgress } from './examine-egress.ts';
import { examineFiles } from './examine-files.ts';
import { examineProject } from './examine-project.ts';
import { type ActiveSources, type ExaminedSource, examineSources } from './examine-sources.ts';
import { STEPS } from './failed-step.ts';
import type { Finding } from './finding.ts';
import { type AlarmTaker, sendTestAlarms, type TestAlarmSettings } from './test-alarm.ts';
import { unusableKeys } from './unusable-keys.ts';

/** The destination that the doctor examines, connected with the configuration in question. */
export interface ExaminedDestination extends AlarmTaker {
  /** Makes calls that change nothing. `clock` is the difference of the clocks; absent when no answer had a date. */
  probe(signal: AbortSignal): Promise<Probe & { readonly clock?: ClockOffset }>;
  close(): Promise<void>;
}

/** The sections of a configuration that the doctor reads. */
export interface ExaminedSettings {
  readonly dataDir: string;
  readonly coc: Pick<CocConfig, 'endpoint' | 'timeout' | 'auth' | 'proxy' | 'incidentApi'>;
  readonly alarm: TestAlarmSettings['alarm'];
  readonly language: TestAlarmSettings['language'];
  readonly incidents: readonly IncidentSettings[];
  readonly sources: Readonly<Record<string, ExaminedSource>>;
}

/** The configuration that the doctor examines, and the connections that it makes. */
export interface Examined {
  readonly settings: ExaminedSettings;
  readonly findCopy: FindCopy;
  /** The names of the configured integrations. */
  readonly integrations: readonly string[];
  /** The connection to COC; or the reason for which there can be none. */
  readonly destination: ExaminedDestination | { readonly unusable: string };
  /** Looks up the project of signed calls. */
  readonly lookUpProject: (signal: AbortSignal) => Promise<ProjectReading>;
  /** The files that the configuration names, by their keys, and those that cannot be used. */
  readonly files: readonly { readonly path: string }[];
  readonly unusableFiles: readonly ConfigIssue[];
  readonly active: ActiveSources;
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
 * Checks whether the agent can work with a configuration: the data directory, the files and addresses that it
 * names, every step of a call to COC, the integration keys, the incident policies, and the sources that it asks
 * for active alerts. Nothing is changed, unless a test alarm is requested. Closes the connections.
 */
export async function examine(examined: Examined, options: DoctorOptions): Promise<readonly Finding[]> {
  const { settings, findCopy, active, called, egress, files, unusableFiles } = examined;
  return [
    await examineDataDirectory(settings.dataDir, findCopy),
    ...examineFiles(files, unusableFiles),
    ...(await examineEgress(called, egress)),
    ...(await examineCoc(examined, options)),
    ...settings.incidents.map(incidentFinding),
    ...(await examineSources(settings.sources, active)),
  ];
}

async function examineCoc(examined: Examined, options: DoctorOptions): Promise<readonly Finding[]> {
  const { settings, destination, unusableFiles } = examined;
  const { coc, alarm, language } = settings;
  if ('unusable' in destination) {
    const words = `not tested: ${destination.unusable}`;
    return [...STEPS, 'integration keys'].map((check): Finding => ({ check, result: 'unknown', words }));
  }
  const unusable = unusableKeys(examined.integrations, unusableFiles);
  const integrations = examined.integrations.filter((name) => !unusable.has(name));
  try {
    const probed = await destination.probe(AbortSignal.timeout(coc.timeout * 3));
    const { findings: way, endsAt } = await diagnoseWay(examined, probed, {});
    const findings = [...way, ...unusable.values()];
    if (integrations.length === 0) return findings;
    if (!options.testAlarm) return [...findings, untestedKeys(integrations)];
    // Without these steps no alarm goes out. A strange answer to the probe may be about the probe alone.
    if (endsAt !== undefined && endsAt !== 'answer')
      return [...findings, unreachedKeys(integrations, endsAt)];
    const keys = { alarm, language, timeoutMs: coc.timeout, now: options.now };
    const sent = await sendTestAlarms(destination, integrations, keys);
    const tookAlarm = endsAt !== undefined && sent.some(({ result }) => result === 'good');
    const seen = tookAlarm ? (await diagnoseWay(examined, probed, { tookAlarm })).findings : way;
    return [...seen, ...unusable.values(), ...sent];
  } finally {
    await destination.close();
  }
}

/** Tells how far the way to COC leads. IAM is only asked for the project once COC took the credentials. */
async function diagnoseWay(
  { settings: { coc }, lookUpProject }: Examined,
  { clock, ...probe }: Awaited<ReturnType<ExaminedDestination['probe']>>,
  shown: Pick<CallSetting, 'tookAlarm'>,
): Promise<Diagnosis> {
  const auth = coc.auth.type;
  const { endpoint, incidentApi } = coc;
  const setting = { endpoint, incidentApi, proxied: coc.proxy !== undefined, auth, clock, ...shown };
  const unreached: Finding = { check: 'project', result: 'unknown', words: 'not reached' };
  const first = diagnose(probe, { ...setting, project: unreached });
  if (first.endsAt !== undefined) return first;
  const project = await examineProject({ auth, project: projectOf(coc.auth) }, () =>
    lookUpProject(AbortSignal.timeout(coc.timeout * 2)),
  );
  return diagnose(probe, { ...setting, project });
}

function projectOf(auth: CocConfig['auth']): string | undefined {
  if ('project' in auth) return auth.project;
  return 'projectId' in auth ? auth.projectId : undefined;
}

function untestedKeys(integrations: readonly string[]): Finding {
  const words = `not tested (${integrations.join(', ')}); --send-test-alarm sends an alarm with each and resolves it`;
  return { check: 'integration keys', result: 'unknown', words };
}

function unreachedKeys(integrations: readonly string[], endsAt: string): Finding {
  const words = `not tested (${integrations.join(', ')}): no alarm was sent, because of: ${endsAt}`;
  return { check: 'integration keys', result: 'unknown', words };
}

/** Only opening an incident shows whether COC knows the people. */
function incidentFinding({ name, level, type, creator, assignee }: IncidentSettings, index: number): Finding {
  const people =
    'user' in assignee ? `user ${assignee.user}` : `scene ${assignee.scene}, role ${assignee.role}`;
  const words = `not tested: ${level}, ${type}, created by ${creator}, assigned to ${people}; only an incident shows whether COC knows them`;
  return { check: `incident policy ${name ?? `incidents[${index}]`}`, result: 'unknown', words };
}
