import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import type { Operation } from '../operation.ts';

/** One endpoint of the emulated API. */
export interface Endpoint {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  /** Matches the path as sent; its group `id`, if it has one, is the path parameter. */
  readonly path: RegExp;
  /** Which service answers: it decides the shape of refusals, and whether credentials are needed. */
  readonly service: 'coc' | 'iam' | 'iam-open';
  /** Answers a call whose credentials were accepted. `id` is the decoded path parameter, or empty. */
  answer(call: Call, id: string, backend: Backend): Answer;
}
