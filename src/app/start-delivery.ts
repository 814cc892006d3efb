import type { Logger } from 'pino';
import { Dispatcher, type Pace } from '../delivery/dispatcher.ts';
import { Reasserter } from '../delivery/reasserter.ts';
import { isBrokenJournal, messageOf } from '../errors.ts';
import { logAttempt } from '../observability/log-events.ts';
import type { Metrics } from '../observability/metrics.ts';
import { observeAttempt } from '../observability/observe-attempt.ts';
import { observeLatency } from '../observability/observe-latency.ts';
import { systemClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';
import type { Storage } from './storage.ts';

/** How often it is looked whether a paused destination's credentials have changed. */
const CREDENTIALS_LOOK_MS = 2_000;

interface DispatcherParts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly fail: (error: Error) => void;
}

/** Makes what delivers, not started yet. */
export function createDispatcher({ current, storage, log, metrics, fail }: DispatcherParts): Dispatcher {
  return new Dispatcher({
    outbox: storage.outbox,
    destination: current.destination,
    clock: systemClock,
    random: Math.random,
    pace: paceOf(current.read),
    onAttempt(attempt) {
      observeAttempt(metrics, attempt);
      observeLatency(metrics, attempt, { ledger: storage.outbox.state.ledger, now: systemClock.now() });
      logAttempt(log, attempt);
    },
    onError(error) {
      if (isBrokenJournal(error)) fail(error);
      else log.error({ err: error }, `delivery met an error of its own: ${messageOf(error)}`);
    },
  });
}

/** How fast a configuration wants to deliver. A second's worth may go at once, unless it says otherwise. */
export function paceOf({ config }: ReadConfig): Pace {
  const { concurrency, requestsPerSecond, burst, backoff } = config.delivery;
  const rate = requestsPerSecond && {
    perSecond: requestsPerSecond,
    burst: burst ?? Math.max(1, Math.ceil(requestsPerSecond)),
  };
  return {
    concurrency,
    ...(rate && { rate }),
    pause: { initialMs: backoff.initial, maxMs: backoff.max },
  };
}

/** A key that was replaced is tried at once, however long its predecessor had made the destination pause. */
export function watchCredentials(current: CurrentConfig, dispatcher: Dispatcher, lifecycle: Lifecycle): void {
  let seen = current.destination.current.credentialsVersion();
  const timer = setInterval(() => {
    const version = current.destination.current.credentialsVersion();
    if (version !== seen) dispatcher.resume();
    seen = version;
  }, CREDENTIALS_LOOK_MS);
  lifecycle.onStop('credentials watch', async () => clearInterval(timer));
}

interface ReasserterParts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
}

/** Begins to tell COC again of what still fires. */
export function startReasserter({ current, storage, log, lifecycle }: ReasserterParts): void {
  const reasserter = new Reasserter({
    outbox: storage.outbox,
    clock: systemClock,
    everyMs: () => policyOf(current.read).reassertEveryMs,
    onError: (err) =>
      log.warn({ err }, 'COC could not be told again of alarms that still fire; tried again later'),
  });
  reasserter.start();
  lifecycle.onStop('reasserter', () => reasserter.stop());
}
