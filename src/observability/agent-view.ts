import type { DestinationHealth } from '../delivery/destination-health.ts';
import type { HeartbeatReading } from '../heartbeats/watch.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { DeadLetters } from '../outbox/ports/dead-letters.ts';
import type { Journal } from '../outbox/ports/journal.ts';

/** The room on disk, in bytes. */
export interface Room {
  readonly pendingBytes: number;
  readonly maxBytes: number;
  readonly freeBytes: number;
  readonly minFreeBytes: number;
  /** Segments of the history that were deleted because the disk ran short. */
  readonly droppedSegments: number;
}

/** What the admin listener and the metrics see of the running agent. Everything is for reading only. */
export interface AgentView {
  readonly outbox: Pick<Outbox, 'state' | 'oldestPendingAt' | 'history'>;
  readonly journal: Pick<Journal, 'sizeBytes'>;
  readonly deadLetters: Pick<DeadLetters, 'ids' | 'list' | 'get' | 'usage'>;
  /** How each destination is, by name. Its times are monotonic ms. */
  readonly health: () => ReadonlyMap<string, DestinationHealth>;
  /** How many attempts each destination may have under way. */
  readonly concurrency: () => ReadonlyMap<string, number>;
  /** The room on disk, and its bounds. */
  readonly room: () => Room;
  /** Most entries that may wait, of the configuration in force. */
  readonly maxEntries: () => number;
  /** How far COC's clock is ahead of ours, ms. */
  readonly clockOffsetMs: () => number;
  /** Why no new alert is taken now, in words; empty while the agent is ready. */
  readonly notReady: () => readonly string[];
  /** How each heartbeat is that is waited for. */
  readonly heartbeats: () => readonly HeartbeatReading[];
  /** When the certificate of each listener with TLS ends, epoch ms; a file that can't be read has none. */
  readonly certificateEnds: () => ReadonlyMap<string, number>;
  readonly shuttingDown: () => boolean;
}
