import type { Declare } from './declare.ts';

/** The outbox on disk: what waits in it, its limits, and its losses. */
export function outboxMetrics({ counter, gauge }: Declare) {
  return {
    outboxEntries: gauge('outbox_entries', 'Entries that wait for delivery.'),
    outboxLanes: gauge(
      'outbox_lanes',
      'Alarms and incidents with at least one waiting entry. Each has a queue of its own, a lane, delivered in order.',
    ),
    outboxBytes: gauge('outbox_bytes', 'Bytes of the journal on disk, including the history.'),
    outboxOldestEntry: gauge(
      'outbox_oldest_entry_timestamp_seconds',
      'UNIX time at which the oldest waiting entry was queued; 0 when none waits.',
    ),
    outboxCapacity: gauge('outbox_capacity_entries', 'Limit of waiting entries; above it senders get 503.'),
    outboxPendingBytes: gauge(
      'outbox_pending_bytes',
      'Bytes of the journal segments that hold waiting entries.',
    ),
    outboxCapacityBytes: gauge(
      'outbox_capacity_bytes',
      'Limit of outbox_pending_bytes; above it senders get 503.',
    ),
    diskFreeBytes: gauge('disk_free_bytes', 'Free bytes of the disk with the data directory.'),
    diskMinFreeBytes: gauge(
      'disk_min_free_bytes',
      'Minimum of free bytes on the disk; below it senders get 503.',
    ),
    diskFailures: counter(
      'disk_failures_total',
      'Failures of the disk with the data directory, by operation, including repaired ones.',
      'operation',
    ),
    historyDropped: counter(
      'history_dropped_segments_total',
      'Segments of the history that were deleted early because the disk ran short of space.',
    ),
    startedEmpty: gauge(
      'started_empty',
      '1 when the agent began with an empty data directory: its first start, or one after which nothing of before is known.',
    ),
    missingFiles: counter(
      'missing_files_total',
      'Stored files that a start found missing, whole or in part, although the agent did not delete them. Each is counted once.',
      'kind',
    ),
    deadLetters: gauge('dead_letters', 'Dead letters that are kept.'),
    deadLettersBytes: gauge('dead_letters_bytes', 'Bytes of the dead letters that are kept.'),
    deadLettersCapacity: gauge(
      'dead_letters_capacity_bytes',
      'Limit of dead_letters_bytes; above it no further dead letter is kept.',
    ),
    deadLettersLost: counter(
      'dead_letters_lost_total',
      'Unreadable bodies and alerts that were lost because the dead letters were full.',
      'kind',
    ),
  };
}
