import type { Dispatcher } from '../delivery/dispatcher.ts';
import { certificateEnds } from '../http/certificate-ends.ts';
import type { AgentView } from '../observability/agent-view.ts';
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
  readonly stopping: () => boolean;
  readonly clock: Clock;
}

/** Creates the view of the running agent for the admin listener and the metrics. */
export function createAgentView({
  current,
  storage,
  dispatcher,
  heartbeats,
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
    notReady() {
      const shortage = journal.shortOfRoom();
      return [...(stopping() ? ['shutting down'] : []), ...(shortage === undefined ? [] : [shortage])];
    },
    heartbeats: () => heartbeats.readings(),
    certificateEnds: () => certificateEnds(current.read.config.listen.tls),
    shuttingDown: stopping,
  };
}
