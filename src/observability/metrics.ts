import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What every metric of ours begins with. Those of Node itself (`nodejs_`, `process_`) stand beside them. */
export const METRIC_PREFIX = 'coc_alarm_agent_';

/** From the beat of a source to a long outage. */
const LATENCIES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Every metric of the agent, in a registry of its own. Labels are from closed sets only. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Declares all metrics. What is here is public: dashboards, rules and the README go by these names. */
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

/** The names of all metrics of ours, sorted: for documents that must agree with the code. */
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
      'Webhook requests by source and HTTP status of the answer; "aborted": the sender left before it.',
      'source',
      'code',
    ),
    webhookDuration: seconds(
      'webhook_request_duration_seconds',
      'Time from the head of a webhook request to its answer.',
      'source',
    ),
    webhookBodyBytes: counter('webhook_body_bytes_total', 'Bytes of webhook bodies, as they came.', 'source'),
    intakeRefused: counter(
      'intake_refused_total',
      'Webhook requests that were answered 503, by reason: their senders must send again.',
      'reason',
    ),
    webhookAuthFailures: counter(
      'webhook_auth_failures_total',
      'Webhook requests without valid credentials, by reason.',
      'source',
      'reason',
    ),
  };
}

function alertMetrics({ counter }: Declare) {
  return {
    alertsReceived: counter(
      'alerts_received_total',
      'Alerts in stored webhook bodies, by what they say.',
      'source',
      'status',
    ),
    alerts: counter('alerts_total', 'Alerts by what became of them.', 'source', 'outcome'),
    alertsDropped: counter(
      'alerts_dropped_total',
      'Alerts that are recorded and not sent, by reason.',
      'source',
      'reason',
    ),
    alertsUnknownSeverity: counter(
      'alerts_unknown_severity_total',
      'Alerts whose severity is missing or not in the severity map, so that their level is Major.',
      'source',
    ),
    templateErrors: counter(
      'template_errors_total',
      'Templates that failed; the built-in value was used instead.',
    ),
  };
}

function entryMetrics({ counter, seconds, latency }: Declare) {
  return {
    alarmLatency: latency(
      'alarm_latency_seconds',
      'From the time at the source of the beginning or end of a problem to when COC took it.',
      'source',
      'level',
    ),
    entriesQueued: counter('entries_queued_total', 'Entries put into the outbox.', 'kind'),
    entriesDelivered: counter('entries_delivered_total', 'Entries that COC took.', 'kind'),
    entriesDeadLettered: counter(
      'entries_dead_lettered_total',
      'Entries that COC refused for good, by reason.',
      'kind',
      'reason',
    ),
    lettersChanged: counter(
      'dead_letters_changed_total',
      'Dead letters that operators put back or gave up.',
      'change',
    ),
    entriesCollapsed: counter(
      'entries_collapsed_total',
      'Entries that were never tried, because a later one of their series stands for them.',
    ),
    entriesLost: counter('entries_lost_total', 'Entries whose stored form is damaged: nothing was sent.'),
    attempts: counter(
      'attempts_total',
      'Attempts at delivery, by outcome and (unless delivered) reason.',
      'kind',
      'outcome',
      'reason',
    ),
    attemptDuration: seconds('attempt_duration_seconds', 'Duration of an attempt at delivery.', 'kind'),
    attemptsFailed: counter(
      'attempts_failed_total',
      'Failed attempts that are stored as such, by outcome and reason.',
      'outcome',
      'reason',
    ),
  };
}

function incidentMetrics({ counter, gauge }: Declare) {
  return {
    incidentsRequested: counter('incidents_requested_total', 'Incidents that alarms asked for.'),
    incidentsOpened: counter('incidents_opened_total', 'Incidents that COC opened.'),
    incidentsFailed: counter('incidents_failed_total', 'Incidents that COC refused.'),
    incidentsSkipped: counter(
      'incidents_skipped_total',
      'Incidents that were asked for and not needed any more, by reason.',
      'reason',
    ),
    incidentsJoined: counter(
      'incidents_joined_total',
      'Alarms that belong to an incident which another one asked for, by reason.',
      'reason',
    ),
    incidentsMoved: counter(
      'incidents_moved_total',
      'Incidents that got into a state in COC, and by whom: our agent, or a person.',
      'state',
      'by',
    ),
    incidentsLeftAlone: counter(
      'incidents_left_alone_total',
      'Incidents whose alarms are over and which are left to the person who works on them.',
    ),
    incidentsDecided: counter(
      'incidents_decided_total',
      'Incidents of unknown outcome that operators decided: opened, or asked for again.',
      'choice',
    ),
    incidentLookFailures: counter(
      'incident_look_failures_total',
      'Times that the state of an incident could not be asked for; it is asked again later.',
    ),
    warRoomsOpened: counter('war_rooms_opened_total', 'War rooms that COC opened.'),
    incidents: gauge('incidents', 'Incidents in the ledger, by state.', 'state'),
    alarms: gauge('alarms', 'Series in the ledger, by state.', 'state'),
  };
}

