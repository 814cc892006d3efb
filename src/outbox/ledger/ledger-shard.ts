import type { Incident } from './incident.ts';
import type { Series } from './series.ts';

/** One shard of the ledger: it holds every event up to `position`, that one included. */
export interface LedgerShard {
  readonly position: number;
  readonly series: readonly Series[];
  readonly incidents: readonly Incident[];
}
