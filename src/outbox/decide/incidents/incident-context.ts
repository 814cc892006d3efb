import type { OutboxPolicy } from '../../policy.ts';

/** Input of a decision about an incident besides the ledger. */
export interface IncidentContext {
  /** Sequence number that the first event of the decision will have. */
  readonly seq: number;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
}
