import type { CallOutcome, FailureReason } from '../outbox/events/outcome.ts';
import type { Secret } from '../settings/secret.ts';
import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';
import { cleanLine, cutAt, redact } from './clean-text.ts';
import { type CocAnswer, isSuccess, readCocAnswer } from './coc-answer.ts';
import { isServiceCode, type Refusal, refusalOf, unauthorizedRefusal } from './codes.ts';
import { namesCreated } from './created-number.ts';
import type { HttpAnswer, HttpFailure } from './exchange.ts';
import { retryAfterMs, throttleWindowMs } from './retry-after.ts';
import { transportFault } from './transport-fault.ts';

/** Calls of the agent to COC and IAM. A closed set, because these are metric labels. */
export type Operation =
  | 'report-alarm'
  | 'create-incident'
  | 'list-incidents'
  | 'get-incident'
  | 'handle-incident'
  | 'create-war-room'
  | 'list-war-rooms'
  | 'list-incident-tasks'
  | 'act-on-incident'
  | 'issue-token'
  | 'list-projects'
  | 'list-resources'
  | 'create-script'
  | 'list-scripts'
  | 'get-script'
  | 'update-script'
  | 'delete-script'
  | 'execute-script'
  | 'get-order'
  | 'list-orders'
  | 'list-order-batches'
  | 'get-order-batch'
  | 'get-order-statistics'
  | 'operate-order'
  | 'list-patch-reports'
  | 'get-patch-report'
  /** Calls that a person writes, of APIs that the agent does not know: reading ones, and all others. */
  | 'other-read'
  | 'other-change';

const ONCE: ReadonlySet<Operation> = new Set([
  ...(['create-incident', 'handle-incident', 'create-war-room', 'act-on-incident'] as const),
  ...(['create-script', 'update-script', 'delete-script', 'execute-script', 'operate-order'] as const),
  'other-change',
]);

/** True for a call that does harm, or is refused, when it is made twice. */
export function mustNotRepeat(operation: Operation): boolean {
  return ONCE.has(operation);
}

/** Context for classifying the end of a call. */
export interface CallContext {
  readonly operation: Operation;
  /** Wall time of the answer, epoch ms. */
  readonly now: number;
  /** Signed time, epoch ms; absent when nothing was signed. */
  readonly signedAt?: number;
  /** Secrets that must not appear in `detail`, even if the server echoes them. */
  readonly secrets: readonly Secret[];
  /** Set where an answer may also be a list or a text. */
  readonly answersBare?: true;
  /** Body of the answer, if it was read already. */
  readonly read?: CocAnswer | undefined;
}

/** Pause after refused credentials, ms. Five bad signatures lock an access key for 5 minutes. */
export const REFUSED_PAUSE_MS = 5 * 60_000;
/** Pause when the gateway is misconfigured or has no backend, ms. */
const SLOW_PAUSE_MS = 60_000;
const SKEW_FROM_MS = 5 * 60_000;
const LONGEST_DETAIL = 512;

type Fault =
  | Refusal
  | 'too-large'
  | 'refused-in-body'
  | 'request-timeout'
  | 'too-early'
  | 'bad-response'
  | 'no-content';

/**
 * Reason for each fault, and its consequence: reject the entry, or retry after a pause of the entry or the
 * destination.
 */
const FAULTS: Readonly<Record<Fault, { reason: FailureReason; ends: 'reject' | 'entry' | 'destination' }>> = {
  token: { reason: 'credentials', ends: 'destination' },
  signature: { reason: 'credentials', ends: 'destination' },
  'key-locked': { reason: 'key-locked', ends: 'destination' },
  forbidden: { reason: 'forbidden', ends: 'destination' },
  throttled: { reason: 'throttled', ends: 'destination' },
  'no-such-api': { reason: 'not-found', ends: 'destination' },
  server: { reason: 'server-error', ends: 'destination' },
  'server-slow': { reason: 'server-error', ends: 'destination' },
  'server-entry': { reason: 'server-error', ends: 'entry' },
  'bad-response': { reason: 'bad-response', ends: 'destination' },
  'no-content': { reason: 'bad-response', ends: 'entry' },
  'request-timeout': { reason: 'timeout', ends: 'entry' },
  'too-early': { reason: 'server-error', ends: 'entry' },
  'bad-request': { reason: 'bad-request', ends: 'reject' },
  gone: { reason: 'not-found', ends: 'reject' },
  'too-large': { reason: 'too-large', ends: 'reject' },
  'refused-in-body': { reason: 'refused-in-body', ends: 'reject' },
};

