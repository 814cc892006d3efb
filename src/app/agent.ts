import { setInterval } from 'node:timers';
import type { Logger } from 'pino';
import type { AlarmId } from '../alerts/alert.ts';
import { systemClock } from '../clock.ts';
import { Dispatcher } from '../delivery/dispatcher.ts';
import { JournalError, messageOf } from '../errors.ts';
import type { AgentView } from '../observability/agent-view.ts';
import { beginAtZero } from '../observability/begin-at-zero.ts';
import type { Metrics } from '../observability/metrics.ts';
import { observeAttempt } from '../observability/observe-attempt.ts';
import { observeCall } from '../observability/observe-call.ts';
import { observeRecord } from '../observability/observe-record.ts';
import type { IncidentKey } from '../outbox/entry.ts';
import type { Accepted } from '../outbox/outbox.ts';
import { Reasserter } from '../outbox/reasserter.ts';
import type { ReadAlert, Source } from '../sources/source.ts';
import { InForce } from './in-force.ts';
import { routeAlerts } from './intake.ts';
import type { Lifecycle } from './lifecycle.ts';
import { logAttempt, logRecord, logRecovery } from './log-events.ts';
import { needsRestart } from './needs-restart.ts';
import { policyOf } from './policy.ts';
import type { ReadConfig } from './read-config.ts';
import { openStorage, type Storage } from './storage.ts';

/** Calls under way get this long to end when the agent stops. */
export const STOP_GRACE_MS = 5_000;
/** How often it is looked whether a paused destination's credentials have changed. */
const CREDENTIALS_LOOK_MS = 2_000;

interface Surroundings {
  readonly read: ReadConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
}

/** The agent without its listeners: what takes alerts in, keeps them, and delivers them. */
export interface Agent {
  readonly view: AgentView;
  readonly dispatcher: Dispatcher;
  /** Resolves with the error after which nothing can be promised any more. */
  readonly failed: Promise<Error>;
  /** Fingerprint of the configuration in force. */
  configuration(): string;
  sources(): ReadonlyMap<string, Source>;
  /** Stores what becomes of the alerts of one request. @throws {JournalError} when that can't be stored now. */
  accept(source: Source, alerts: readonly ReadAlert[], receivedAt: number): Promise<Accepted>;
  keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean>;
  accepting(): boolean;
  /** COC's number of the incident of an alarm's episode, once there is one. */
  incidentOf(alarmId: AlarmId): string | undefined;
  maxBodyBytes(): number;
  stopAccepting(): void;
  /** Takes another configuration over. @throws {ConfigError} when it can't be used: then the one in force stays. */
  use(read: ReadConfig): Promise<void>;
}

/** Makes the agent; its dispatcher is not started yet. @throws {ConfigError} @throws {JournalError} */
export async function createAgent({ read, log, metrics, lifecycle }: Surroundings): Promise<Agent> {
  const { failed, fail } = failure(log);
  const inForce = new InForce(read, (call) => observeCall(metrics, call));
  lifecycle.onStop('connections to COC', () => inForce.destination.current.close());
  const storage = await openStorage(read, {
    onRecord(record) {
      logRecord(log, record);
      observeRecord(metrics, record, (alarmId) => storage.outbox.state.ledger.episode(alarmId)?.source);
    },
    onBackgroundError: (error) =>
      log.warn({ err: error }, 'tidying up the data directory failed; it is tried again'),
  });
  lifecycle.onStop('outbox', () => storage.outbox.close());
  logRecovery(log, storage.recovery, read.config.dataDir);
  const dispatcher = createDispatcher({ inForce, storage, log, metrics, fail });
  lifecycle.onStop('dispatcher', () => dispatcher.stop(STOP_GRACE_MS));
  watchCredentials(inForce, dispatcher, lifecycle);
  startReasserter({ inForce, storage, log, lifecycle });
  warnAboutOpenSources(inForce, log);
  beginAtZero(metrics, inForce.routing.sources.keys());
  let stopping = false;
  const { outbox } = storage;
  return {
    dispatcher,
    failed,
    view: viewOn({ inForce, storage, dispatcher, stopping: () => stopping }),
    configuration: () => inForce.read.fingerprint,
    sources: () => inForce.routing.sources,
    accept(source, alerts, receivedAt) {
      const intake = routeAlerts(source.name, alerts, { router: inForce.routing.router, now: receivedAt });
      if (intake.templateErrors > 0) metrics.templateErrors.inc(intake.templateErrors);
      return outbox.accept(intake).catch((error) => {
        if (error instanceof JournalError && error.code === 'journal.unavailable') fail(error);
        throw error;
      });
    },
    keepUnreadableBody: (source, body, detail) => outbox.keepUnreadableBody(source, body, detail),
    accepting: () => !stopping,
    incidentOf(alarmId) {
      const { ledger } = outbox.state;
      const episode = ledger.episode(alarmId)?.episode;
      return episode && ledger.incident(episode as string as IncidentKey)?.incidentNum;
    },
    maxBodyBytes: () => inForce.read.config.listen.maxBody,
    stopAccepting() {
      stopping = true;
    },
    async use(next) {
      const waiting = needsRestart(inForce.read.config, next.config);
      await inForce.use(next);
      outbox.usePolicy(policyOf(next));
      beginAtZero(metrics, inForce.routing.sources.keys());
      dispatcher.resume();
      warnAboutOpenSources(inForce, log);
      if (waiting.length > 0)
        log.warn({ sections: waiting }, 'changes of these sections take effect after a restart');
    },
  };
}

