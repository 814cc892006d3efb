import { foldEvent as original } from '../../../../src/outbox/ledger/fold-event.ts';

export * from '../../../../src/outbox/ledger/fold-event.ts';

/** An incident stays quiet though an alarm of it is back. */
export const foldEvent: typeof original = (table, event, context) => {
  if (event.type !== 'incident.stirred') original(table, event, context);
};
