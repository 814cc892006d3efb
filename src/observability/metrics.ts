import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The prefix of our metrics. The registry also has those of Node itself (`nodejs_`, `process_`). */
export const METRIC_PREFIX = 'coc_alarm_agent_';

/** Buckets from a fraction of a second to a long outage, in seconds. */
const LATENCIES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400];
/** Buckets of the duration of a call, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** All metrics of the agent, with their registry. Labels come from closed sets only. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Declares all metrics. The names are public: dashboards, rules and the documentation use them. */
export function createMetrics(build: { readonly version: string }) {
  const registry = new Registry();
  const declare = declarations(registry);
  const metrics = {
    registry,
    ...webhookMetrics(declare),
    ...alertMetrics(declare),
    ...entryMetrics(declare),
    ...incidentMetrics(declare),
    ...repairMetrics(declare),
    ...heartbeatMetrics(declare),
    ...outboxGauges(declare),
    ...cocMetrics(declare),
    ...agentMetrics(declare),
  };
  metrics.buildInfo.set({ version: build.version, node: process.version }, 1);
  collectDefaultMetrics({ register: registry });
  return metrics;
}

/** The sorted names of our metrics, for documents that must agree with the code. */
export function metricNames({ registry }: Pick<Metrics, 'registry'>): readonly string[] {
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  return names.filter((name) => name.startsWith(METRIC_PREFIX)).sort();
}

