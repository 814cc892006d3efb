import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Reloaded } from '../admin/admit.ts';
import type { AlarmId, Alert } from '../alerts/alert.ts';
import type { ObservedCall } from '../coc/observed-call.ts';
import type { WayToCoc } from '../coc/open-client.ts';
import { needsRestart, startSettings } from '../config/needs-restart.ts';
import { createDeadLetterChanges, type DeadLetterChanges } from '../dead-letters/dead-letter-changes.ts';
import { nearlyFullWarning } from '../dead-letters/nearly-full-warning.ts';
import type { RefusedRetrier } from '../dead-letters/refused-retrier.ts';
import { deadLettersUnderNamesNow, sourceNamesNow } from '../dead-letters/under-names-now.ts';
import type { DeliverNow } from '../delivery/deliver-now.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { isBrokenJournal, JournalError } from '../errors.ts';
import { type BodySizes, bodySizes } from '../http/body-sizes.ts';
import { memoryLimit } from '../http/memory-limit.ts';
import { noteMemory } from '../http/note-memory.ts';
import { createIncidentDecisions, type IncidentDecisions } from '../incidents/incident-decisions.ts';
import { routeAlerts } from '../intake/route-alerts.ts';
import { takeIn } from '../intake/take-in.ts';
import type { AgentView } from '../observability/agent-view.ts';
import { beginAtZero } from '../observability/begin-at-zero.ts';
import { countGaps } from '../observability/count-gaps.ts';
import { LastHeard } from '../observability/last-heard.ts';
import { logRecord } from '../observability/log-events.ts';
import { logGaps, logRecovery } from '../observability/log-recovery.ts';
import type { Metrics } from '../observability/metrics.ts';
import { missingApplicationNotes } from '../observability/note-missing-applications.ts';
import { unreadTimeNotes } from '../observability/note-unread-times.ts';
import { observeCall } from '../observability/observe-call.ts';
import { observeRecord } from '../observability/observe-record.ts';
import { ReadyTime } from '../observability/ready-time.ts';
import type { OpenAndSettings } from '../orphans/change.ts';
import { ChangeTeller } from '../orphans/change-teller.ts';
import type { OpenAlertPage } from '../orphans/open-alert-page.ts';
import type { AskedPart } from '../orphans/read-open-alerts.ts';
import { renameSources } from '../orphans/rename-sources.ts';
import { knownSeries } from '../outbox/decide/open-identity.ts';
import type { Accepted, Receipt } from '../outbox/intake.ts';
import { incidentNumOf } from '../outbox/ledger/incident.ts';
import type { Adoption, JournalKind } from '../outbox/ports/journal-kind.ts';
import { UnsentMover } from '../outbox/unsent-mover.ts';
import type { ReadAlert, Source } from '../sources/source-port.ts';
import type { TimerClock } from '../time/clock.ts';
import { type HowHeard, ListeningGaps } from '../time/listening-gaps.ts';
import { sourceLimits } from '../webhooks/source-limits.ts';
import { warnAboutOpenSources } from '../webhooks/warn-about-open-sources.ts';
import { createAgentView, lookEachSecond } from './create-agent-view.ts';
import { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf, toldConfiguration } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';
import {
  createDispatcher,
  deliverNowOf,
  keptRefusals,
  paceOf,
  startReasserter,
  startRetries,
  watchCredentials,
} from './start-delivery.ts';
import { startHeartbeats } from './start-heartbeats.ts';
import { startIncidents } from './start-incidents.ts';
import { startReconciliation } from './start-reconciliation.ts';
import { openStorage, type Storage } from './storage.ts';

/** Time for running calls to finish when the agent stops. */
export const STOP_GRACE_MS = 5_000;

interface Surroundings {
  readonly read: ReadConfig;
  /** Absent: a copy of a data directory is refused. */
  readonly adopt?: Adoption | undefined;
  readonly journal: JournalKind;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. Default: that of this machine. */
  readonly random?: () => number;
  /** Default: the network of this machine. */
  readonly wayToCoc?: WayToCoc;
}

