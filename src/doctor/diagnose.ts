import { isIP } from 'node:net';
import type { ClockOffset } from '../coc/clock-offset.ts';
import type { Probe, ProbedCall } from '../coc/probe.ts';
import { EGRESS_REFUSED } from '../egress/egress.ts';
import { type FailedStep, failedStep, STEPS, type StepName } from './failed-step.ts';
import type { Finding } from './finding.ts';

const CLOCK_WARN_MS = 60_000;

/** Facts about a call besides its outcome. */
export interface CallSetting {
  /** Address of COC. */
  readonly endpoint: string;
  readonly proxied: boolean;
  readonly auth: 'aksk' | 'token' | 'none';
  readonly incidentApi: 'auto' | 'v1' | 'v2';
  /** The measured and the applied difference between COC's clock and ours; undefined when no answer told. */
  readonly clock: ClockOffset | undefined;
  /** What is known about the project, once the steps before it worked. */
  readonly project: Finding;
  /** True once COC took a test alarm, which shows more than the answers to the harmless calls. */
  readonly tookAlarm?: boolean;
}

/** The diagnosis of the way to COC. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** The step at which the way ends; undefined when it leads to COC. */
  readonly endsAt: StepName | undefined;
}

/** Chooses the call that came furthest: an endpoint may serve only one version of the API. */
function furthest({ read, list }: Probe): ProbedCall {
  return list !== undefined && failedStep(read) !== undefined && failedStep(list) === undefined ? list : read;
}

/**
 * Derives the findings from harmless calls. A step is good when the calls showed it, and unknown when they did not
 * reach it. Pure.
 */
export function diagnose(probe: Probe, setting: CallSetting): Diagnosis {
  const call = furthest(probe);
  const found = failedStep(call);
  const failed = setting.tookAlarm && found?.step === 'answer' ? undefined : found;
  const findings = STEPS.map((step) => findingOf(step, { call, failed, setting }));
  return {
    findings: failed === undefined ? [...findings, ...permissions(probe, setting.incidentApi)] : findings,
    endsAt: failed?.step,
  };
}

interface Diagnosed {
  readonly call: ProbedCall;
  readonly failed: FailedStep | undefined;
  readonly setting: CallSetting;
}

function findingOf(step: StepName, { call, failed, setting }: Diagnosed): Finding {
  if (step === failed?.step)
    return { check: step, result: 'bad', words: wordsOf(call), remedy: failed.remedy };
  if (!call.sent) return { check: step, result: 'unknown', words: 'not tested: COC got no request' };
  if (failed && STEPS.indexOf(step) > STEPS.indexOf(failed.step))
    return { check: step, result: 'unknown', words: 'not reached' };
  if (step === 'name resolution') return nameFinding({ call, failed, setting });
  return seenFinding(step, { call, failed, setting });
}

function wordsOf({ verdict, outcome }: ProbedCall): string {
  if (outcome.kind === 'delivered') return 'answers with HTTP 200, but not in the form of COC';
  return verdict === 'strange' ? `not in the form of COC: ${outcome.detail}` : outcome.detail;
}

/** A failed connection shows that the name was resolved, unless there was no time for it, or no need. */
function nameFinding({ call, failed, setting }: Diagnosed): Finding {
  const check = 'name resolution';
  const host = new URL(setting.endpoint).hostname.replace(/^\[(.*)\]$/, '$1');
  if (setting.proxied)
    return { check, result: 'skipped', words: 'the proxy resolves the names of COC and IAM' };
  if (isIP(host) !== 0) return { check, result: 'skipped', words: `${host} is an address` };
  const { outcome } = call;
  const unseen =
    outcome.kind !== 'delivered' &&
    failed?.step === 'connection' &&
    (outcome.reason === 'timeout' || outcome.detail.includes(EGRESS_REFUSED));
  if (unseen) return { check, result: 'unknown', words: 'not seen: no connection was made' };
  return { check, result: 'good', words: `${host} has an address` };
}

function seenFinding(step: StepName, { call, failed, setting }: Diagnosed): Finding {
  const { endpoint, proxied, auth, clock, project } = setting;
  switch (step) {
    case 'connection':
      return { check: step, result: 'good', words: proxied ? 'works, through coc.proxy' : 'works' };
    case 'TLS':
      return endpoint.startsWith('http:')
        ? { check: step, result: 'skipped', words: 'coc.endpoint is plain http' }
        : { check: step, result: 'good', words: 'the certificate is trusted' };
    case 'answer':
      return { check: step, result: 'good', words: answererOf(call, setting) };
    case 'clock':
      return clockFinding(clock, { auth, isRefused: failed?.step === 'credentials' });
    case 'credentials':
      if (auth === 'none')
        return { check: step, result: 'skipped', words: 'none are configured (coc.auth.type none)' };
      return { check: step, result: 'good', words: `COC takes them${signedAnew(clock)}` };
    default:
      return project;
  }
}

