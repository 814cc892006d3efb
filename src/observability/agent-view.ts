import type { DestinationHealth } from '../delivery/destination-health.ts';
import type { DestinationLoad } from '../delivery/destination-state.ts';
import type { HeartbeatReading } from '../heartbeats/watch.ts';
import type { AwaitedDecision, Incident } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { DeadLetters } from '../outbox/ports/dead-letters.ts';
import type { Gap } from '../outbox/ports/gap.ts';
import type { Journal } from '../outbox/ports/journal.ts';

/** The space that the outbox uses on disk, and its limits. */
export interface DiskSpace {
  /** Bytes of the journal that hold entries which wait for delivery. */
  readonly pendingBytes: number;
  /** Limit of `pendingBytes`, in the current configuration. */
  readonly maxBytes: number;
  readonly freeBytes: number;
  /** Free bytes below which nothing new is stored. */
  readonly minFreeBytes: number;
  /** Segments of the history that were deleted early because the disk ran short. */
  readonly droppedParts: number;
}

/** The running agent as the admin listener and the metrics see it: for reading only. */
export interface AgentView {
  readonly outbox: Pick<Outbox, 'state' | 'policy' | 'oldestPendingAt' | 'history' | 'alarmsOf'>;
  readonly journal: Pick<Journal, 'sizeBytes'>;
  readonly deadLetters: Pick<DeadLetters, 'ids' | 'list' | 'get' | 'usage'>;
  /** Stored files that are missing although the agent did not delete them. */
  readonly gaps: () => readonly Gap[];
  /** True when the start found an empty data directory: the first one, or one whose content is gone. */
  readonly startedEmpty: boolean;
  /** The health of each destination, by name. Its times are monotonic ms. */
  readonly health: () => ReadonlyMap<string, DestinationHealth>;
  /** True for a destination of an integration that is gone, where nothing waits: nobody needs to know of it. */
  readonly isGone: (destination: string) => boolean;
  /** What holds back calls to each destination besides its health, by name. Times are monotonic ms. */
  readonly loads: () => ReadonlyMap<string, DestinationLoad>;
  /** The limit of attempts at the same time, for each destination. */
  readonly concurrency: () => ReadonlyMap<string, number>;
  readonly diskSpace: () => DiskSpace;
  /** Limit of entries that wait for delivery, in the current configuration. */
  readonly maxEntries: () => number;
  /** Decision that an operator is asked for about an incident; undefined when none is needed. */
  readonly awaitedDecision: (incident: Incident) => AwaitedDecision | undefined;
  /** The time by which COC's clock is ahead of ours, ms. */
  readonly clockOffsetMs: () => number;
  /** Reason why the disk takes nothing more; undefined while it has room. */
  readonly shortage: () => string | undefined;
  /** The times at which a body of each source was last stored, since the start, epoch ms. */
  readonly lastHeard: () => ReadonlyMap<string, number>;
  /** Time for which the agent has been ready, ms; undefined while it is not. */
  readonly readyMs: () => number | undefined;
  /** The reasons why new alerts are not accepted now; empty while the agent is ready. */
  readonly notReady: () => readonly string[];
  /** The state of each expected heartbeat. */
  readonly heartbeats: () => readonly HeartbeatReading[];
  /** The end of the certificate of each TLS listener, epoch ms; a file that cannot be read is left out. */
  readonly certificateEnds: () => ReadonlyMap<string, number>;
  readonly shuttingDown: () => boolean;
}
