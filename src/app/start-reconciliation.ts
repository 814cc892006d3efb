import type { Logger } from 'pino';
import type { JournalError } from '../errors.ts';
import type { Metrics } from '../observability/metrics.ts';
import { reconcilePlan } from '../reconcile/reconcile-plan.ts';
import { Reconciliation } from '../reconcile/reconciliation.ts';
import type { TimerClock } from '../time/clock.ts';
import type { ListeningGaps } from '../time/listening-gaps.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  readonly hearing: ListeningGaps;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly onFailure: (error: JournalError) => void;
}

/** Starts reconciliation. The returned `use` changes to the current configuration. */
export function startReconciliation(parts: Parts): { readonly use: () => Promise<void> } {
  const { current, storage, log, metrics, lifecycle, clock, hearing, random, onFailure } = parts;
  const { outbox, journal } = storage;
  const plan = () => reconcilePlan(current.read.config, current.routing.active);
  const hasRoom = () =>
    outbox.state.pendingCount < current.read.config.outbox.maxEntries && journal.shortOfRoom() === undefined;
  const reconciliation = new Reconciliation(
    {
      outbox,
      log,
      onFailure,
      hasRoom,
      hearableMs: (source) => hearing.hearableMs(source),
      onPass(source, result) {
        if (result === 'unreachable') metrics.reconcileFailures.inc({ source });
        else metrics.reconcileLastSuccess.set({ source }, clock.now() / 1_000);
      },
      clock,
      random,
      router: () => current.routing.router,
      policy: () => outbox.policy,
    },
    plan(),
  );
  lifecycle.onStop('reconciliation', () => reconciliation.stop());
  reconciliation.start();
  return { use: () => reconciliation.use(plan()) };
}
