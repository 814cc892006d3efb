import type { CallOutcome } from '../outbox/events/outcome.ts';
import { Secret } from '../settings/secret.ts';
import type { Clock } from '../time/clock.ts';
import { accessRefusal, classify, hasMade, mustNotRepeat, type Operation } from './classify.ts';
import { redact } from './clean-text.ts';
import { type ClockOffset, isWorthSigningAgain, NO_OFFSET, nextOffset } from './clock-offset.ts';
import { type CocAnswer, readCocAnswer } from './coc-answer.ts';
import { CredentialGuard } from './credential-guard.ts';
import type { Credentials } from './credentials/credentials.ts';
import { type Deadline, type DeadlineTimers, startDeadline } from './deadline.ts';
import { addressOf } from './endpoint.ts';
import type { HttpAnswer, HttpFailure, HttpMethod } from './exchange.ts';
import type { KeptRefusals } from './kept-refusals.ts';
import { type ObservedCall, observedCall } from './observed-call.ts';
import { canonicalQuery, type Query } from './sign.ts';
import type { Transport } from './transport.ts';
import { isClosedConnection } from './transport-fault.ts';

/** One call to COC, with a JSON body or without any. */
export interface CocCall {
  readonly operation: Operation;
  /** POST by default. */
  readonly method?: HttpMethod;
  /** Path without query. Each segment has only the characters `A-Z a-z 0-9 _ . ~ -`, and is neither `.` nor `..`. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Set where an answer may also be a list or a text, and not only an object. */
  readonly answersBare?: true;
  /** Set where the result is to have the text of the answer, also of a refusal. */
  readonly keepsBody?: true;
  /** Secrets in the path or the body, which must not appear in logs or outcomes. */
  readonly secrets?: readonly Secret[];
}

/**
 * Result of a call. `json` is the body of a success that is an object, and `value` that of any success. `sent` is false when
 * no request was made.
 */
export interface CallResult {
  readonly outcome: CallOutcome;
  readonly sent?: false;
  readonly status?: number;
  readonly json?: Readonly<Record<string, unknown>>;
  readonly value?: unknown;
  /** Code of the answer, such as `COC.00067003` or `APIG.0101`. */
  readonly code?: string;
  /** Text of the answer without secrets, if the call keeps it. */
  readonly body?: string;
  /** True when a connection was open, so that a server may have got the request. */
  readonly connected?: boolean;
}

/** Dependencies of a {@link CocClient}. */
export interface ClientDeps {
  readonly transport: Transport;
  /** Transport with a new connection for each call, for calls that must not be made twice. */
  readonly freshTransport: Transport;
  readonly credentials: Credentials;
  /** What is known of signatures that were refused before this process. */
  readonly refusals?: KeptRefusals | undefined;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Timers of the deadlines; by default those of this machine. */
  readonly timers?: DeadlineTimers | undefined;
  readonly onCall: (call: ObservedCall) => void;
}

/** The end of an exchange, with the content of the answer if there is one. */
type End =
  | { readonly end: HttpAnswer; readonly read: CocAnswer }
  | { readonly end: HttpFailure; readonly read: undefined };

type Attempt = End & {
  readonly headers: Readonly<Record<string, string>>;
  readonly signedAt: number;
};

type Refused = Pick<CallResult, 'outcome' | 'sent'>;

/**
 * Calls COC. One deadline limits a call as a whole: waiting for a token, connecting, and reading the answer
 * to its last byte. After refused credentials there is at most one more try, and only if the cause can be fixed,
 * an old token or a wrong clock, and nothing was made.
 */
export class CocClient {
  readonly #host: string;
  readonly #deps: ClientDeps;
  readonly #guard: CredentialGuard;
  #offset: ClockOffset = NO_OFFSET;

  constructor(endpoint: string, deps: ClientDeps) {
    this.#host = new URL(endpoint).host;
    this.#deps = deps;
    const { clock, credentials, refusals } = deps;
    const memory = refusals?.of('signature', () => {
      const { credentials: refused, scope } = credentials.identity();
      return { credentials: [addressOf(endpoint), ...refused], scope };
    });
    this.#guard = new CredentialGuard(clock, memory);
  }

