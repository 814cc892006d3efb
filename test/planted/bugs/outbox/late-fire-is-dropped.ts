import { judgeFire as original } from '../../../../src/outbox/decide/own-order.ts';

export * from '../../../../src/outbox/decide/own-order.ts';

export const judgeFire: typeof original = (...args) => {
  const verdict = original(...args);
  return verdict === 'parked' ? 'late' : verdict;
};
