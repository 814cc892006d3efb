import type { BackoffPolicy } from '../time/backoff.ts';
import type { Rate } from '../time/token-bucket.ts';

/** Limits on delivery. They may change while the agent runs. */
export interface Pace {
  /** Most attempts under way at once, over all destinations. */
  readonly concurrency: number;
  /** Most attempts a second at each destination. Without it there is no limit. */
  readonly rate?: Rate | undefined;
  /** Pauses of a destination after faults of its own. */
  readonly pause: BackoffPolicy;
}