function failure(log: Logger): { readonly failed: Promise<Error>; readonly fail: (error: Error) => void } {
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = (error) => {
      log.error({ err: error }, 'nothing can be stored any more: stopping');
      resolve(error);
    };
  });
  return { failed, fail };
}

interface DispatcherParts {
  readonly inForce: InForce;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly fail: (error: Error) => void;
}

function createDispatcher({ inForce, storage, log, metrics, fail }: DispatcherParts): Dispatcher {
  const { concurrency, requestsPerSecond, backoff } = inForce.read.config.delivery;
  return new Dispatcher({
    outbox: storage.outbox,
    destination: inForce.destination,
    clock: systemClock,
    random: Math.random,
    concurrency,
    requestsPerSecond,
    pause: { initialMs: backoff.initial, maxMs: backoff.max },
    onAttempt(attempt) {
      observeAttempt(metrics, attempt);
      logAttempt(log, attempt);
    },
    onError(error) {
      if (error instanceof JournalError && error.code === 'journal.unavailable') fail(error);
      else log.error({ err: error }, `delivery met an error of its own: ${messageOf(error)}`);
    },
  });
}

/** A key that was replaced is tried at once, however long its predecessor had made the destination pause. */
function watchCredentials(inForce: InForce, dispatcher: Dispatcher, lifecycle: Lifecycle): void {
  let seen = inForce.destination.current.credentialsVersion();
  const timer = setInterval(() => {
    const version = inForce.destination.current.credentialsVersion();
    if (version !== seen) dispatcher.resume();
    seen = version;
  }, CREDENTIALS_LOOK_MS);
  lifecycle.onStop('credentials watch', async () => clearInterval(timer));
}

function startReasserter({ inForce, storage, log, lifecycle }: ReasserterParts): void {
  const reasserter = new Reasserter({
    outbox: storage.outbox,
    clock: systemClock,
    everyMs: () => policyOf(inForce.read).reassertEveryMs,
    onError: (err) =>
      log.warn({ err }, 'COC could not be told again of alarms that still fire; tried again later'),
  });
  reasserter.start();
  lifecycle.onStop('reasserter', () => reasserter.stop());
}

function warnAboutOpenSources(inForce: InForce, log: Logger): void {
  const { host } = inForce.read.config.listen.webhooks;
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return;
  if (inForce.read.config.listen.tls.webhooks?.clientCaFile !== undefined) return;
  for (const { name, open } of inForce.routing.sources.values()) {
    if (open) log.warn({ source: name }, 'anybody who reaches this source can send to it; set its auth');
  }
}

interface ReasserterParts extends Pick<Surroundings, 'log' | 'lifecycle'> {
  readonly inForce: InForce;
  readonly storage: Storage;
}

interface ViewParts {
  readonly inForce: InForce;
  readonly storage: Storage;
  readonly dispatcher: Dispatcher;
  readonly stopping: () => boolean;
}

function viewOn({ inForce, storage, dispatcher, stopping }: ViewParts): AgentView {
  const { outbox, journal, deadLetters } = storage;
  return {
    outbox,
    journal,
    deadLetters,
    health: () => dispatcher.health(),
    maxEntries: () => inForce.read.config.outbox.maxEntries,
    clockOffsetMs: () => inForce.destination.current.clockOffset().measuredMs,
    notReady() {
      const short = journal.shortOfRoom();
      return [...(stopping() ? ['shutting down'] : []), ...(short === undefined ? [] : [short])];
    },
    shuttingDown: stopping,
  };
}
