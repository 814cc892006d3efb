import type { Incident } from './incident.ts';
import type { Series } from './series.ts';

/** One shard of the ledger. It holds every event up to and including `position`. */
export interface LedgerShard {
  readonly position: number;
  readonly series: readonly Series[];
  readonly incidents: readonly Incident[];
}
