import { classify as original } from '../../../../src/coc/classify.ts';

export * from '../../../../src/coc/classify.ts';

export const classify: typeof original = (...args) => {
  const outcome = original(...args);
  if (outcome.kind !== 'retry' || outcome.reason !== 'credentials') return outcome;
  return { kind: 'rejected', reason: outcome.reason, detail: outcome.detail };
};
