import type { Logger } from 'pino';
import type { JournalError } from '../errors.ts';
import type { Metrics } from '../observability/metrics.ts';
import { reconcilePlan } from '../reconcile/asking-plan.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import { systemClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf } from './outbox-policy.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly onFailure: (error: JournalError) => void;
}

/** Starts what asks the sources. Answers what follows a configuration that was read again. */
export function startReconciliation(parts: Parts): { readonly use: () => Promise<void> } {
  const { current, storage, log, metrics, lifecycle, onFailure } = parts;
  const { outbox, journal } = storage;
  const plan = () => reconcilePlan(current.read.config, current.routing.active);
  const hasRoom = () =>
    outbox.state.pendingCount < current.read.config.outbox.maxEntries && journal.shortOfRoom() === undefined;
  const reconciliation = new Reconciliation(
    {
      outbox,
      log,
      metrics,
      onFailure,
      hasRoom,
      clock: systemClock,
      random: Math.random,
      router: () => current.routing.router,
      policy: () => policyOf(current.read),
    },
    plan(),
  );
  lifecycle.onStop('reconciliation', () => reconciliation.stop());
  reconciliation.start();
  return { use: () => reconciliation.use(plan()) };
}
