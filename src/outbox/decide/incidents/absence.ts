/**
 * Evidence about something that an attempt may have made in COC, gathered by looking for it since that
 * attempt ended. Times are monotonic ms, so that setting the clock shortens nothing.
 */
export interface Evidence {
  /** End of the attempt. After a start, the time of the start: the last process ended before it. */
  readonly endedAt: number;
  /** Number of looks since then, whatever they saw. */
  readonly looks: number;
  /** End of the first look that read a complete list without it; undefined before that. */
  readonly missedAt?: number;
}

/** One look, monotonic ms. */
export interface Look {
  readonly beganAt: number;
  readonly endedAt: number;
  /** True when it read a complete list. */
  readonly complete: boolean;
}

/** Rules of looking, all in ms. */
export interface LookRules {
  /** Wait before the first look. It doubles with each look. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Time after the end of an attempt during which COC may still carry it out. */
  readonly absentAfterMs: number;
  /** Time by which COC's lists may lag behind. */
  readonly listLagMs: number;
}

/** Evidence when an attempt has just ended, or the process has started. */
export function noEvidence(endedAt: number): Evidence {
  return { endedAt, looks: 0 };
}

/** Adds a look that did not find it. Pure, like all functions here. */
export function withLook(evidence: Evidence, { complete, endedAt }: Look): Evidence {
  const looks = evidence.looks + 1;
  return complete && evidence.missedAt === undefined
    ? { ...evidence, looks, missedAt: endedAt }
    : { ...evidence, looks };
}

/**
 * True when it is certainly not in COC: this look read a complete list without it, so did another one at
 * least a lag before, and the attempt ended so long ago that COC would have carried it out and would show it.
 */
export function provesAbsence(evidence: Evidence, look: Look, rules: LookRules): boolean {
  return look.complete && look.beganAt >= decisiveFrom(evidence, rules);
}

/**
 * Wait after a look that proved nothing, ms. It doubles with each look, for ever. A look that can prove the
 * absence comes no later than that is possible. When it was already possible, COC showed no complete list,
 * and is not asked more often for that.
 *
 * @param evidence - with that look
 */
export function waitForLook(evidence: Evidence, { complete, endedAt }: Look, rules: LookRules): number {
  const { firstWaitMs, longestWaitMs } = rules;
  const usual = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(evidence.looks, 30));
  const decisive = decisiveFrom(evidence, rules) - endedAt;
  const wait = complete || decisive > 0 ? Math.min(usual, decisive) : usual;
  return Math.max(1, Math.ceil(wait));
}

/** Earliest begin of a look that can prove the absence; infinite before the first complete look. */
function decisiveFrom({ endedAt, missedAt }: Evidence, rules: LookRules): number {
  const { absentAfterMs, listLagMs } = rules;
  const secondLook = missedAt ?? Number.POSITIVE_INFINITY;
  return Math.max(endedAt + absentAfterMs, secondLook) + listLagMs;
}
