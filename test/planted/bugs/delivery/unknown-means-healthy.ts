import { answered } from '../../../../src/delivery/destination-health.ts';
import { judgeOutcome as original } from '../../../../src/delivery/judge-outcome.ts';

export * from '../../../../src/delivery/judge-outcome.ts';

export const judgeOutcome: typeof original = (state, attempt, context) => {
  const outcome = original(state, attempt, context);
  if (outcome.kind === 'unknown') state.health = answered(state.health, 'delivered', attempt.now);
  return outcome;
};
