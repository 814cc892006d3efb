import { messageOf } from '../../errors.ts';
import type { CallOutcome } from '../../outbox/events/outcome.ts';
import { filledSecret, Secret, type SecretSource } from '../../settings/secret.ts';
import type { Clock } from '../../time/clock.ts';
import { fixedCall } from '../calls/call-api.ts';
import type { RequestOf } from '../calls/define-api.ts';
import { issueToken } from '../calls/issue-token.ts';
import { classify, REFUSED_PAUSE_MS } from '../classify.ts';
import { readCocAnswer } from '../coc-answer.ts';
import type { CocConfig } from '../config.ts';
import { type DeadlineTimers, startDeadline } from '../deadline.ts';
import type { HttpAnswer, HttpFailure } from '../exchange.ts';
import type { KeptRefusals } from '../kept-refusals.ts';
import { type ObservedCall, observedCall } from '../observed-call.ts';
import { canonicalQuery, headerValue } from '../sign.ts';
import type { Transport } from '../transport.ts';

type TokenConfig = Extract<CocConfig['auth'], { type: 'token' }>;
type TokenBody = RequestOf<typeof issueToken>['body'];
type Refused = Extract<CallOutcome, { kind: 'retry' }>;

/** A token of IAM and the end of its lifetime (epoch ms). */
export interface IamToken {
  readonly token: Secret;
  readonly expiresAt: number;
}

/** Dependencies for getting tokens. */
export interface TokenDeps {
  /** What is known of passwords that IAM refused before this process. */
  readonly refusals?: KeptRefusals | undefined;
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Timers of the deadlines; by default those of this machine. */
  readonly timers?: DeadlineTimers | undefined;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly onCall: (call: ObservedCall) => void;
}

/** Usual lifetime of a token, for an answer without one. */
const USUAL_LIFETIME_MS = 24 * 3_600_000;

/**
 * Asks IAM once for a token. Never throws. A failure is never the fault of the entry that waits for the
 * token.
 *
 * @see IAM API Reference, "Obtaining a User Token Through Password Authentication"
 */
export async function requestToken(
  config: TokenConfig,
  password: SecretSource,
  deps: TokenDeps,
): Promise<IamToken | Refused> {
  const { clock, transport, timeoutMs, timers, onCall } = deps;
  const deadline = startDeadline(timeoutMs, undefined, timers);
  try {
    const secret = filledSecret(password);
    const startedAt = clock.monotonic();
    const end = await transport.send(tokenRequest(config, secret), deadline);
    onCall(observedCall('issue-token', end, clock.monotonic() - startedAt));
    return tokenOf(end, { now: clock.now(), secret });
  } catch (unusable) {
    return refused(messageOf(unusable));
  } finally {
    deadline.stop();
  }
}

/** @throws {Error} when a name is longer than any of IAM. */
function tokenRequest({ domain, user, project }: TokenConfig, password: Secret) {
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password: password.reveal(), domain: { name: domain } } },
  } satisfies TokenBody['auth']['identity'];
  const scope = { project: /^[0-9a-f]{32}$/.test(project) ? { id: project } : { name: project } };
  const { method, path, query, body } = fixedCall(issueToken, {
    query: { nocatalog: 'true' },
    body: { auth: { identity, scope } },
  });
  return {
    method: method ?? 'POST',
    path: `${path}?${canonicalQuery(query)}`,
    headers: { 'content-type': 'application/json;charset=utf8', accept: 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function tokenOf(
  end: HttpAnswer | HttpFailure,
  { now, secret }: { now: number; secret: Secret },
): IamToken | Refused {
  const outcome = classify(end, { operation: 'issue-token', now, secrets: [secret] });
  if (outcome.kind === 'retry') return { ...outcome, detail: `IAM: ${outcome.detail}` };
  if (outcome.kind !== 'delivered') return refused(`IAM refused to issue a token: ${outcome.detail}`);
  // Without an answer there is no success.
  const answer = end as HttpAnswer;
  const token = answer.headers['x-subject-token'];
  if (!token) return refused('the answer of IAM has no header X-Subject-Token');
  const { json } = readCocAnswer(answer);
  const expiresAt = Date.parse(issueToken.answer.safeParse(json).data?.token?.expires_at ?? '');
  return {
    token: new Secret(headerValue('X-Auth-Token', token)),
    expiresAt: Number.isNaN(expiresAt) ? now + USUAL_LIFETIME_MS : expiresAt,
  };
}

function refused(detail: string): Refused {
  return { kind: 'retry', reason: 'credentials', scope: 'destination', afterMs: REFUSED_PAUSE_MS, detail };
}
