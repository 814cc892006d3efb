import type { Logger } from 'pino';
import type { JournalError } from '../errors.ts';
import { heartbeatPlan } from '../heartbeats/heartbeat-plan.ts';
import { HeartbeatWatch } from '../heartbeats/watch.ts';
import { writingOf } from '../routing/writing.ts';
import type { TimerClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  readonly onFailure: (error: JournalError) => void;
}

/** The running heartbeat watch. */
export interface Heartbeats extends Pick<HeartbeatWatch, 'heard' | 'readings'> {
  /** Changes to the current configuration. */
  use(): Promise<void>;
}

/** Starts the heartbeat watch. */
export function startHeartbeats({ current, storage, log, lifecycle, clock, onFailure }: Parts): Heartbeats {
  const plan = () => heartbeatPlan(current.read.config);
  const watch = new HeartbeatWatch(
    {
      outbox: storage.outbox,
      clock,
      router: () => current.routing.router,
      policy: () => storage.outbox.policy,
      writing: () => writingOf(current.read.config),
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
