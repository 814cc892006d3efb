import { aboutEntry, type DueEntry } from '../outbox/events/entry.ts';
import { laneOf } from '../outbox/events/entry-place.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import { afterOverload, afterSuccess } from './adaptive-limit.ts';
import { answered, faulted, scopedByOthers } from './destination-health.ts';
import type { DestinationState } from './destination-state.ts';
import type { Pace } from './pace.ts';

/** An attempt that has just ended. Times are monotonic ms. */
export interface EndedAttempt {
  readonly entry: DueEntry;
  readonly outcome: Outcome;
  readonly beganAt: number;
  readonly now: number;
}

interface Context {
  readonly pace: Pace;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/**
 * Draws both conclusions from an outcome. The outcome tells how the destination is: its state is changed
 * here. And the state of the destination tells whose fault the outcome is: the returned outcome has that
 * scope.
 */
export function judgeOutcome(
  state: DestinationState,
  attempt: EndedAttempt,
  { pace, random }: Context,
): Outcome {
  const { entry, beganAt, now } = attempt;
  const failedBeforeAt = state.failedAt.get(entry.id);
  const outcome = scopedByOthers(watchRejections(state, attempt), state.health, { beganAt, failedBeforeAt });
  if (outcome.kind === 'delivered') state.adaptive = afterSuccess(state.adaptive, pace.concurrency);
  const isSlower = isOverload(outcome) && slowDown(state, attempt);
  // Stryker disable next-line ConditionalExpression: no other kind of outcome has a scope.
  const isRetry = outcome.kind === 'retry';
  if (isRetry && outcome.scope === 'destination') {
    state.failedAt.set(entry.id, now);
    // Fewer attempts at once are enough: no pause is needed.
    if (isSlower && outcome.reason === 'throttled' && outcome.afterMs === undefined)
      state.health = { ...state.health, probing: false };
    else
      state.health = faulted(state.health, outcome, { now, beganAt, backoff: pace.pause, random: random() });
    return outcome;
  }
  state.failedAt.delete(entry.id);
  if (outcome.kind === 'delivered' || outcome.kind === 'rejected')
    state.health = answered(state.health, outcome.kind, now);
  else state.health = { ...state.health, probing: false };
  return outcome;
}

/** Turns a refusal into a fault of the destination when it refuses too many different alarms. */
function watchRejections({ rejections }: DestinationState, { entry, outcome, now }: EndedAttempt): Outcome {
  if (outcome.kind !== 'delivered' && outcome.kind !== 'rejected') return outcome;
  rejections.note(laneOf(aboutEntry(entry)), outcome.kind, now);
  if (outcome.kind === 'delivered' || !rejections.isDestinationFault()) return outcome;
  const detail = `refuses too many different alarms to be their fault: ${outcome.detail}`;
  return { kind: 'retry', reason: outcome.reason, scope: 'destination', detail };
}

function isOverload(outcome: Outcome): boolean {
  // Stryker disable next-line ConditionalExpression: what was delivered has no reason.
  const reason = outcome.kind === 'delivered' ? undefined : outcome.reason;
  return reason === 'throttled' || reason === 'timeout';
}

/** Halves the limit of attempts at once. False when it could not be lowered any more. */
function slowDown(state: DestinationState, at: EndedAttempt): boolean {
  const couldBeLower = state.adaptive.limit > 1;
  state.adaptive = afterOverload(state.adaptive, at);
  return couldBeLower;
}
