import type { Declare } from './declare.ts';

/** Entries of the outbox, and the attempts to deliver them. */
export function entryMetrics({ counter, seconds, latency }: Declare) {
  return {
    alarmLatency: latency(
      'alarm_latency_seconds',
      'Time from the beginning or end of a problem at its source until COC took the alarm.',
      'source',
      'level',
    ),
    entriesQueued: counter('entries_queued_total', 'Entries queued in the outbox.', 'kind'),
    entriesDelivered: counter('entries_delivered_total', 'Entries that COC took.', 'kind'),
    entriesDeadLettered: counter(
      'entries_dead_lettered_total',
      'Entries that COC refused for good, by reason.',
      'kind',
      'reason',
    ),
    deadLettersChanged: counter(
      'dead_letters_changed_total',
      'Dead letters that operators redrove or discarded.',
      'change',
    ),
    entriesCollapsed: counter(
      'entries_collapsed_total',
      'Entries that were not sent because a later entry of their series replaced them.',
    ),
    entriesLost: counter(
      'entries_lost_total',
      'Entries that could not be sent because their stored record is damaged or missing. With a missing segment, at most so many.',
    ),
    attempts: counter(
      'attempts_total',
      'Attempts at delivery, by outcome and, unless delivered, reason.',
      'kind',
      'outcome',
      'reason',
    ),
    attemptDuration: seconds('attempt_duration_seconds', 'Duration of an attempt at delivery.', 'kind'),
    attemptsFailed: counter(
      'attempts_failed_total',
      'Failed attempts recorded in the journal, by outcome and reason.',
      'outcome',
      'reason',
    ),
  };
}
