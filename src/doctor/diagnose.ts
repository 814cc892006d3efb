import type { CallOutcome, FailureReason } from '../outbox/events/outcome.ts';

/** One line of the doctor's report. */
export interface Finding {
  readonly check: string;
  readonly result: 'good' | 'bad' | 'unknown';
  readonly words: string;
  /** The advice for a bad result. */
  readonly remedy?: string;
}

/** The steps of a call to COC, in their order. */
const STEPS = ['name resolution', 'connection', 'TLS', 'answer', 'clock', 'credentials', 'project'] as const;

type StepName = (typeof STEPS)[number];

/** The step at which each failure shows, and its remedy. */
const FAILS_AT: Readonly<Partial<Record<FailureReason, readonly [StepName, string]>>> = {
  dns: ['name resolution', 'check coc.endpoint, and the name servers of this machine or pod'],
  network: [
    'connection',
    'let this machine reach the endpoint (firewall, security group, NetworkPolicy), or set coc.proxy',
  ],
  timeout: ['connection', 'let this machine reach the endpoint (firewall, proxy), or raise coc.timeout'],
  tls: ['TLS', 'set coc.caFile to the CA of your proxy, or correct the host of coc.endpoint'],
  'bad-response': ['answer', 'check that coc.endpoint is COC, and that no proxy answers in its place'],
  'not-found': ['answer', 'check coc.endpoint: this host does not serve the API of COC'],
  'server-error': ['answer', 'COC itself fails: try again later; the agent keeps all alarms meanwhile'],
  throttled: ['answer', 'COC gets too many calls: try again in a minute, and set delivery.requestsPerSecond'],
  'clock-skew': ['clock', 'set the clock of this machine right (NTP)'],
  credentials: ['credentials', 'check coc.auth: the key, its secret, and that the key is enabled'],
  'key-locked': [
    'credentials',
    'COC locked the key after bad signatures: wait five minutes, then check coc.auth',
  ],
};

const WRONG_PROJECT =
  'set in coc.auth an enabled project of this account; its id is on the page My Credentials';
/** The words of IAM for a project that does not exist, and the code of the gateway for one that is not available. */
const NO_PROJECT = /^IAM: .*\bproject\b|\bAPIG\.0310\b/i;

const USABLE_CREDENTIALS = 'check coc.auth, and that this machine can reach its iamEndpoint';

const CLOCK_WARN_MS = 60_000;

/** Facts about a call besides its outcome. */
export interface CallSetting {
  /** False when COC got no request, because the credentials were unusable. */
  readonly sent: boolean;
  /** The measured time by which COC's clock is ahead of ours, ms. */
  readonly offsetMs: number;
  /** The protocol of the endpoint, such as `https:`. */
  readonly protocol: string;
  /** The configured project; undefined when none is configured. */
  readonly project: string | undefined;
}

/**
 * Derives the findings from one harmless call: steps before the failed one are good, those after it unknown.
 * Without a request to COC nothing is known but the failed step. Pure.
 */
export function diagnose(outcome: CallOutcome, setting: CallSetting): readonly Finding[] {
  const [failedAt, remedy] = setting.sent ? failedStep(outcome) : unsentStep(outcome);
  const reached = failedAt === undefined ? STEPS.length : STEPS.indexOf(failedAt);
  const words = outcome.kind === 'delivered' ? '' : outcome.detail;
  const findings = STEPS.map((check, i): Finding => {
    if (i === reached) return { check, result: 'bad', words, ...(remedy !== undefined && { remedy }) };
    if (!setting.sent) return { check, result: 'unknown', words: 'not tested: COC got no request' };
    return i < reached ? goodFinding(check, setting) : { check, result: 'unknown', words: 'not reached' };
  });
  return failedAt === undefined ? [...findings, listPermission(outcome)] : findings;
}

function failedStep(outcome: CallOutcome): readonly [StepName | undefined, string | undefined] {
  if (outcome.kind === 'delivered') return [undefined, undefined];
  if (NO_PROJECT.test(outcome.detail)) return ['project', WRONG_PROJECT];
  if (outcome.reason === 'forbidden') return [undefined, undefined];
  return FAILS_AT[outcome.reason] ?? ['answer', 'look up the answer in the API reference of COC'];
}

/** The credentials could not be used: they are wrong themselves, or IAM gave no token for them. */
function unsentStep(outcome: CallOutcome): readonly [StepName, string] {
  const [step, remedy] = failedStep(outcome);
  if (step === 'project' || step === 'credentials') return [step, remedy ?? USABLE_CREDENTIALS];
  return ['credentials', USABLE_CREDENTIALS];
}

function goodFinding(check: StepName, { offsetMs, protocol, project }: CallSetting): Finding {
  if (check === 'TLS' && protocol === 'http:')
    return { check, result: 'good', words: 'not used: coc.endpoint is plain http' };
  if (check === 'project')
    return { check, result: 'good', words: project ?? 'none configured, so COC uses the project of the key' };
  if (check !== 'clock') return { check, result: 'good', words: 'works' };
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const words = `differs from COC's by ${seconds} s`;
  if (Math.abs(offsetMs) < CLOCK_WARN_MS) return { check, result: 'good', words };
  const remedy = 'set the clock of this machine right (NTP): from 15 minutes on COC refuses every call';
  return { check, result: 'bad', words, remedy };
}

/** The permission to list incidents is needed to look up an incident whose creation got no answer. */
function listPermission(outcome: CallOutcome): Finding {
  const check = 'permission to list incidents';
  if (outcome.kind === 'delivered') return { check, result: 'good', words: 'granted' };
  const remedy = 'grant coc:ticket:list, so that an incident whose creation got no answer can be looked up';
  return { check, result: 'bad', words: outcome.detail, remedy };
}
