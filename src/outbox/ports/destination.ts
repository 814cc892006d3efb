import type { DueEntry } from '../events/entry.ts';
import type { Outcome } from '../events/outcome.ts';

/**
 * Port to the place that entries are delivered to. `deliver` never throws because of the other side: every
 * result is an Outcome. After `signal` aborts it ends soon, with reason `interrupted`: `retry` when nothing
 * was sent, `retry` or `unknown` otherwise.
 */
export interface Destination {
  deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome>;
}
