import type { TimerClock } from '../time/clock.ts';
import { sleep } from '../time/sleep.ts';
import type { ApiResult } from './calls/call-api.ts';
import { isOver, type OrderProgress } from './read-order.ts';

/** Pauses between two looks at an order, ms. Most orders are short, and a long one does not change each second. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
const GROWTH = 1.5;

type Failure = Exclude<ApiResult<never>, { kind: 'answered' }>;

/** End of following an order. */
export type FollowEnd =
  | { readonly kind: 'over'; readonly progress: OrderProgress }
  /** Nobody wants to know any more, or the deadline has passed. The order itself goes on. */
  | { readonly kind: 'left'; readonly progress: OrderProgress | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Options for following an order. */
export interface FollowOptions {
  readonly readProgress: () => Promise<ApiResult<OrderProgress>>;
  readonly clock: TimerClock;
  /** Ends the following, not the order. */
  readonly signal: AbortSignal;
  /** Called after each look. */
  readonly onProgress: (progress: OrderProgress) => void;
  /** Called when a look fails for a reason that may pass, with the pause before the next one. */
  readonly onTrouble: (detail: string, pauseMs: number) => void;
}

/**
 * Follows an order until it is over, with pauses that grow from 2 to 30 seconds and begin anew when something has changed.
 * A failure that may pass does not end it; one that stays the same, such as refused credentials or an unknown order, does.
 */
export async function followOrder(options: FollowOptions): Promise<FollowEnd> {
  const { readProgress, clock, signal, onProgress, onTrouble } = options;
  let progress: OrderProgress | undefined;
  let seen = '';
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const result = await readProgress();
    if (signal.aborted) return { kind: 'left', progress };
    let waitMs = pauseMs;
    if (result.kind === 'answered') {
      progress = result.answer;
      onProgress(progress);
      if (isOver(progress)) return { kind: 'over', progress };
      const now = JSON.stringify([progress.status, progress.batch, [...progress.counts]]);
      if (now !== seen) pauseMs = FIRST_PAUSE_MS;
      seen = now;
      waitMs = pauseMs;
    } else {
      if (!mayPass(result)) return { kind: 'failed', failure: result };
      waitMs = Math.max(pauseMs, askedMs(result));
      onTrouble(result.outcome.detail, waitMs);
    }
    pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS);
    try {
      await sleep(clock, waitMs, signal);
    } catch {
      return { kind: 'left', progress };
    }
  }
}

type CallFailure = Extract<Failure, { kind: 'failed' }>;

/** Failures of the way or of the server. Credentials are not tried again: that could lock the key. */
const PASSING: ReadonlySet<string> = new Set(['network', 'dns', 'timeout', 'server-error', 'throttled']);

function mayPass(failure: Failure): failure is CallFailure {
  return failure.kind === 'failed' && failure.outcome.kind === 'retry' && PASSING.has(failure.outcome.reason);
}

function askedMs({ outcome }: CallFailure): number {
  return outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0;
}