/** Faults after which COC may have carried out the request. */
const MAY_HAVE_HAPPENED: ReadonlySet<Fault> = new Set<Fault>([
  'server',
  'server-slow',
  'server-entry',
  'bad-response',
  'no-content',
  'request-timeout',
]);

/**
 * Classifies the end of a call as the outcome for its entry. Pure and total: any status, body or error has an
 * outcome.
 *
 * @see COC API Reference, "Error codes"; API Gateway User Guide, "Error codes"
 */
export function classify(end: HttpAnswer | HttpFailure, context: CallContext): CallOutcome {
  if (end.kind === 'failure') return classifyFailure(end, context);
  return classifyAnswer(end, context.read ?? readCocAnswer(end), context);
}

/**
 * Tells how an answer refuses the credentials; undefined when it does not. Only `token` and a wrong clock can
 * be fixed at once.
 */
export function accessRefusal(
  answer: HttpAnswer,
  read: CocAnswer,
): 'token' | 'signature' | 'key-locked' | undefined {
  const fault = faultOf(answer, read);
  return fault === 'token' || fault === 'signature' || fault === 'key-locked' ? fault : undefined;
}

/**
 * True for an answer that names what the call has made, whatever its code says: that may exist, and must not be
 * made again. A 4xx is a refusal: what it names is something else.
 */
export function hasMade(operation: Operation, { status }: HttpAnswer, { json }: CocAnswer): boolean {
  return hundredsOf(status) !== 4 && namesCreated(operation, json);
}

function classifyFailure(failure: HttpFailure, context: CallContext): CallOutcome {
  const { reason, detail } = describe(failure);
  const told = tell(detail, context.secrets);
  if (mustNotRepeat(context.operation) && failure.sent) return { kind: 'unknown', reason, detail: told };
  return { kind: 'retry', reason, scope: 'destination', detail: told };
}

function describe({ cause, error, sent }: HttpFailure): { reason: FailureReason; detail: string } {
  const when = sent ? 'after the request was sent' : 'before anything was sent';
  switch (cause) {
    case 'interrupted':
      return { reason: 'interrupted', detail: `the call was interrupted ${when}` };
    case 'timeout':
      return { reason: 'timeout', detail: `no complete answer in time; the timeout came ${when}` };
    case 'error':
      return transportFault(error);
  }
}

function classifyAnswer(answer: HttpAnswer, read: CocAnswer, context: CallContext): CallOutcome {
  const requestId =
    read.requestId === undefined ? {} : { requestId: redact(read.requestId, context.secrets) };
  const fault = faultOf(answer, read, context);
  if (fault === undefined) return { kind: 'delivered', ...requestId };
  const detail = tell(wordsOf(answer, read), context.secrets);
  const reason = isClockSkew(fault, answer, context) ? 'clock-skew' : FAULTS[fault].reason;
  const mayHaveHappened = mustNotRepeat(context.operation) && MAY_HAVE_HAPPENED.has(fault);
  if (mayHaveHappened || hasMade(context.operation, answer, read)) return { kind: 'unknown', reason, detail };
  const { ends } = FAULTS[fault];
  if (ends === 'reject') return { kind: 'rejected', reason, detail };
  const afterMs = waitFor(fault, { answer, read, now: context.now });
  return { kind: 'retry', reason, scope: ends, ...(afterMs === undefined ? {} : { afterMs }), detail };
}

function isSuccessStatus(status: number): boolean {
  return hundredsOf(status) === 2;
}

