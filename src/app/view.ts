import type { Dispatcher } from '../delivery/dispatcher.ts';
import { certificateEnds } from '../http/certificate-ends.ts';
import type { AgentView } from '../observability/agent-view.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Heartbeats } from './start-heartbeats.ts';
import type { Storage } from './storage.ts';

interface ViewParts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly dispatcher: Dispatcher;
  readonly heartbeats: Pick<Heartbeats, 'readings'>;
  readonly stopping: () => boolean;
}

/** The running agent, as the admin listener and the metrics see it. */
export function viewOn({ current, storage, dispatcher, heartbeats, stopping }: ViewParts): AgentView {
  const { outbox, journal, deadLetters } = storage;
  return {
    outbox,
    journal,
    deadLetters,
    health: () => dispatcher.health(),
    concurrency: () => dispatcher.limits(),
    room: () => ({
      ...journal.room(),
      pendingBytes: journal.pendingBytes(),
      maxBytes: current.read.config.outbox.maxBytes,
    }),
    maxEntries: () => current.read.config.outbox.maxEntries,
    clockOffsetMs: () => current.destination.current.clockOffset().measuredMs,
    notReady() {
      const short = journal.shortOfRoom();
      return [...(stopping() ? ['shutting down'] : []), ...(short === undefined ? [] : [short])];
    },
    heartbeats: () => heartbeats.readings(),
    certificateEnds: () => certificateEnds(current.read.config.listen.tls),
    shuttingDown: stopping,
  };
}