function declarations(registry: Registry) {
  const about = (name: string, help: string, labels: readonly string[]) => ({
    name: `${METRIC_PREFIX}${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter: (name: string, help: string, ...labels: readonly string[]) =>
      new Counter<string>(about(name, help, labels)),
    gauge: (name: string, help: string, ...labels: readonly string[]) =>
      new Gauge<string>(about(name, help, labels)),
    seconds: (name: string, help: string, ...labels: readonly string[]) =>
      new Histogram<string>({ ...about(name, help, labels), buckets: SECONDS }),
    latency: (name: string, help: string, ...labels: readonly string[]) =>
      new Histogram<string>({ ...about(name, help, labels), buckets: LATENCIES }),
  };
}

type Declare = ReturnType<typeof declarations>;

function webhookMetrics({ counter, seconds }: Declare) {
  return {
    webhookRequests: counter(
      'webhook_requests_total',
      'Webhook requests, by HTTP status of the answer; "aborted" when the sender left before the answer.',
      'source',
      'code',
    ),
    webhookDuration: seconds(
      'webhook_request_duration_seconds',
      'Time from the head of a webhook request to its answer.',
      'source',
    ),
    webhookBodyBytes: counter(
      'webhook_body_bytes_total',
      'Bytes of webhook bodies, before decompression.',
      'source',
    ),
    intakeRefused: counter(
      'intake_refused_total',
      'Webhook requests answered 503, by reason; their senders must send again.',
      'reason',
    ),
    webhookAuthFailures: counter(
      'webhook_auth_failures_total',
      'Webhook requests without valid credentials, by reason.',
      'source',
      'reason',
    ),
    webhookAuthSlowed: counter(
      'webhook_auth_slowed_total',
      'Webhook requests without valid credentials that were answered late or not at all: their address sent too many.',
    ),
  };
}

function alertMetrics({ counter }: Declare) {
  return {
    alertsReceived: counter(
      'alerts_received_total',
      'Alerts in stored webhook bodies, by status.',
      'source',
      'status',
    ),
    alerts: counter('alerts_total', 'Alerts, by outcome.', 'source', 'outcome'),
    alertsDropped: counter(
      'alerts_dropped_total',
      'Alerts that were recorded and not sent, by reason.',
      'source',
      'reason',
    ),
    alertsUnknownSeverity: counter(
      'alerts_unknown_severity_total',
      'Alerts whose severity is missing or not in the severity map; their level is Major.',
      'source',
    ),
    alertsWithoutApplication: counter(
      'alerts_without_application_total',
      'Alerts without an application id, by what COC got instead: the default id, or none.',
      'source',
      'substitute',
    ),
    templateErrors: counter(
      'template_errors_total',
      'Failed templates, for which the built-in value was used.',
    ),
  };
}

function entryMetrics({ counter, seconds, latency }: Declare) {
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

function incidentMetrics({ counter, gauge }: Declare) {
  return {
    incidentsRequested: counter('incidents_requested_total', 'Incidents requested for alarms.'),
    incidentsOpened: counter('incidents_opened_total', 'Incidents that COC opened.'),
    incidentsFailed: counter('incidents_failed_total', 'Incidents that COC refused to open.'),
    incidentsSkipped: counter(
      'incidents_skipped_total',
      'Incidents that were not opened because they were no longer needed, by reason.',
      'reason',
    ),
    incidentsJoined: counter(
      'incidents_joined_total',
      'Alarms that joined an existing incident, by reason.',
      'reason',
    ),
    incidentsMoved: counter(
      'incidents_moved_total',
      'Changes of state of incidents in COC, by new state and by who made them: agent or person.',
      'state',
      'by',
    ),
    incidentsLeftAlone: counter(
      'incidents_left_alone_total',
      'Incidents left open after their alarms ended, because a person works on them.',
    ),
    incidentsDecided: counter(
      'incidents_decided_total',
      'Decisions of operators about incidents: opened or again where the outcome was unknown, kept where COC had opened two.',
      'choice',
    ),
    incidentsDoubled: counter('incidents_doubled_total', 'Incidents that COC opened more than once.'),
    incidentsAwaitingDecision: gauge(
      'incidents_awaiting_decision',
      'Incidents that wait for an operator, by reason: undecided for too long, or doubled.',
      'reason',
    ),
    incidentLookFailures: counter(
      'incident_look_failures_total',
      'Failed reads of the state of an incident; each is tried again later.',
    ),
    warRoomsOpened: counter('war_rooms_opened_total', 'War rooms that COC opened.'),
    incidents: gauge('incidents', 'Incidents in the ledger, by state.', 'state'),
    alarms: gauge(
      'alarms',
      'Alarms that the agent keeps the state of, by state: firing or resolved.',
      'state',
    ),
  };
}

function repairMetrics({ counter, gauge }: Declare) {
  return {
    repairs: counter(
      'repairs_total',
      'Alarms that were corrected without a webhook, by reason.',
      'source',
      'reason',
    ),
    alarmsMarkedStale: counter(
      'alarms_marked_stale_total',
      'Alarms marked as stale because their source was silent about them for too long; they stay open.',
      'source',
    ),
    alarmsReasserted: counter(
      'alarms_reasserted_total',
      'Re-assertions: alarms reported again because they still fire.',
      'source',
    ),
    alarmFlaps: counter(
      'alarm_flaps_total',
      'Problems that came back while their recovery was held back.',
      'source',
    ),
    reconcileFailures: counter(
      'reconcile_failures_total',
      'Failed requests to a source for its active alerts.',
      'source',
    ),
    reconcileLastSuccess: gauge(
      'reconcile_last_success_timestamp_seconds',
      'UNIX time at which a source last returned its active alerts.',
      'source',
    ),
  };
}

function heartbeatMetrics({ gauge }: Declare) {
  return {
    heartbeatSilent: gauge(
      'heartbeat_silent',
      '1 while COC has an alarm that the heartbeat is missing, otherwise 0.',
      'source',
      'heartbeat',
    ),
    heartbeatLastHeard: gauge(
      'heartbeat_last_heard_timestamp_seconds',
      'UNIX time at which the heartbeat was last received; 0 when never since the start.',
      'source',
      'heartbeat',
    ),
  };
}

function outboxGauges({ counter, gauge }: Declare) {
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

function cocMetrics({ counter, gauge, seconds }: Declare) {
  return {
    cocRequests: counter(
      'coc_requests_total',
      'Calls to COC and IAM, by HTTP status of the answer or kind of failure.',
      'operation',
      'code',
    ),
    cocDuration: seconds('coc_request_duration_seconds', 'Duration of calls to COC and IAM.', 'operation'),
    destinationConcurrency: gauge(
      'destination_concurrency',
      'Limit of attempts at the same time; lower while the destination is throttled or slow.',
      'destination',
    ),
    destinationPaused: gauge(
      'destination_paused',
      '1 while the destination is paused because it fails, otherwise 0.',
      'destination',
    ),
    clockOffset: gauge('clock_offset_seconds', "Seconds by which COC's clock is ahead of ours."),
  };
}

function agentMetrics({ gauge }: Declare) {
  return {
    buildInfo: gauge(
      'build_info',
      'Always 1; the labels are the versions of the agent and of Node.',
      'version',
      'node',
    ),
    configReloadSuccessful: gauge(
      'config_last_reload_successful',
      '1 when the last load of the configuration succeeded, otherwise 0.',
    ),
    configReloadTime: gauge(
      'config_last_reload_success_timestamp_seconds',
      'UNIX time of the last successful load of the configuration.',
    ),
    certificateExpiry: gauge(
      'certificate_expiry_timestamp_seconds',
      'UNIX time at which the TLS certificate of the listener expires.',
      'listener',
    ),
    ready: gauge('ready', '1 while new alerts are accepted, otherwise 0.'),
    shuttingDown: gauge('shutting_down', '1 while the agent is shutting down, otherwise 0.'),
  };
}
