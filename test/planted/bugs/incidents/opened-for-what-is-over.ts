import { reasonToCancel as original } from '../../../../src/outbox/decide/cancel-needless.ts';

export * from '../../../../src/outbox/decide/cancel-needless.ts';

export const reasonToCancel: typeof original = (view, entry, policy) =>
  entry.body.kind === 'open-incident' ? undefined : original(view, entry, policy);
