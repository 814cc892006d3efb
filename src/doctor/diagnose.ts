import type { CallOutcome, FailureReason } from '../outbox/events/outcome.ts';

/** One line of what the doctor found. */
export interface Finding {
  readonly check: string;
  readonly result: 'good' | 'bad' | 'unknown';
  readonly words: string;
  /** What to do about it; only of a bad one. */
  readonly remedy?: string;
}

/** The things that must hold for a call to COC, in the order in which a call meets them. */
const STEPS = ['name resolution', 'connection', 'TLS', 'answer', 'clock', 'credentials', 'project'] as const;

type StepName = (typeof STEPS)[number];

/** At which step a failure shows, and what to do about it. */
const FAILS_AT: Readonly<Partial<Record<FailureReason, readonly [StepName, string]>>> = {
  dns: ['name resolution', 'check coc.endpoint, and the name servers of this machine or pod'],
  network: [
    'connection',
    'let this machine reach the endpoint (firewall, security group, NetworkPolicy), or set coc.proxy',
  ],
  timeout: ['connection', 'let this machine reach the endpoint (firewall, proxy), or raise coc.timeout'],
  tls: ['TLS', 'set coc.caFile to the authority of your proxy, or correct the host of coc.endpoint'],
  'bad-response': ['answer', 'check that coc.endpoint is COC and no proxy answers in its place'],
  'not-found': ['answer', 'check coc.endpoint: this host does not serve the API of COC'],
  'server-error': ['answer', 'COC itself is failing: try again later; the agent keeps everything meanwhile'],
  throttled: ['answer', 'too many calls: try again in a minute, and set delivery.requestsPerSecond'],
  'clock-skew': ['clock', 'correct the clock of this machine (NTP)'],
  credentials: ['credentials', 'check coc.auth: the key, its secret, and that it is enabled'],
  'key-locked': [
    'credentials',
    'the key is locked after bad signatures: wait five minutes, then check coc.auth',
  ],
};

const WRONG_PROJECT =
  'name in coc.auth a project of this account that is enabled; its id is in My Credentials';
/** IAM has no such project; the gateway knows it as unavailable. */
const NO_PROJECT = /^IAM: .*\bproject\b|\bAPIG\.0310\b/i;

const CLOCK_WARN_MS = 60_000;

/** What is known of a call beside how it ended. */
export interface CallSetting {
  /** How far COC's clock is ahead of ours, as it was measured, ms. */
  readonly offsetMs: number;
  /** Of the endpoint, as in `https:`. */
  readonly protocol: string;
  /** The project that calls are for; undefined where none is named. */
  readonly project: string | undefined;
}

/** What one harmless call to COC tells. Pure: everything before the step that failed is good, what comes after is unknown. */
export function diagnose(outcome: CallOutcome, setting: CallSetting): readonly Finding[] {
  const [failedAt, remedy] = failureOf(outcome);
  const reached = failedAt === undefined ? STEPS.length : STEPS.indexOf(failedAt);
  const words = outcome.kind === 'delivered' ? '' : outcome.detail;
  const findings = STEPS.map((check, i): Finding => {
    if (i < reached) return good(check, setting);
    if (i > reached) return { check, result: 'unknown', words: 'not reached' };
    return { check, result: 'bad', words, ...(remedy !== undefined && { remedy }) };
  });
  return failedAt === undefined ? [...findings, permission(outcome)] : findings;
}

function failureOf(outcome: CallOutcome): readonly [StepName | undefined, string | undefined] {
  if (outcome.kind === 'delivered') return [undefined, undefined];
  if (NO_PROJECT.test(outcome.detail)) return ['project', WRONG_PROJECT];
  if (outcome.reason === 'forbidden') return [undefined, undefined];
  return FAILS_AT[outcome.reason] ?? ['answer', 'look the answer up in the API reference of COC'];
}

function good(check: StepName, { offsetMs, protocol, project }: CallSetting): Finding {
  if (check === 'TLS' && protocol === 'http:')
    return { check, result: 'good', words: 'not used: coc.endpoint is plain http' };
  if (check === 'project')
    return { check, result: 'good', words: project ?? "none named, so COC takes the key's own" };
  if (check !== 'clock') return { check, result: 'good', words: 'works' };
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const words = `${seconds} s apart from COC's`;
  if (Math.abs(offsetMs) < CLOCK_WARN_MS) return { check, result: 'good', words };
  const remedy = 'correct the clock of this machine (NTP): at 15 minutes COC refuses every call';
  return { check, result: 'bad', words, remedy };
}

/** Without the list of incidents, one whose creation was not answered can't be looked up. */
function permission(outcome: CallOutcome): Finding {
  const check = 'permission to list incidents';
  if (outcome.kind === 'delivered') return { check, result: 'good', words: 'granted' };
  const remedy =
    'grant coc:incident:list, so that an incident without an answer can be looked up instead of waiting';
  return { check, result: 'bad', words: outcome.detail, remedy };
}