  /** Makes a call. Never throws: any end is an outcome. */
  async call(call: CocCall, signal?: AbortSignal): Promise<CallResult> {
    if (!/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.~-]+)+$/.test(call.path)) return badPath();
    const { credentials, timeoutMs, timers } = this.#deps;
    const deadline = startDeadline(timeoutMs, signal, timers);
    try {
      if (deadline.signal.aborted) return { outcome: interrupted() };
      return await this.#guard.pass(credentials.version(), deadline, () => this.#tryTwice(call, deadline));
    } finally {
      deadline.stop();
    }
  }

  /** Lets the next call try refused credentials again, because an operator asks for it. */
  hurry(): void {
    this.#guard.hurry();
    this.#deps.credentials.hurry?.();
  }

  /** Difference between COC's clock and ours, as last measured and as used for signing. */
  clockOffset(): ClockOffset {
    return this.#offset;
  }

  async close(): Promise<void> {
    const { transport, freshTransport, credentials } = this.#deps;
    await Promise.all([transport.close(), freshTransport.close(), credentials.close()]);
  }

  async #tryTwice(call: CocCall, deadline: Deadline): Promise<CallResult> {
    const body = call.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(call.body));
    const first = await this.#attempt(call, body, deadline);
    if ('outcome' in first) return first;
    const worthRetrying = this.#learnFrom(first);
    const isMade = first.read !== undefined && hasMade(call.operation, first.end, first.read);
    if (!worthRetrying || isMade) return this.#resultOf(call, first);
    const second = await this.#attempt(call, body, deadline);
    // The first attempt was sent, whatever becomes of the second one.
    if ('outcome' in second) return { outcome: second.outcome };
    this.#learnFrom(second);
    return this.#resultOf(call, second);
  }

  /**
   * Sends a call once. If the connection is closed before the answer starts, as can happen to a kept
   * connection at any time, a call that is harmless when made twice is sent once more.
   */
  async #attempt(call: CocCall, body: Buffer, deadline: Deadline): Promise<Attempt | Refused> {
    const first = await this.#send(call, body, deadline);
    if ('outcome' in first || mustNotRepeat(call.operation)) return first;
    const { end } = first;
    // Stryker disable next-line ConditionalExpression: an answer has no error, so it is not a closed connection.
    if (end.kind === 'answer') return first;
    const closed = end.sent && !end.answered && isClosedConnection(end.error);
    return closed ? this.#send(call, body, deadline) : first;
  }

  async #send(call: CocCall, body: Buffer, deadline: Deadline): Promise<Attempt | Refused> {
    const { credentials, clock, onCall } = this.#deps;
    const { operation, path, query, method = 'POST' } = call;
    const transport = this.#deps[mustNotRepeat(operation) ? 'freshTransport' : 'transport'];
    const signedAt = clock.now() + this.#offset.appliedMs;
    const request = { method, host: this.#host, path, query, body };
    const allowed = await credentials.authorize(request, signedAt, deadline);
    if (allowed.kind === 'refused') return { outcome: allowed.outcome, sent: false };
    const headers = { ...allowed.headers, 'content-type': 'application/json', accept: 'application/json' };
    const startedAt = clock.monotonic();
    const end = await transport.send({ method, path: withQuery(path, query), headers, body }, deadline);
    onCall(observedCall(operation, end, clock.monotonic() - startedAt));
    return { ...endOf(end), headers: allowed.headers, signedAt };
  }

  /**
   * Updates token and clock offset from an answer. True when a next try would be authorized with another
   * token or time.
   */
  #learnFrom({ end, read, headers, signedAt }: Attempt): boolean {
    if (!read) return false;
    const { credentials, clock } = this.#deps;
    const refusal = accessRefusal(end, read);
    const refused = refusal === 'signature' && credentials.signed;
    this.#offset = nextOffset(this.#offset, { date: end.headers.date, now: clock.now(), refused });
    if (refusal === 'token') return credentials.renew(headers);
    if (!refused) return false;
    return isWorthSigningAgain(signedAt, clock.now() + this.#offset.appliedMs);
  }

  #resultOf(
    { operation, answersBare, keepsBody, secrets = [] }: CocCall,
    { end, read, headers, signedAt }: Attempt,
  ): CallResult {
    const { credentials, clock } = this.#deps;
    // The credentials no longer know a token that was just refused.
    const hidden = [...secrets, ...credentials.secrets(), new Secret(headers['x-auth-token'] ?? '')];
    const outcome = classify(end, {
      operation,
      now: clock.now(),
      read,
      ...(answersBare && { answersBare }),
      ...(credentials.signed ? { signedAt } : {}),
      secrets: hidden,
    });
    if (!read) return { outcome, connected: end.sent };
    const isDelivered = outcome.kind === 'delivered';
    const json = isDelivered ? read.json : undefined;
    return {
      ...{ outcome, status: end.status, connected: true },
      ...(json && { json }),
      ...(isDelivered && { value: read.value }),
      ...(read.code !== undefined && { code: read.code }),
      ...(keepsBody && { body: redact(end.body, hidden) }),
    };
  }
}

/** The path as it is sent, with the query as it is signed. */
function withQuery(path: string, query: Query | undefined): string {
  const text = canonicalQuery(query);
  return text === '' ? path : `${path}?${text}`;
}

function endOf(end: HttpAnswer | HttpFailure): End {
  return end.kind === 'answer' ? { end, read: readCocAnswer(end) } : { end, read: undefined };
}

function badPath(): CallResult {
  const detail =
    'not sent: the path of a call can only have letters, digits and _ . ~ -; check the integration key';
  return { outcome: { kind: 'retry', reason: 'unknown-integration', scope: 'destination', detail } };
}

function interrupted(): CallOutcome {
  return {
    kind: 'retry',
    reason: 'interrupted',
    scope: 'destination',
    detail: 'interrupted before it was sent',
  };
}