function hundredsOf(status: number): number {
  return Math.trunc(status / 100);
}

/**
 * Finds the fault of an answer; undefined for a success. A 204 is about one call: COC documents it as the error
 * of a script, and no gateway that fails answers with it.
 */
function faultOf(
  { status }: HttpAnswer,
  read: CocAnswer,
  { answersBare }: Pick<CallContext, 'answersBare'> = {},
): Fault | undefined {
  const { code, message } = read;
  const byCode = refusalOf(code, message);
  if (isSuccessStatus(status)) {
    if (status === 204) return 'no-content';
    if (!read.json && !(answersBare && isBare(read.value))) return 'bad-response';
    return isSuccess(code) ? undefined : (byCode ?? 'refused-in-body');
  }
  if (status === 401) return byCode && isAccess(byCode) ? byCode : unauthorizedRefusal(message);
  if (status === 429) return 'throttled';
  if (status >= 500 && (byCode === 'bad-request' || byCode === 'gone')) return 'server';
  return byCode ?? faultOfStatus(status, code);
}

/** True for what stands for itself in an answer: a list, or a text such as an id. */
function isBare(value: unknown): boolean {
  return Array.isArray(value) || typeof value === 'string';
}

function isAccess(refusal: Refusal): boolean {
  return ['token', 'key-locked', 'signature', 'forbidden', 'throttled'].includes(refusal);
}

/**
 * Finds the fault by status, for an unknown code. A 4xx with a code of COC is about the entry; any other 4xx
 * comes from a gateway or proxy.
 */
function faultOfStatus(status: number, code: string | undefined): Fault {
  if (hundredsOf(status) === 5) return 'server';
  switch (status) {
    case 400:
    case 422:
      return 'bad-request';
    case 413:
    case 414:
    case 431:
    case 494:
      return 'too-large';
    case 403:
      return 'forbidden';
    case 404:
      return isServiceCode(code) ? 'gone' : 'no-such-api';
    case 408:
      return 'request-timeout';
    case 425:
      return 'too-early';
    default:
      return hundredsOf(status) === 4 && isServiceCode(code) ? 'bad-request' : 'bad-response';
  }
}

function isClockSkew(fault: Fault, answer: HttpAnswer, { signedAt }: CallContext): boolean {
  const awayMs = Math.abs(Date.parse(answer.headers.date ?? '') - (signedAt ?? Number.NaN));
  return fault === 'signature' && awayMs > SKEW_FROM_MS;
}

interface Waiting {
  readonly answer: HttpAnswer;
  readonly read: CocAnswer;
  readonly now: number;
}

/** Returns the shortest wait in ms; undefined when only the backoff decides. */
function waitFor(fault: Fault, { answer, read, now }: Waiting): number | undefined {
  const asked = retryAfterMs(answer.headers['retry-after'], now);
  switch (fault) {
    case 'token':
    case 'signature':
    case 'key-locked':
      return Math.min(Math.max(REFUSED_PAUSE_MS, asked ?? 0), LONGEST_ASKED_WAIT_MS);
    case 'server-slow':
      return Math.max(SLOW_PAUSE_MS, asked ?? 0);
    case 'throttled':
      return asked ?? throttleWindowMs(read.message);
    default:
      return asked;
  }
}

function wordsOf({ status, truncated }: HttpAnswer, { code, message, json }: CocAnswer): string {
  if (truncated) return `HTTP ${status} with an answer that is too long`;
  const said = [code, message].filter((part) => part !== undefined && part !== '').join(': ');
  if (said === '') return `HTTP ${status} without an explanation`;
  return json ? `HTTP ${status} ${said}` : `HTTP ${status} with a body that is not a JSON object: ${said}`;
}

/**
 * Makes a short line for people, without secrets. Secrets are removed before the cut, so that no part of one
 * remains.
 */
function tell(words: string, secrets: readonly Secret[]): string {
  return cutAt(redact(cleanLine(words), secrets), LONGEST_DETAIL);
}
