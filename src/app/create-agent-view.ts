import type { Dispatcher } from '../delivery/dispatcher.ts';
import { certificateEnds } from '../http/certificate-ends.ts';
import type { AgentView } from '../observability/agent-view.ts';
import type { LastHeard } from '../observability/last-heard.ts';
import type { ReadyTime } from '../observability/ready-time.ts';
import { awaitedDecision } from '../outbox/ledger/incident.ts';
import type { Clock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
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
