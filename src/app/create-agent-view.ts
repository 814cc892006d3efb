import type { Logger } from 'pino';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import { isGone } from '../delivery/is-gone.ts';
import { certificateEnds } from '../http/certificate-ends.ts';
import type { AgentView } from '../observability/agent-view.ts';
import type { LastHeard } from '../observability/last-heard.ts';
import type { ReadyTime } from '../observability/ready-time.ts';
import { awaitedDecision } from '../outbox/ledger/incident.ts';
import type { Clock, TimerClock } from '../time/clock.ts';
import type { ListeningGaps } from '../time/listening-gaps.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Heartbeats } from './start-heartbeats.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly dispatcher: Dispatcher;
  readonly heartbeats: Pick<Heartbeats, 'readings'>;
  readonly lastHeard: LastHeard;
  readonly ready: ReadyTime;
  readonly stopping: () => boolean;
  readonly clock: Clock;
}

/** Creates the view of the running agent for the admin listener and the metrics. */
export function createAgentView({
  current,
  storage,
  dispatcher,
  heartbeats,
  lastHeard,
  ready,
  stopping,
  clock,
}: Parts): AgentView {
  const { outbox, journal, deadLetters } = storage;
  return {
    outbox,
    journal,
    deadLetters,
    gaps: () => [...journal.gaps(), ...deadLetters.gaps()],
    startedEmpty: storage.recovery.start !== undefined,
    health: () => dispatcher.health(),
    isGone(destination) {
      const waitingAt = (name: string) => outbox.state.waits(clock.now()).get(name)?.entries ?? 0;
      return isGone(destination, { integrations: outbox.policy.integrations, waitingAt });
    },
    loads: () => dispatcher.loads(),
    concurrency: () => dispatcher.limits(),
    diskSpace: () => ({
      ...journal.room(),
      pendingBytes: journal.pendingBytes(),
      maxBytes: current.read.config.outbox.maxBytes,
    }),
    maxEntries: () => current.read.config.outbox.maxEntries,
    awaitedDecision: (incident) => {
      const askAfterMs = current.read.config.delivery.incidentAskAfter;
      return awaitedDecision(incident, { now: clock.now(), askAfterMs });
    },
    clockOffsetMs: () => current.destination.current.clockOffset().measuredMs,
    shortage: () => journal.shortOfRoom(),
    lastHeard: () => lastHeard.readings(),
    readyMs: () => ready.ms(),
    notReady() {
      const shortage = journal.shortOfRoom();
      const reasons = [
        ...(stopping() ? ['shutting down'] : []),
        ...(shortage === undefined ? [] : [shortage]),
      ];
      ready.note(reasons.length === 0 ? 'ready' : 'not ready');
      return reasons;
    },
    heartbeats: () => heartbeats.readings(),
    certificateEnds: () => certificateEnds(current.read.config.listen.tls),
    shuttingDown: stopping,
  };
}

/** Interval at which the agent looks at itself. */
const LOOK_MS = 1_000;

interface LookParts {
  readonly view: AgentView;
  readonly hearing: ListeningGaps;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
}

/** Looks each second whether the agent is ready, and whether it could hear, so that the time for which it was is known. */
export function lookEachSecond({ view, hearing, log, lifecycle, clock }: LookParts): void {
  view.notReady();
  const loop = new PeriodicLoop({
    clock,
    everyMs: LOOK_MS,
    round: async () => {
      hearing.look();
      view.notReady();
    },
    onError: (err) => log.warn({ err }, 'could not find out whether the agent is ready; trying again'),
  });
  loop.start();
  lifecycle.onStop('readiness watch', () => loop.stop());
}
