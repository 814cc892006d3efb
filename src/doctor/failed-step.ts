import type { ProbedCall } from '../coc/probe.ts';
import type { FailureReason } from '../outbox/events/outcome.ts';

/** The steps of a call to COC, in their order. */
export const STEPS = [
  'name resolution',
  'connection',
  'TLS',
  'answer',
  'clock',
  'credentials',
  'project',
] as const;

/** A step of a call to COC. */
export type StepName = (typeof STEPS)[number];

/** The step at which a call failed, and the remedy. */
export interface FailedStep {
  readonly step: StepName;
  readonly remedy: string;
}

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
  'server-error': ['answer', 'COC itself fails: try again later; the agent keeps all alarms meanwhile'],
  throttled: ['answer', 'COC gets too many calls: try again in a minute, and set delivery.requestsPerSecond'],
  'clock-skew': ['clock', 'set the clock of this machine right (NTP)'],
  credentials: ['credentials', 'check coc.auth: the key, its secret, and that the key is enabled'],
  'key-locked': [
    'credentials',
    'COC locked the key after bad signatures: wait five minutes, then check coc.auth',
  ],
};

/** The remedy for a project that the account does not have. */
export const WRONG_PROJECT =
  'set in coc.auth an enabled project of this account; its id is on the page My Credentials';
/** The words of IAM for a project that does not exist, and the code of the gateway for one that is not available. */
const NO_PROJECT = /^IAM: .*\bproject\b|\bAPIG\.0310\b/i;

const USABLE_CREDENTIALS = 'check coc.auth, and that this machine can reach its iamEndpoint';
const NOT_COC = 'check that coc.endpoint is COC, and that no proxy answers in its place';
/** One that lacks the incident API may take alarms all the same. */
const NOT_FOUND =
  'check coc.endpoint: this host does not serve the incident API of COC; whether it takes alarms, doctor --send-test-alarm shows';
const NO_ANSWER =
  'the connection is there, but no answer: try again, raise coc.timeout, or look at the proxy';

/** Finds the step at which a call failed; undefined when every step worked. Pure. */
export function failedStep({ verdict, outcome, sent, connected }: ProbedCall): FailedStep | undefined {
  if (outcome.kind === 'delivered')
    return verdict === 'strange' ? { step: 'answer', remedy: NOT_COC } : undefined;
  if (NO_PROJECT.test(outcome.detail)) return { step: 'project', remedy: WRONG_PROJECT };
  if (!sent) {
    // The credentials are wrong themselves, or IAM gave no token for them.
    const own = outcome.reason === 'credentials' && !outcome.detail.startsWith('IAM');
    return { step: 'credentials', remedy: own ? remedyOf('credentials') : USABLE_CREDENTIALS };
  }
  if (verdict === 'works' || verdict === 'forbidden') return undefined;
  if (verdict === 'absent' || outcome.reason === 'not-found') return { step: 'answer', remedy: NOT_FOUND };
  if (verdict === 'strange') return { step: 'answer', remedy: NOT_COC };
  const [step, remedy] = FAILS_AT[outcome.reason] ?? ['answer', NOT_COC];
  if (step === 'connection' && connected) return { step: 'answer', remedy: NO_ANSWER };
  return { step, remedy };
}

/** The remedy for a failure of any call to COC that is about the way there; undefined for other failures. */
export function remedyForFailure(reason: FailureReason): string | undefined {
  return FAILS_AT[reason]?.[1];
}

function remedyOf(reason: FailureReason): string {
  return remedyForFailure(reason) ?? USABLE_CREDENTIALS;
}