function answererOf(call: ProbedCall, { tookAlarm }: CallSetting): string {
  const { verdict } = call;
  if (tookAlarm && failedStep(call))
    return `COC takes alarms, but the call for an incident got: ${detailOf(call)}`;
  return verdict === 'works' ? 'COC answers' : 'the API gateway of COC answers';
}

function signedAnew(clock: ClockOffset | undefined): string {
  return clock && clock.appliedMs !== 0 ? ", signed with COC's time instead of ours" : '';
}

interface Signing {
  readonly auth: CallSetting['auth'];
  /** True when COC refuses the credentials. */
  readonly isRefused: boolean;
}

function clockFinding(clock: ClockOffset | undefined, { auth, isRefused }: Signing): Finding {
  const check = 'clock';
  if (!clock) return { check, result: 'unknown', words: 'the answer had no date to compare ours with' };
  const seconds = Math.round(Math.abs(clock.measuredMs) / 1_000);
  const difference = `differs from COC's by ${seconds} s`;
  if (Math.abs(clock.measuredMs) < CLOCK_WARN_MS) return { check, result: 'good', words: difference };
  const words = `${difference} (ours is ${clock.measuredMs > 0 ? 'behind' : 'ahead'})`;
  const remedy = 'set the clock of this machine right (NTP): times of alarms are wrong';
  if (isRefused) return { check, result: 'bad', words: `${words}, but ${notTheReason(clock, auth)}`, remedy };
  if (clock.appliedMs !== 0) {
    const refused = `${words}: COC refused our time, and takes calls only because the agent signs with COC's`;
    return { check, result: 'bad', words: refused, remedy };
  }
  const limit = auth === 'aksk' ? ', and from 15 minutes on COC refuses a signature with our time' : '';
  return { check, result: 'bad', words, remedy: `${remedy}${limit}` };
}

/** Tells how a refusal of the credentials is known to have another reason than the clock. */
function notTheReason({ appliedMs }: ClockOffset, auth: CallSetting['auth']): string {
  if (auth !== 'aksk') return 'a token does not depend on it: COC refuses the credentials for another reason';
  return appliedMs === 0
    ? 'COC takes a signature up to 15 minutes off: it refuses the credentials for another reason'
    : "COC refuses the credentials also when the agent signs with COC's time: the clock is not the only reason";
}

const READ = 'permission to read incidents';
const LIST = 'permission to list incidents';
const REMARK = 'remarks on incidents';

/** Permissions that alarms do not need, but incidents do. */
function permissions(
  { read, list, remark }: Probe,
  incidentApi: CallSetting['incidentApi'],
): readonly Finding[] {
  const readable = permission(READ, read, {
    forbidden: 'grant coc:incident:detail, so that the agent can follow its incidents',
    absent: 'this endpoint does not serve the API of the reference: incidents cannot be followed',
  });
  if (!list) return [readable];
  const listable = permission(LIST, list, {
    forbidden: 'grant coc:ticket:list, so that an incident whose creation got no answer can be looked up',
    absent:
      'alarms and incidents work without it; an incident whose creation got no answer cannot be looked up: decide it by `incidents decide`',
  });
  return [readable, listable, ...(remark ? [remarkFinding(remark, incidentApi)] : [])];
}

/** Remarks are a help, and a fault only where the configuration insists on them. */
function remarkFinding(call: ProbedCall, incidentApi: CallSetting['incidentApi']): Finding {
  const without = 'set coc.incidentApi to v1: then nobody is told what changes, and no incident is forwarded';
  const found = permission(REMARK, call, {
    forbidden: `grant GET /v2/incidents/{incident_id}/tasks and POST /v2/incidents/{incident_id}/actions, or ${without}`,
    absent: without,
  });
  if (found.result === 'good') return { ...found, words: 'COC takes them' };
  if (found.result !== 'bad' || incidentApi === 'v2') return found;
  const { check, words } = found;
  return { check, result: 'skipped', words: `not used, because COC does not take them: ${words}` };
}

function permission(
  check: string,
  call: ProbedCall,
  remedies: { readonly forbidden: string; readonly absent: string },
): Finding {
  const { verdict, outcome } = call;
  if (verdict === 'works') return { check, result: 'good', words: 'granted' };
  const words = detailOf({ outcome });
  if (verdict === 'forbidden') return { check, result: 'bad', words, remedy: remedies.forbidden };
  if (lacksApi(call))
    return {
      check,
      result: 'bad',
      words: `this endpoint has no such API: ${words}`,
      remedy: remedies.absent,
    };
  return { check, result: 'unknown', words: `not seen: ${words}` };
}

/** True where neither COC nor its gateway knows the path. A proxy before them may answer in a form of its own. */
function lacksApi({ verdict, outcome }: ProbedCall): boolean {
  const isNotFound = outcome.kind !== 'delivered' && outcome.reason === 'not-found';
  return verdict === 'absent' || (verdict === 'strange' && isNotFound);
}

function detailOf({ outcome }: Pick<ProbedCall, 'outcome'>): string {
  return outcome.kind === 'delivered' ? 'the answer is not in the form of COC' : outcome.detail;
}
