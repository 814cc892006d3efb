import type { z } from 'zod';
import type { Delivered, DeliveryResult, FailedOutcome } from '../../outbox/events/outcome.ts';
import { mustNotRepeat } from '../classify.ts';
import { cutAt } from '../clean-text.ts';
import type { CallResult, CocCall } from '../client.ts';
import type { Query } from '../sign.ts';
import type { AnswerOf, Api, RequestOf } from './define-api.ts';
import { problemsOf } from './problems.ts';

/** Result of calling an API. */
export type ApiResult<Answer> =
  | {
      readonly kind: 'answered';
      readonly answer: Answer;
      /** The answer as COC gave it. */
      readonly raw: unknown;
      readonly requestId?: string;
    }
  /** COC would refuse the request, so that it was not sent: field, limit and value of each fault. */
  | { readonly kind: 'not-sent'; readonly problems: readonly string[] }
  | FailedCall;

/** A call that COC did not answer as the API promises. */
interface FailedCall {
  readonly kind: 'failed';
  readonly outcome: FailedOutcome;
  /** Set when COC took the call, and its answer lacks what the API promises. */
  readonly isUnreadable?: true;
  readonly status?: number;
  /** Code of the answer, such as `COC.00067003`. */
  readonly code?: string;
}

type Call = (call: CocCall) => Promise<CallResult>;

interface Parts {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/**
 * Calls an API of COC. A request that breaks one of its limits is not sent. An answer without what the API promises is a
 * failure; where the call may have changed something, its outcome is unknown then.
 */
export async function callApi<A extends Api>(
  call: Call,
  api: A,
  request: RequestOf<A>,
): Promise<ApiResult<AnswerOf<A>>> {
  const checked = checkRequest(api, request);
  if ('problems' in checked) return { kind: 'not-sent', problems: checked.problems };
  const result = await call(checked.call);
  const { outcome, status, code } = result;
  if (outcome.kind !== 'delivered')
    return {
      ...{ kind: 'failed', outcome },
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
    };
  const read = api.answer.safeParse(api.answersObject ? result.json : result.value);
  if (!read.success) return { kind: 'failed', outcome: unreadable(api, read.error), isUnreadable: true };
  const { requestId } = outcome;
  return {
    kind: 'answered',
    answer: read.data as AnswerOf<A>,
    raw: result.value,
    ...(requestId !== undefined && { requestId }),
  };
}

/** The delivery that an answered call was. */
export function deliveredBy<Result extends DeliveryResult>(
  { requestId }: Extract<ApiResult<unknown>, { kind: 'answered' }>,
  result: Result,
): Delivered {
  return { kind: 'delivered', ...(requestId !== undefined && { requestId }), ...result };
}

/**
 * Failure of a call as the outcome of what asked for it. A request that COC would refuse is refused for good, because it
 * will be the same next time.
 */
export function failedOutcome(result: Exclude<ApiResult<unknown>, { kind: 'answered' }>): FailedOutcome {
  if (result.kind === 'failed') return result.outcome;
  const detail = cutAt(`not sent, because COC would refuse it: ${result.problems.join('; ')}`, 512);
  return { kind: 'rejected', reason: 'bad-request', detail };
}

/**
 * Makes the call of a request that is the same each time.
 *
 * @throws {Error} when it breaks a limit of the API.
 */
export function fixedCall<A extends Api>(api: A, request: RequestOf<A>): CocCall {
  const checked = checkRequest(api, request);
  if ('problems' in checked) throw new Error(`${api.operation}: ${checked.problems.join('; ')}`);
  return checked.call;
}

/** Makes the call of a request, which is sent as it is given; its problems where it breaks a limit of the API. */
export function checkRequest<A extends Api>(
  { operation, method, path, answersObject, ...schemas }: A,
  request: RequestOf<A>,
): { readonly call: CocCall } | { readonly problems: readonly string[] } {
  const parts = request as Parts;
  const inPath = schemas.pathParameters.safeParse(parts.path);
  const query = schemas.query.safeParse(parts.query);
  const body = schemas.body.safeParse(parts.body);
  const problems = [inPath, query, body].flatMap(({ error }, at) =>
    error ? problemsOf(error, [parts.path, parts.query, parts.body][at]) : [],
  );
  if (problems.length > 0) return { problems };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(parts.path?.[name]));
  return {
    call: {
      ...{ operation, method, path: filled },
      ...(!answersObject && { answersBare: true as const }),
      ...(query.data !== undefined && { query: queryOf(query.data as NonNullable<Parts['query']>) }),
      ...(parts.body !== undefined && { body: parts.body }),
    },
  };
}

function queryOf(values: NonNullable<Parts['query']>): Query {
  const given = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [[name, typeof value === 'object' ? value : String(value)] as const];
  });
  return Object.fromEntries(given);
}

function unreadable({ operation, lacking }: Api, error: z.ZodError): FailedOutcome {
  const [first] = error.issues;
  const place = first?.path.join('.') ?? '';
  const words = place === '' ? 'the answer has an unknown form' : `the answer has no usable ${place}`;
  const detail = cutAt(lacking ?? `${operation}: ${words} (${first?.message ?? ''})`, 512);
  if (mustNotRepeat(operation)) return { kind: 'unknown', reason: 'bad-response', detail };
  return { kind: 'retry', reason: 'bad-response', scope: 'entry', detail };
}