/** The agent without its listeners: it accepts alerts, stores them, and delivers them. */
export interface Agent {
  readonly view: AgentView;
  readonly dispatcher: Dispatcher;
  readonly deadLetters: DeadLetterChanges;
  readonly incidents: IncidentDecisions;
  readonly deliverNow: DeliverNow;
  /** Resolves with an error when nothing can be stored any more. The process must then end. */
  readonly failed: Promise<Error>;
  /** The fingerprint of the current configuration. */
  configuration(): string;
  sources(): ReadonlyMap<string, Source>;
  /**
   * Stores the decisions about the alerts of one request.
   *
   * @throws {JournalError} when they cannot be stored now.
   */
  takeIn(source: Source, alerts: readonly ReadAlert[], receipt: Receipt): Promise<Accepted>;
  /** Keeps a body that could not be read as a dead letter; false when there is no room for it. */
  keepUnreadableBody(source: string, body: Buffer, detail: string): Promise<boolean>;
  /** The id that the alarm of an alert has in COC. */
  alarmIdOf(alert: Alert): AlarmId;
  /** COC's number for the incident of an alarm's episode; undefined until there is one. */
  incidentOf(alarmId: AlarmId): string | undefined;
  bodySizes(): BodySizes;
  /** The error that a sender gets while nothing new is stored; undefined at other times. */
  refusal(): JournalError | undefined;
  /** Counts a request of a source and returns 0, or returns the time that its sender should wait, ms. */
  limitSource(source: string): number;
  /** Notes how a source was heard by a request. */
  noteRequest(source: string, how: HowHeard): void;
  /** What is open or waits, and the settings that decide what becomes of it. */
  openAndSettings(): OpenAndSettings;
  /** Alarms that fire, with their last alerts, and where the configuration leads them. */
  openAlerts(asked: AskedPart): Promise<OpenAlertPage>;
  /** Stops storing new alerts. */
  stopAccepting(): void;
  /**
   * Switches to another configuration. Tells which sections need a restart, and what is open under names that are gone.
   *
   * @throws {ConfigError} when it cannot be used; the old one then stays current.
   */
  use(read: ReadConfig): Promise<Reloaded>;
}

