import type { Chance } from '../world/chance.ts';

/** Way in which a caller learns that there is no answer: at once, or by its own deadline. */
export type Silence = 'reset' | 'silence';

/**
 * Fate of one call to COC. Times are ms since it was sent.
 * - `unreached`: there is no connection, so nothing was sent.
 * - `lost`: the request was sent, and never reached COC.
 * - `answered`: COC has carried it out at `commitAt`, and its answer arrives at `answerAt`.
 * - `unanswered`: COC carries it out at `commitAt`, but the answer is lost.
 * - `refused`: an answer with an error status. With `commitAt` COC has carried it out all the same.
 */
export type Fate =
  | { readonly kind: 'unreached'; readonly how: Silence }
  | { readonly kind: 'lost'; readonly how: Silence }
  | { readonly kind: 'answered'; readonly commitAt: number; readonly answerAt: number }
  | { readonly kind: 'unanswered'; readonly commitAt: number; readonly how: Silence }
  | {
      readonly kind: 'refused';
      readonly status: 429 | 500 | 502 | 503 | 504;
      readonly commitAt?: number;
      readonly answerAt: number;
      readonly retryAfter?: number;
    };

/** Largest lateness of a call that COC carries out late, ms after it was received. */
const LATEST_COMMIT_MS = 120_000;
/** Largest lag of COC's lists, ms. */
export const LARGEST_LAG_MS = 90_000;
/** Lag of COC's lists while all is well, ms. */
export const USUAL_LAG_MS = 5_000;

/** How bad the network and COC are, from 0 (all is well) to 1. */
export interface Weather {
  /** Part of the calls that meet a fault. */
  readonly faults: number;
  /** Part of these that COC carries out late, where it may. */
  readonly late: number;
}

/** Weather in which nothing goes wrong. */
export const CALM: Weather = { faults: 0, late: 0 };

/** Time from sending a call to COC's receiving it, ms. Where order counts, no call overtakes another. */
const ORDERED_TRAVEL_MS = 1;

/**
 * Kind of a call, as far as it decides which fates are possible.
 * - `ordered`: COC carries such calls out in the order in which it receives them.
 * - `opening`: it opens something new, and may be carried out late.
 */
export type CallManner = 'ordered' | 'opening' | 'other';

/** Draws the fate of a call. */
export function drawFate(chance: Chance, { faults, late }: Weather, manner: CallManner): Fate {
  const travelMs = manner === 'ordered' ? ORDERED_TRAVEL_MS : chance.between(1, 60);
  if (!chance.happens(faults)) return { kind: 'answered', commitAt: travelMs, answerAt: travelMs * 2 };
  if (manner === 'opening' && chance.happens(late)) {
    const commitAt = chance.between(10_000, LATEST_COMMIT_MS);
    return {
      kind: 'unanswered',
      commitAt,
      how: chance.weighed([
        [1, 'reset'],
        [4, 'silence'],
      ]),
    };
  }
  const how = chance.oneOf<Silence>('reset', 'silence');
  return chance.weighed<() => Fate>([
    [2, () => ({ kind: 'unreached', how })],
    [2, () => ({ kind: 'lost', how })],
    [3, () => ({ kind: 'unanswered', commitAt: travelMs, how })],
    [2, () => slow(chance, manner === 'ordered' ? ORDERED_TRAVEL_MS : undefined)],
    [3, () => refusal(chance, travelMs)],
  ])();
}

function slow(chance: Chance, commitAt?: number): Fate {
  const answerAt = chance.between(500, 14_500);
  return { kind: 'answered', commitAt: commitAt ?? chance.between(0, answerAt), answerAt };
}

function refusal(chance: Chance, travelMs: number): Fate {
  const status = chance.oneOf(429, 500, 502, 503, 504);
  const answerAt = travelMs * 2;
  if (status === 429) return { kind: 'refused', status, answerAt, retryAfter: chance.whole(1, 10) };
  const committed = chance.happens(0.4);
  return { kind: 'refused', status, answerAt, ...(committed && { commitAt: travelMs }) };
}
