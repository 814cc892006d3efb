import type { z } from 'zod';
import type { FailedOutcome } from '../../outbox/events/outcome.ts';
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
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

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
  const { outcome } = result;
  if (outcome.kind !== 'delivered') return { kind: 'failed', outcome };
  const read = api.answer.safeParse(result.value);
  if (!read.success) return { kind: 'failed', outcome: unreadable(api, read.error) };
  const { requestId } = outcome;
  return {
    kind: 'answered',
    answer: read.data as AnswerOf<A>,
    raw: result.value,
    ...(requestId !== undefined && { requestId }),
  };
}

/** Makes the call of a request; its problems where it breaks a limit of the API. */
export function checkRequest<A extends Api>(
  { operation, method, path, ...schemas }: A,
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
      ...{ operation, method, path: filled, answersBare: true },
      ...(query.data !== undefined && { query: queryOf(query.data as NonNullable<Parts['query']>) }),
      ...(body.data !== undefined && { body: body.data }),
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

function unreadable({ operation }: Api, error: z.ZodError): FailedOutcome {
  const [first] = error.issues;
  const place = first?.path.join('.') ?? '';
  const words = place === '' ? 'the answer has an unknown form' : `the answer has no usable ${place}`;
  const detail = cutAt(`${operation}: ${words} (${first?.message ?? ''})`, 512);
  if (mustNotRepeat(operation)) return { kind: 'unknown', reason: 'bad-response', detail };
  return { kind: 'retry', reason: 'bad-response', scope: 'entry', detail };
}
