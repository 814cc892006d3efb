import { classify as original } from '../../../../src/coc/classify.ts';

export * from '../../../../src/coc/classify.ts';

export const classify: typeof original = (...args) => {
  const outcome = original(...args);
  const isInterrupted = outcome.kind !== 'delivered' && outcome.reason === 'interrupted';
  return isInterrupted ? { kind: 'delivered' } : outcome;
};
