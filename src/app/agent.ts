import type { Logger } from 'pino';
import type { AlarmId } from '../alerts/alert.ts';
import { needsRestart } from '../config/needs-restart.ts';
import type { DeadLetterChanges } from '../dead-letters/dead-letter-changes.ts';
import { createDeadLetterChanges } from '../dead-letters/dead-letter-changes.ts';
import { letterWarning } from '../dead-letters/nearly-full-warning.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { isBrokenJournal, type JournalError } from '../errors.ts';
import { createIncidentDecisions, type IncidentDecisions } from '../incidents/incident-decisions.ts';
import { routeAlerts } from '../intake/route-alerts.ts';
import type { AgentView } from '../observability/agent-view.ts';
import { beginAtZero } from '../observability/begin-at-zero.ts';
import type { DiskOperation } from '../observability/label-values.ts';
import { logRecord, logRecovery } from '../observability/log-events.ts';
import type { Metrics } from '../observability/metrics.ts';
import { observeCall } from '../observability/observe-call.ts';
import { observeRecord } from '../observability/observe-record.ts';
import type { Accepted } from '../outbox/intake.ts';
import type { ReadAlert, Source } from '../sources/source.ts';
import type { TimerClock } from '../time/clock.ts';
import { limitsOf, sourceLimits } from '../webhooks/source-limits.ts';
import { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';
import { createDispatcher, paceOf, startReasserter, watchCredentials } from './start-delivery.ts';
import { startHeartbeats } from './start-heartbeats.ts';
import { startIncidents } from './start-incidents.ts';
import { startReconciliation } from './start-reconciliation.ts';
import { openStorage } from './storage.ts';
import { viewOn } from './view.ts';

/** Time for the calls under way to end when the agent stops. */
export const STOP_GRACE_MS = 5_000;

interface Surroundings {
  readonly read: ReadConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
}

/** The agent without its listeners. It takes alerts in, stores them, and delivers them. */
export interface Agent {
  readonly view: AgentView;
  readonly dispatcher: Dispatcher;
  readonly letters: DeadLetterChanges;
  readonly incidents: IncidentDecisions;
  /** Resolves with the error after which the agent can store nothing any more. */
  readonly failed: Promise<Error>;
  /** Fingerprint of the current configuration. */
  configuration(): string;
  sources(): ReadonlyMap<string, Source>;
  /** Stores the alerts of one request. @throws {JournalError} when they can't be stored now. */
  accept(source: Source, alerts: readonly ReadAlert[], receivedAt: number): Promise<Accepted>;
  keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean>;
  accepting(): boolean;
  /** COC's number of the incident that an alarm belongs to, once there is one. */
  incidentOf(alarmId: AlarmId): string | undefined;
  maxBodyBytes(): number;
  /** The reason why no new alerts are stored; undefined while they are. */
  refusal(): JournalError | undefined;
  /**
   * Counts a request of a source. Returns the time that its sender should wait, ms; 0 when it is taken now.
   */
  limitSource(source: string): number;
  stopAccepting(): void;
  /**
   * Changes to another configuration.
   *
   * @throws {ConfigError} when it can't be used; then the current one stays.
   */
  use(read: ReadConfig): Promise<void>;
}

/** Makes the agent. Its dispatcher is not started yet. @throws {ConfigError} @throws {JournalError} */
export async function createAgent(surroundings: Surroundings): Promise<Agent> {
  const { read, log, metrics, lifecycle, clock } = surroundings;
  const { failed, fail } = failure(log);
  const current = new CurrentConfig(read, { clock, onCall: (call) => observeCall(metrics, call) });
  lifecycle.onStop('connections to COC', () => current.destination.current.close());
  const lookAtLetters = letterWarning(log, () => storage.deadLetters.usage());
  const storage = await openStorage(read, {
    clock,
    onRecord(record) {
      logRecord(log, record);
      lookAtLetters();
      observeRecord(metrics, record, (alarmId) => storage.outbox.state.ledger.series(alarmId)?.source);
    },
    onDiskFailure: (operation: DiskOperation) => metrics.diskFailures.inc({ operation }),
    onBackgroundError: (error) =>
      log.warn({ err: error }, 'tidying up the data directory failed; it is tried again'),
  });
  lifecycle.onStop('outbox', () => storage.outbox.close());
  logRecovery(log, storage.recovery, read.config.dataDir);
  const dispatcher = createDispatcher({ current, storage, log, metrics, clock, fail });
  lifecycle.onStop('dispatcher', () => dispatcher.stop(STOP_GRACE_MS));
  watchCredentials({ current, dispatcher, log, lifecycle, clock });
  startReasserter({ current, storage, log, lifecycle, clock });
  startIncidents({ current, storage, log, metrics, lifecycle, clock });
  const reconciliation = startReconciliation({
    current,
    storage,
    log,
    metrics,
    lifecycle,
    clock,
    onFailure: fail,
  });
  const heartbeats = startHeartbeats({ current, storage, log, lifecycle, clock, onFailure: fail });
  warnAboutOpenSources(current, log);
  beginAtZero(metrics, current.routing.sources.keys());
  let stopping = false;
  const { outbox, deadLetters } = storage;
  const failWhenBroken = (error: unknown) => {
    if (isBrokenJournal(error)) fail(error);
  };
  return {
    dispatcher,
    letters: createDeadLetterChanges({
      outbox,
      deadLetters,
      routing: () => current.routing,
      now: clock.now,
      onError: failWhenBroken,
    }),
    incidents: createIncidentDecisions({ outbox, onError: failWhenBroken }),
    failed,
    view: viewOn({ current, storage, dispatcher, heartbeats, stopping: () => stopping }),
    configuration: () => current.read.fingerprint,
    sources: () => current.routing.sources,
    async accept(source, alerts, receivedAt) {
      const intake = routeAlerts(source.name, alerts, { router: current.routing.router, now: receivedAt });
      if (intake.templateErrors > 0) metrics.templateErrors.inc(intake.templateErrors);
      try {
        const accepted = await outbox.accept(intake);
        heartbeats.heard(source.name, alerts);
        return accepted;
      } catch (error) {
        failWhenBroken(error);
        throw error;
      }
    },
    keepUnreadableBody(source, body, detail) {
      heartbeats.heard(source, []);
      return outbox.keepUnreadableBody(source, body, detail).finally(lookAtLetters);
    },
    accepting: () => !stopping,
    incidentOf(alarmId) {
      const { ledger } = outbox.state;
      const series = ledger.series(alarmId);
      return series && ledger.incidentOf(series)?.incidentNum;
    },
    maxBodyBytes: () => current.read.config.listen.maxBody,
    refusal: () => outbox.refusal(),
    limitSource: sourceLimits(() => limitsOf(current.read.config.listen.limits), clock),
    stopAccepting() {
      stopping = true;
    },
    async use(next) {
      const waiting = needsRestart(current.read.config, next.config);
      await current.use(next);
      outbox.usePolicy(policyOf(next));
      await reconciliation.use();
      await heartbeats.use();
      beginAtZero(metrics, current.routing.sources.keys());
      dispatcher.usePace(paceOf(next));
      dispatcher.resume();
      warnAboutOpenSources(current, log);
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

function warnAboutOpenSources(current: CurrentConfig, log: Logger): void {
  const { host } = current.read.config.listen.webhooks;
  if (['127.0.0.1', '::1', 'localhost'].includes(host)) return;
  if (current.read.config.listen.tls.webhooks?.clientCaFile !== undefined) return;
  for (const { name, open } of current.routing.sources.values()) {
    if (open) log.warn({ source: name }, 'anybody who reaches this source can send to it; set its auth');
  }
}
