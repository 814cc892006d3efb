import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import type { Operation } from '../operation.ts';

/** One endpoint of the emulated API. */
export interface Endpoint<Path extends string = string> {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with a name for each parameter, such as `/v1/job/scripts/{script_uuid}`. */
  readonly path: Path;
  /** The service that answers. It decides the shape of refusals; `iam-open` needs no credentials. */
  readonly service: 'coc' | 'iam' | 'iam-open';
  /** Answers a call with accepted credentials. `ids` are the decoded path parameters; one may be empty. */
  answer(call: Call, ids: IdsOf<Path>, backend: Backend): Answer;
}

/** Path parameters by their names in the path. */
export type IdsOf<Path extends string> = string extends Path
  ? Readonly<Record<string, string>>
  : { readonly [name in NamesIn<Path>]: string };

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** Defines an endpoint, whose `answer` then has the parameters of its path. */
export function endpoint<const Path extends string>(definition: Endpoint<Path>): Endpoint {
  // Only the path that names the parameters is ever matched, so that all of them are there.
  return definition as Endpoint<string>;
}
