import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import type { Operation } from '../operation.ts';

/** One endpoint of the emulated API. */
export interface Endpoint {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  /** Matches the path as sent. The group `id`, if present, is the path parameter. */
  readonly path: RegExp;
  /** The service that answers. It decides the shape of refusals; `iam-open` needs no credentials. */
  readonly service: 'coc' | 'iam' | 'iam-open';
  /** Answers a call with accepted credentials. `id` is the decoded path parameter, or empty. */
  answer(call: Call, id: string, backend: Backend): Answer;
}
