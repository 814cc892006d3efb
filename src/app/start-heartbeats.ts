import type { Logger } from 'pino';
import type { JournalError } from '../errors.ts';
import { heartbeatPlan } from '../heartbeats/plan.ts';
import { HeartbeatWatch } from '../heartbeats/watch.ts';
import { systemClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf } from './outbox-policy.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly onFailure: (error: JournalError) => void;
}

/** The running watch over heartbeats, as the agent uses it. */
export interface Heartbeats extends Pick<HeartbeatWatch, 'heard' | 'readings'> {
  /** Follows the configuration in force. */
  use(): Promise<void>;
}

/** Starts to wait for heartbeats. */
export function startHeartbeats({ current, storage, log, lifecycle, onFailure }: Parts): Heartbeats {
  const plan = () => heartbeatPlan(current.read.config);
  const watch = new HeartbeatWatch(
    {
      outbox: storage.outbox,
      clock: systemClock,
      router: () => current.routing.router,
      policy: () => policyOf(current.read),
      log,
      onFailure,
    },
    plan(),
  );
  lifecycle.onStop('heartbeats', () => watch.stop());
  watch.start();
  return {
    heard: (source, alerts) => watch.heard(source, alerts),
    readings: () => watch.readings(),
    use: () => watch.use(plan()),
  };
}
