import type { Logger } from 'pino';
import { KeptRefusals } from '../coc/kept-refusals.ts';
import { RefusedRetrier } from '../dead-letters/refused-retrier.ts';
import { createDeliverNow, type DeliverNow } from '../delivery/deliver-now.ts';
import { Dispatcher } from '../delivery/dispatcher.ts';
import { KeptWaits } from '../delivery/kept-waits.ts';
import type { Pace } from '../delivery/pace.ts';
import { Reasserter } from '../delivery/reasserter.ts';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import { AttemptNumbers } from '../observability/attempt-numbers.ts';
import { fullDiskWarning } from '../observability/full-disk-warning.ts';
import { logAttempt } from '../observability/log-events.ts';
import type { Metrics } from '../observability/metrics.ts';
import { observeAttempt } from '../observability/observe-attempt.ts';
import { observeLatency } from '../observability/observe-latency.ts';
import type { Note } from '../outbox/ports/note.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { ReadConfig } from './read-config.ts';
import type { Storage } from './storage.ts';

/** Interval at which the agent checks whether the credentials of COC have changed. */
const CREDENTIALS_CHECK_MS = 2_000;

interface DispatcherParts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly fail: (error: Error) => void;
}

/** Makes the dispatcher, which knows the waits that COC asked for. It is not started yet. */
export async function createDispatcher(parts: DispatcherParts): Promise<Dispatcher> {
  const { current, storage, log, metrics, clock, random, fail } = parts;
  const numbers = new AttemptNumbers();
  const waits = storage.waits && keptWaits(storage.waits, { log, clock });
  const dispatcher = new Dispatcher({
    ...(waits && { waits }),
    outbox: storage.outbox,
    destination: current.destination,
    clock,
    random,
    pace: paceOf(current.read),
    onAttempt(attempt) {
      observeAttempt(metrics, attempt);
      observeLatency(metrics, attempt, { ledger: storage.outbox.state.ledger, now: clock.now() });
      logAttempt(log, { ...attempt, number: numbers.next(attempt) }, current.read.config.log);
    },
    onFull: fullDiskWarning(log, clock),
    onError(error) {
      if (isBrokenJournal(error)) fail(error);
      else
        log.error(
          { err: error },
          `delivery met an unexpected error inside the agent; please report it: ${messageOf(error)}`,
        );
    },
  });
  if (waits) dispatcher.holdBack(await waits.recall());
  return dispatcher;
}

function keptWaits(note: Note, { log, clock }: Pick<DispatcherParts, 'log' | 'clock'>): KeptWaits {
  return new KeptWaits(note, clock, (err) =>
    log.warn({ err }, 'could not store the wait that COC asked for; a restart ends it'),
  );
}

/** Makes the memory of refused credentials. Its note is there when the storage is open, before the first call. */
export function keptRefusals(log: Logger, note: () => Note | undefined): KeptRefusals {
  const later: Note = {
    read: async () => note()?.read(),
    write: async (document) => note()?.write(document),
  };
  return new KeptRefusals(later, (err) =>
    log.warn({ err }, 'could not store whether COC refused the credentials; a restart tries them again'),
  );
}

/** Makes what tries at once, with credentials that were refused too. */
export function deliverNowOf(
  parts: Pick<DispatcherParts, 'current' | 'storage' | 'clock'> & { readonly dispatcher: Dispatcher },
): DeliverNow {
  const { current, storage, dispatcher, clock } = parts;
  const beforehand = () => current.destination.current.hurry();
  return createDeliverNow({ outbox: storage.outbox, dispatcher, now: () => clock.now(), beforehand });
}

/** The pace that a configuration asks for. A second's worth may go at once unless it says otherwise. */
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

interface CredentialsParts {
  readonly current: CurrentConfig;
  readonly dispatcher: Pick<Dispatcher, 'resume'>;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
}

/** Tries a new key at once, however long the old one has made the destination pause. */
export function watchCredentials({ current, dispatcher, log, lifecycle, clock }: CredentialsParts): void {
  let seen = current.destination.current.credentialsVersion();
  const loop = new PeriodicLoop({
    clock,
    everyMs: CREDENTIALS_CHECK_MS,
    async round() {
      const version = current.destination.current.credentialsVersion();
      if (version !== seen) dispatcher.resume();
      seen = version;
    },
    onError: (err) => log.warn({ err }, 'checking the credentials of COC failed; it is tried again'),
  });
  loop.start();
  lifecycle.onStop('credentials watch', () => loop.stop());
}

interface ReasserterParts {
  readonly storage: Storage;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
}

/** Starts to tell COC again about alarms that still fire. */
export function startReasserter({ storage, log, lifecycle, clock }: ReasserterParts): void {
  const reasserter = new Reasserter({
    outbox: storage.outbox,
    clock,
    everyMs: () => storage.outbox.policy.reassertEveryMs,
    onError: (err) =>
      log.warn({ err }, 'could not tell COC again about alarms that still fire; it is tried again'),
  });
  reasserter.start();
  lifecycle.onStop('reasserter', () => reasserter.stop());
}

interface RetriesParts {
  readonly storage: Pick<Storage, 'outbox' | 'deadLetters'>;
  /** Ids of the dead letters that are being changed, by whomever. */
  readonly changing: Set<string>;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  readonly onFailure: (error: JournalError) => void;
}

/** Starts to send again what COC refused under another configuration. */
export function startRetries({ storage, lifecycle, ...parts }: RetriesParts): RefusedRetrier {
  const retrier = new RefusedRetrier({ ...parts, outbox: storage.outbox, deadLetters: storage.deadLetters });
  lifecycle.onStop('retries of what COC refused', () => retrier.stop());
  retrier.start();
  return retrier;
}
