import type { KeyRing } from './auth/key-ring.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { LateCalls } from './late-calls.ts';
import type { EmulatorSettings } from './options.ts';
import type { OutcomeBook } from './orders/outcome-book.ts';
import type { PatchBook } from './patches/patch-book.ts';
import type { Sleep } from './pause.ts';
import type { People } from './people/people.ts';
import type { RequestLog } from './state/request-log.ts';
import type { Store } from './state/store.ts';

/** Everything that the endpoints, the control API and the pages share. */
export interface Backend {
  readonly settings: EmulatorSettings;
  readonly store: Store;
  readonly keys: KeyRing;
  readonly requests: RequestLog;
  readonly faults: FaultBook;
  readonly lateCalls: LateCalls;
  readonly people: People;
  readonly fleet: Fleet;
  readonly patches: PatchBook;
  readonly outcomes: OutcomeBook;
  /** Clock, epoch ms UTC. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: (line: string) => void;
}
