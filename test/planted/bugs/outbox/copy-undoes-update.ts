import type { isBeforeUpdate as original } from '../../../../src/outbox/decide/own-order.ts';

export * from '../../../../src/outbox/decide/own-order.ts';

export const isBeforeUpdate: typeof original = () => false;
