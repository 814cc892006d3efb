import { judgeOutcome as original } from '../../../../src/delivery/judge-outcome.ts';

export * from '../../../../src/delivery/judge-outcome.ts';

export const judgeOutcome: typeof original = (state, ...rest) => {
  const { health } = state;
  const outcome = original(state, ...rest);
  if (outcome.kind === 'retry' && outcome.reason === 'throttled' && outcome.afterMs === undefined)
    state.health = { ...health, probing: false };
  return outcome;
};