function repairMetrics({ counter, gauge }: Declare) {
  return {
    repairs: counter('repairs_total', 'Alarms that were put right without a webhook.', 'source', 'reason'),
    alarmsMarkedStale: counter(
      'alarms_marked_stale_total',
      'Alarms of which nothing was heard for too long, and which stay open.',
      'source',
    ),
    alarmsReasserted: counter(
      'alarms_reasserted_total',
      'Alarms of which COC is told again that they fire.',
      'source',
    ),
    alarmFlaps: counter(
      'alarm_flaps_total',
      'Problems that came back while their recovery was held back.',
      'source',
    ),
    reconcileFailures: counter(
      'reconcile_failures_total',
      'Times that a source could not be asked what is active.',
      'source',
    ),
    reconcileLastSuccess: gauge(
      'reconcile_last_success_timestamp_seconds',
      'When a source was last asked what is active, and answered, UNIX time.',
      'source',
    ),
  };
}

function heartbeatMetrics({ gauge }: Declare) {
  return {
    heartbeatSilent: gauge(
      'heartbeat_silent',
      '1 while COC is told that a heartbeat is missing.',
      'source',
      'heartbeat',
    ),
    heartbeatLastHeard: gauge(
      'heartbeat_last_heard_timestamp_seconds',
      'When a heartbeat was last heard, UNIX time; 0 when it was not since the start.',
      'source',
      'heartbeat',
    ),
  };
}

function outboxGauges({ counter, gauge }: Declare) {
  return {
    outboxEntries: gauge('outbox_entries', 'Entries that wait for their delivery.'),
    outboxLanes: gauge('outbox_lanes', 'Lanes with something in them.'),
    outboxBytes: gauge('outbox_bytes', 'Bytes of the journal on disk, history included.'),
    outboxOldestEntry: gauge(
      'outbox_oldest_entry_timestamp_seconds',
      'When the oldest waiting entry was queued, UNIX time; 0 when none waits.',
    ),
    outboxCapacity: gauge('outbox_capacity_entries', 'Most entries that may wait; beyond, senders get 503.'),
    outboxPendingBytes: gauge('outbox_pending_bytes', 'Bytes of the segments that hold waiting entries.'),
    outboxCapacityBytes: gauge('outbox_capacity_bytes', 'Most such bytes; beyond, senders get 503.'),
    diskFreeBytes: gauge('disk_free_bytes', 'Free bytes of the disk with the data directory.'),
    diskMinFreeBytes: gauge('disk_min_free_bytes', 'Free bytes that are left alone; below, senders get 503.'),
    diskFailures: counter(
      'disk_failures_total',
      'Failures of the disk with the data directory, by what it was asked for; also those that were healed.',
      'operation',
    ),
    historyDropped: counter(
      'history_dropped_segments_total',
      'Segments of the history that were deleted early because the disk ran short.',
    ),
    deadLetters: gauge('dead_letters', 'Dead letters kept.'),
    deadLettersBytes: gauge('dead_letters_bytes', 'Bytes of the dead letters kept.'),
    deadLettersCapacity: gauge('dead_letters_capacity_bytes', 'Most bytes of dead letters that are kept.'),
    deadLettersLost: counter(
      'dead_letters_lost_total',
      'Unreadable bodies and alerts that found no room among the dead letters.',
      'kind',
    ),
  };
}

function cocMetrics({ counter, gauge, seconds }: Declare) {
  return {
    cocRequests: counter(
      'coc_requests_total',
      'Calls to COC and IAM, by HTTP status of the answer, or how they failed.',
      'operation',
      'code',
    ),
    cocDuration: seconds('coc_request_duration_seconds', 'Duration of calls to COC and IAM.', 'operation'),
    destinationConcurrency: gauge(
      'destination_concurrency',
      'Attempts that a destination may have under way: fewer while it is throttled or too slow.',
      'destination',
    ),
    destinationPaused: gauge(
      'destination_paused',
      '1 while a destination is paused because of faults of its own.',
      'destination',
    ),
    clockOffset: gauge('clock_offset_seconds', "How far COC's clock is ahead of ours."),
  };
}

function agentMetrics({ gauge }: Declare) {
  return {
    buildInfo: gauge('build_info', 'Always 1; the labels tell what runs.', 'version', 'node'),
    configReloadSuccessful: gauge(
      'config_last_reload_successful',
      '1 when the last load of the configuration succeeded.',
    ),
    configReloadTime: gauge(
      'config_last_reload_success_timestamp_seconds',
      'When the configuration was loaded last, UNIX time.',
    ),
    certificateExpiry: gauge(
      'certificate_expiry_timestamp_seconds',
      'When the certificate of a listener ends, UNIX time.',
      'listener',
    ),
    ready: gauge('ready', '1 while new alerts are taken.'),
    shuttingDown: gauge('shutting_down', '1 once the agent is asked to end.'),
  };
}
