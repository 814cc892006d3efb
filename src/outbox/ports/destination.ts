import type { DueEntry } from '../events/entry.ts';
import type { Outcome } from '../events/outcome.ts';

/**
 * Where entries are delivered to. `deliver` never throws for what the other side does: every result is an Outcome. It
 * ends soon after `signal` aborts, then with `retry` (nothing was sent) or `unknown`/`retry` with reason `interrupted`.
 */
export interface Destination {
  deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome>;
}
