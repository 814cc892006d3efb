import { callApi, checkRequest } from '../../coc/calls/call-api.ts';
import type { AnswerOf, Api, RequestOf } from '../../coc/calls/define-api.ts';
import { errorOf } from './coc-failure.ts';
import type { Answered, CocSession } from './coc-session.ts';
import { type GateOptions, type Plan, passGate } from './gate.ts';

/** A change of one call. */
export interface CocChange<A extends Api> extends Omit<Plan, 'calls'> {
  readonly api: A;
  readonly request: RequestOf<A>;
  /** Command that shows whether COC did it, where its answer is lost. */
  readonly lookAt: string;
}

/**
 * Shows a change, and makes it once if the user agrees. Returns the answer of COC, or the exit code where nothing was sent.
 *
 * @throws {UsageError} when the request breaks a limit of COC.
 * @throws {Error} when COC refuses, or its answer is lost.
 */
export async function makeChange<A extends Api>(
  session: CocSession,
  { api, request, lookAt, ...plan }: CocChange<A>,
  options: GateOptions,
): Promise<Answered<AnswerOf<A>> | number> {
  const checked = checkRequest(api, request);
  if ('problems' in checked) throw errorOf({ kind: 'not-sent', problems: checked.problems });
  const code = await passGate({ ...plan, calls: [checked.call] }, options, session.signal);
  if (code !== undefined) return code;
  const result = await callApi(session.call, api, request);
  if (result.kind === 'answered') return result;
  throw errorOf(result, lookAt);
}
