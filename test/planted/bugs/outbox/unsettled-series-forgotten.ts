import { isSettled as original } from '../../../../src/outbox/ledger/series.ts';

export * from '../../../../src/outbox/ledger/series.ts';

export const isSettled: typeof original = (series) => original(series) || series.state === 'resolved';
