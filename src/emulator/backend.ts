import type { KeyRing } from './auth/key-ring.ts';
import type { Answer, Call, Operation } from './call.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { EmulatorSettings } from './options.ts';
import type { People } from './people/people.ts';
import type { RequestLog } from './state/request-log.ts';
import type { Store } from './state/store.ts';

/** All that the endpoints, the control API and the page share. */
export interface Backend {
  readonly settings: EmulatorSettings;
  readonly store: Store;
  readonly keys: KeyRing;
  readonly requests: RequestLog;
  readonly faults: FaultBook;
  readonly people: People;
  /** Epoch ms UTC. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Lets people do what they have done by `now` (epoch ms), before anybody looks at incidents. */
export function catchUp({ people, store }: Backend, now: number): void {
  if (people.catchUp(store.incidents, now)) store.changed();
}

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
