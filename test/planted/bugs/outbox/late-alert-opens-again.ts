import type { lateFireWindowMs as original } from '../../../../src/outbox/policy.ts';

export * from '../../../../src/outbox/policy.ts';

export const lateFireWindowMs: typeof original = () => -1;
