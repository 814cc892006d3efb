import { reasonToCancel as original } from '../../../../src/outbox/decide/incidents/cancel-needless.ts';

export * from '../../../../src/outbox/decide/incidents/cancel-needless.ts';

export const reasonToCancel: typeof original = (view, entry, policy) =>
  entry.body.kind === 'open-incident' ? undefined : original(view, entry, policy);