/** Creates the agent; its dispatcher is not started yet. @throws {ConfigError} @throws {JournalError} */
export async function createAgent(surroundings: Surroundings): Promise<Agent> {
  const { read, journal, log, metrics, lifecycle, clock, random = Math.random, wayToCoc } = surroundings;
  const { failed, fail } = failure(log);
  const onCall = (call: ObservedCall) => observeCall(metrics, call);
  const refusals = keptRefusals(log, () => storage.refusals);
  const current = new CurrentConfig(read, { clock, random, wayToCoc, onCall, refusals });
  lifecycle.onStop('connections to COC', () => current.destination.current.close());
  const checkDeadLetterSpace = nearlyFullWarning(log, () => storage.deadLetters.usage());
  let retrier: RefusedRetrier | undefined;
  const opened: { storage?: Storage } = {};
  const storage = await openStorage(journal, read, {
    ...{ adopt: surroundings.adopt, clock, random, renderer: current.routing.renderer },
    onRecord(record) {
      logRecord(log, record, current.read.config.log);
      // The start itself may store a record before there is anything else.
      if (opened.storage) checkDeadLetterSpace();
      for (const event of record.events)
        if (event.type === 'entry.dead-lettered') retrier?.kept(event.deadLetter);
      observeRecord(
        metrics,
        record,
        (alarmId) => opened.storage?.outbox.state.ledger.series(alarmId)?.source,
      );
    },
    onDiskFailure: (operation) => metrics.diskFailures.inc({ operation }),
    onBackgroundError: (error) =>
      log.warn({ err: error }, 'could not tidy up the data directory; trying again later'),
  });
  opened.storage = storage;
  lifecycle.onStop('outbox', () => storage.outbox.close());
  logRecovery(log, storage.recovery, read.config.dataDir);
  const gaps = [...storage.journal.gaps(), ...storage.deadLetters.gaps()];
  logGaps(log, gaps);
  countGaps(metrics, gaps);
  // Before anything judges alarms by the names of their sources.
  await renameSources(storage.outbox, read.config.sources);
  const dispatcher = await createDispatcher({ current, storage, log, metrics, clock, random, fail });
  lifecycle.onStop('dispatcher', () => dispatcher.stop(STOP_GRACE_MS));
  watchCredentials({ current, dispatcher, log, lifecycle, clock });
  startReasserter({ storage, log, lifecycle, clock });
  const looking = startIncidents({ current, storage, log, metrics, lifecycle, clock, random });
  const hearing = new ListeningGaps(clock, () => storage.outbox.refusal() === undefined);
  hearing.use(current.routing.sources.keys());
  const reconciliation = startReconciliation({
    current,
    storage,
    log,
    metrics,
    lifecycle,
    clock,
    hearing,
    random,
    onFailure: fail,
  });
  const heartbeats = startHeartbeats({ current, storage, log, lifecycle, clock, onFailure: fail });
  const memory = memoryLimit();
  noteMemory(current.read.config.listen, memory, log);
  warnAboutOpenSources(current.read.config.listen, current.routing.sources, log);
  beginAtZero(metrics, current.routing.sources.keys());
  const teller = new ChangeTeller({
    ...{ outbox: storage.outbox, note: storage.told, log, now: () => clock.now() },
    current: () => toldConfiguration(current, read.config.dataDir),
    salt: randomBytes(16).toString('hex'),
  });
  lifecycle.onStop('comparison of configurations', () => teller.stop());
  await storage.outbox.followDurations();
  const mover = new UnsentMover({ outbox: storage.outbox, onFailure: fail });
  lifecycle.onStop('move of unsent alarms', () => mover.stop());
  mover.begin();
  teller.started(mover.ended());
  let stopping = false;
  const { outbox } = storage;
  const deadLetters = deadLettersUnderNamesNow(storage.deadLetters, () =>
    sourceNamesNow(current.read.config.sources),
  );
  const [lastHeard, ready] = [new LastHeard(clock), new ReadyTime(clock)];
  const view = createAgentView({
    ...{ current, storage: { ...storage, deadLetters }, dispatcher, heartbeats, lastHeard, ready, clock },
    stopping: () => stopping,
  });
  lookEachSecond({ view, hearing, log, lifecycle, clock });
  const route = (source: string, alerts: readonly ReadAlert[], now: number) =>
    routeAlerts(source, alerts, { router: current.routing.router, now });
  const onTemplateErrors = (count: number) => metrics.templateErrors.inc(count);
  const noteMissingApplications = missingApplicationNotes(log, metrics, clock);
  const noteUnreadTimes = unreadTimeNotes(log, metrics, clock);
  const failWhenBroken = (error: unknown) => {
    if (isBrokenJournal(error)) fail(error);
  };
  const changing = new Set<string>();
  retrier = startRetries({ storage, changing, log, lifecycle, clock, onFailure: fail });
  return {
    dispatcher,
    deadLetters: createDeadLetterChanges({
      outbox,
      deadLetters,
      changing,
      routeAlerts: route,
      sources: () => current.routing.sources,
      sourceNamesNow: () => sourceNamesNow(current.read.config.sources),
      router: () => current.routing.router,
      now: () => clock.now(),
      onError: failWhenBroken,
    }),
    incidents: createIncidentDecisions({ outbox, ...looking, onError: failWhenBroken }),
    failed,
    deliverNow: deliverNowOf({ current, storage, dispatcher, clock }),
    view,
    configuration: () => current.read.fingerprint,
    sources: () => current.routing.sources,
    async takeIn(source, alerts, receipt) {
      const { router } = current.routing;
      try {
        const accepted = await takeIn(source.name, alerts, {
          ...{ ...receipt, outbox, router, onTemplateErrors },
          onMissingApplications: (missing) => noteMissingApplications(source.name, missing),
        });
        noteUnreadTimes(
          source.name,
          alerts.flatMap((read) => ('alert' in read ? [read.alert] : [])),
        );
        heartbeats.heard(source.name, alerts);
        lastHeard.note(source.name);
        return accepted;
      } catch (error) {
        failWhenBroken(error);
        throw error;
      }
    },
    keepUnreadableBody(source, body, detail) {
      heartbeats.heard(source, []);
      lastHeard.note(source);
      return outbox.keepUnreadableBody(source, body, detail).finally(checkDeadLetterSpace);
    },
    alarmIdOf: (alert) => knownSeries(outbox.state.ledger, alert)[0]?.alarmId ?? alert.alarmId,
    incidentOf(alarmId) {
      const { ledger } = outbox.state;
      const series = ledger.series(alarmId);
      return series && incidentNumOf(ledger.incidentOf(series));
    },
    bodySizes: () => bodySizes(memory, current.read.config.listen),
    refusal: () =>
      stopping ? new JournalError('shutting-down', 'shutting down; send it again') : outbox.refusal(),
    limitSource: sourceLimits(() => current.read.config.listen.limits, clock),
    noteRequest: (source, how) => hearing.note(source, how),
    openAndSettings: () => ({ ...teller.openAndSettings(), start: startSettings(read.config) }),
    openAlerts: (asked) => teller.openAlerts(asked),
    stopAccepting() {
      stopping = true;
    },
    async use(next) {
      const waiting = needsRestart(read.config, next.config);
      const tellChanges = teller.beforeChange();
      const switched = current.use(next);
      // At once, so that nothing new is rendered by the old one, or comes from a source before its alarms have its name.
      const isUsed = current.read === next;
      if (isUsed) outbox.usePolicy(policyOf(next, current.routing.renderer));
      await Promise.all([switched, isUsed && renameSources(outbox, next.config.sources)]);
      await outbox.followDurations();
      mover.begin();
      retrier?.reloaded();
      hearing.use(current.routing.sources.keys());
      await reconciliation.use();
      await heartbeats.use();
      beginAtZero(metrics, current.routing.sources.keys());
      dispatcher.usePace(paceOf(next));
      dispatcher.resume();
      noteMemory(current.read.config.listen, memory, log);
      warnAboutOpenSources(current.read.config.listen, current.routing.sources, log);
      await mover.ended();
      if (waiting.length > 0)
        log.warn({ sections: waiting }, 'the changes of these sections take effect after the next restart');
      return { needsRestart: waiting, ...(await tellChanges(toldConfiguration(current))) };
    },
  };
}

function failure(log: Logger): { readonly failed: Promise<Error>; readonly fail: (error: Error) => void } {
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = (error) => {
      log.error({ err: error }, 'nothing can be stored any more; the agent stops');
      resolve(error);
    };
  });
  return { failed, fail };
}
