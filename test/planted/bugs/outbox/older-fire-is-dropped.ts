import { judgeFire as original } from '../../../../src/outbox/decide/own-order.ts';

export * from '../../../../src/outbox/decide/own-order.ts';

export const judgeFire: typeof original = (known, alert, context) => {
  const verdict = original(known, alert, context);
  if (verdict !== 'parked' || known.state === 'tombstone' || alert.startsAt === undefined) return verdict;
  return alert.startsAt < known.startedAt - 60_000 ? 'late' : verdict;
};
