/** One query of a panel. SELECTOR in it stands for the labels that the variables of the dashboard choose. */
export interface PanelQuery {
  readonly expr: string;
  /** Name of a line, such as `{{source}}`; by default the instance. */
  readonly legend?: string;
}

/** One panel: a number now (`stat`), or lines over time (`lines`). */
export interface PanelPlan {
  readonly title: string;
  readonly about: string;
  readonly kind: 'stat' | 'lines';
  /** A unit of Grafana, such as `s` or `percentunit`. */
  readonly unit: string;
  readonly queries: readonly PanelQuery[];
  /** Lowest bad number. With `goodFrom`, the numbers from there on are good, and those below are bad. */
  readonly badFrom?: number;
  readonly goodFrom?: number;
}

/** A row of panels and its title. */
export interface RowPlan {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

const OURS = 'coc_alarm_agent_';

/** A metric of the agent with the labels that the dashboard's variables choose, and more. */
function metric(name: string, more = ''): string {
  return `${OURS}${name}{SELECTOR${more === '' ? '' : `, ${more}`}}`;
}

function rateBy(labels: string, name: string, more = ''): string {
  return `sum by (${labels}) (rate(${metric(name, more)}[$__rate_interval]))`;
}

function quantile(share: number, name: string, labels: string): string {
  const buckets = `rate(${metric(`${name}_bucket`)}[$__rate_interval])`;
  return `histogram_quantile(${share}, sum by (le, ${labels}) (${buckets}))`;
}

function lines(title: string, about: string, unit: string, ...queries: readonly PanelQuery[]): PanelPlan {
  return { title, about, kind: 'lines', unit, queries };
}

function stat(plan: Omit<PanelPlan, 'kind' | 'queries'> & { readonly expr: string }): PanelPlan {
  const { expr, ...rest } = plan;
  return { ...rest, kind: 'stat', queries: [{ expr }] };
}

const OLDEST = metric('outbox_oldest_entry_timestamp_seconds');
const AGE = `max((time() - ${OLDEST}) * (${OLDEST} > bool 0))`;

const HEALTH: RowPlan = {
  title: 'Is it well?',
  panels: [
    stat({
      title: 'Agents that take alerts',
      about: 'Agents whose readiness is 1. When 0, senders are answered 503.',
      unit: 'none',
      expr: `sum(${metric('ready')})`,
      goodFrom: 1,
    }),
    stat({
      title: 'Oldest waiting alarm',
      about: 'How late COC is. Minutes mean that COC, or the way to it, fails.',
      unit: 's',
      expr: AGE,
      badFrom: 600,
    }),
    stat({
      title: 'Waiting',
      about: 'Entries in the outbox.',
      unit: 'none',
      expr: `sum(${metric('outbox_entries')})`,
      badFrom: 1_000,
    }),
    stat({
      title: 'Destinations paused',
      about: 'Integrations that get nothing now because COC, or the way to it, fails.',
      unit: 'none',
      expr: `sum(${metric('destination_paused')})`,
      badFrom: 1,
    }),
    stat({
      title: 'Dead letters',
      about: 'What COC refused for good, and what could not be read. Kept; see /api/v1/dead-letters.',
      unit: 'none',
      expr: `sum(${metric('dead_letters')})`,
      badFrom: 1,
    }),
    stat({
      title: 'Current configuration',
      about: '0: the last change was faulty and was not taken over.',
      unit: 'none',
      expr: `min(${metric('config_last_reload_successful')})`,
      goodFrom: 1,
    }),
    stat({
      title: 'Configuration loaded',
      about: 'When it was loaded last.',
      unit: 'dateTimeFromNow',
      expr: `max(${metric('config_last_reload_success_timestamp_seconds')}) * 1000`,
    }),
    {
      ...stat({
        title: 'Version',
        about: 'What runs.',
        unit: 'none',
        expr: `count by (version) (${metric('build_info')})`,
      }),
      queries: [{ expr: `count by (version) (${metric('build_info')})`, legend: '{{version}}' }],
    },
  ],
};

const INTAKE: RowPlan = {
  title: 'Intake: who sends what?',
  panels: [
    lines('Alerts', 'Alerts by source and by what became of them.', 'ops', {
      expr: rateBy('source, outcome', 'alerts_total'),
      legend: '{{source}} {{outcome}}',
    }),
    lines(
      'Answers to senders',
      'Webhook requests by status. 401: wrong credentials; 503: try again.',
      'ops',
      {
        expr: rateBy('source, code', 'webhook_requests_total'),
        legend: '{{source}} {{code}}',
      },
      { expr: rateBy('reason', 'intake_refused_total'), legend: '503 for {{reason}}' },
    ),
    lines(
      'Time to answer',
      'From the head of a webhook to its answer; everything is on disk by then.',
      's',
      { expr: quantile(0.5, 'webhook_request_duration_seconds', 'source'), legend: '{{source}} p50' },
      { expr: quantile(0.99, 'webhook_request_duration_seconds', 'source'), legend: '{{source}} p99' },
    ),
    lines(
      'Not sent, and why',
      'Alerts that are recorded and not sent, and requests without valid credentials.',
      'ops',
      { expr: rateBy('source, reason', 'alerts_dropped_total'), legend: '{{source}} {{reason}}' },
      { expr: rateBy('source, reason', 'webhook_auth_failures_total'), legend: '{{source}} {{reason}}' },
      { expr: rateBy('instance', 'webhook_auth_slowed_total'), legend: 'answered slowly {{instance}}' },
    ),
  ],
};

const OUTBOX: RowPlan = {
  title: 'Outbox: is COC keeping up?',
  panels: [
    lines(
      'Waiting entries',
      'Entries, and the lanes (series) that they belong to.',
      'none',
      { expr: `sum by (instance) (${metric('outbox_entries')})`, legend: 'entries {{instance}}' },
      { expr: `sum by (instance) (${metric('outbox_lanes')})`, legend: 'lanes {{instance}}' },
    ),
    lines('Oldest waiting entry', 'How late COC is.', 's', {
      expr: `max by (instance) ((time() - ${OLDEST}) * (${OLDEST} > bool 0))`,
    }),
    lines(
      'Share of the outbox in use',
      'At 100 % senders are answered 503.',
      'percentunit',
      {
        expr: `max by (instance) (${metric('outbox_entries')} / ${metric('outbox_capacity_entries')})`,
        legend: 'entries {{instance}}',
      },
      {
        expr: `max by (instance) (${metric('outbox_pending_bytes')} / ${metric('outbox_capacity_bytes')})`,
        legend: 'bytes {{instance}}',
      },
    ),
    lines(
      'On disk',
      'The journal with its history, and the dead letters; what is free, and what must stay free.',
      'bytes',
      { expr: `sum by (instance) (${metric('outbox_bytes')})`, legend: 'journal {{instance}}' },
      { expr: `sum by (instance) (${metric('dead_letters_bytes')})`, legend: 'dead letters {{instance}}' },
      { expr: `min by (instance) (${metric('disk_free_bytes')})`, legend: 'free {{instance}}' },
      { expr: `max by (instance) (${metric('disk_min_free_bytes')})`, legend: 'reserve {{instance}}' },
    ),
    lines(
      'Failures of the disk',
      'Writes, syncs, reads and changes of names that failed, also where the journal went on in a new segment.',
      'ops',
      { expr: rateBy('operation', 'disk_failures_total'), legend: '{{operation}}' },
    ),
  ],
};

const DELIVERY: RowPlan = {
  title: 'Delivery: what does COC say?',
  panels: [
    lines(
      'Queued and delivered',
      'Two lines that part mean a growing backlog.',
      'ops',
      { expr: rateBy('kind', 'entries_queued_total'), legend: 'queued {{kind}}' },
      { expr: rateBy('kind', 'entries_delivered_total'), legend: 'delivered {{kind}}' },
      { expr: `sum(rate(${metric('entries_collapsed_total')}[$__rate_interval]))`, legend: 'collapsed' },
    ),
    lines('From the source to COC', 'Of the beginnings and ends of problems, the slowest twentieth.', 's', {
      expr: quantile(0.95, 'alarm_latency_seconds', 'source, level'),
      legend: '{{source}} {{level}}',
    }),
    lines('Attempts that failed', 'By reason; each is made again, unless it was rejected.', 'ops', {
      expr: rateBy('outcome, reason', 'attempts_total', 'outcome!="delivered"'),
      legend: '{{outcome}} {{reason}}',
    }),
    lines('Answers of COC', 'Calls to COC and IAM by HTTP status, or how they failed.', 'ops', {
      expr: rateBy('operation, code', 'coc_requests_total'),
      legend: '{{operation}} {{code}}',
    }),
    lines(
      'Duration of calls',
      'Calls to COC and IAM.',
      's',
      { expr: quantile(0.5, 'coc_request_duration_seconds', 'operation'), legend: '{{operation}} p50' },
      { expr: quantile(0.95, 'coc_request_duration_seconds', 'operation'), legend: '{{operation}} p95' },
      { expr: quantile(0.99, 'coc_request_duration_seconds', 'operation'), legend: '{{operation}} p99' },
    ),
    lines(
      'Paused and slowed destinations',
      'Paused is 1 while an integration gets nothing; at once: how many calls it stands, fewer while it is throttled.',
      'none',
      { expr: `max by (destination) (${metric('destination_paused')})`, legend: '{{destination}} paused' },
      {
        expr: `min by (destination) (${metric('destination_concurrency')})`,
        legend: '{{destination}} at once',
      },
    ),
    lines("COC's clock ahead of ours", 'Signatures are corrected for it; at 15 minutes COC refuses.', 's', {
      expr: `max by (instance) (${metric('clock_offset_seconds')})`,
    }),
  ],
};

const INCIDENTS: RowPlan = {
  title: 'Incidents and alarms',
  panels: [
    lines(
      'Incidents asked for',
      'Opened, refused by COC, or not needed any more.',
      'none',
      {
        expr: `sum(increase(${metric('incidents_requested_total')}[$__rate_interval]))`,
        legend: 'asked for',
      },
      { expr: `sum(increase(${metric('incidents_opened_total')}[$__rate_interval]))`, legend: 'opened' },
      { expr: `sum(increase(${metric('incidents_failed_total')}[$__rate_interval]))`, legend: 'refused' },
      {
        expr: `sum by (reason) (increase(${metric('incidents_skipped_total')}[$__rate_interval]))`,
        legend: 'not needed: {{reason}}',
      },
      {
        expr: `sum by (reason) (increase(${metric('incidents_joined_total')}[$__rate_interval]))`,
        legend: 'joined another: {{reason}}',
      },
    ),
    lines(
      'Incidents by state',
      'undecided: the agent looks whether COC opened it. Those that wait for you: see incidents list.',
      'none',
      { expr: `sum by (state) (${metric('incidents')})`, legend: '{{state}}' },
      {
        expr: `sum by (reason) (${metric('incidents_awaiting_decision')})`,
        legend: 'waits for a decision: {{reason}}',
      },
      { expr: `sum(increase(${metric('incidents_doubled_total')}[$__rate_interval]))`, legend: 'doubled' },
      {
        expr: `sum by (level, reason) (${metric('alarms_uncovered')})`,
        legend: '{{level}} without an open one: {{reason}}',
      },
    ),
    lines(
      'What became of incidents in COC',
      'By the agent, or by people; left: over, and left to the person who works on it.',
      'none',
      {
        expr: `sum by (state, by) (increase(${metric('incidents_moved_total')}[$__rate_interval]))`,
        legend: '{{state}} by {{by}}',
      },
      {
        expr: `sum(increase(${metric('incidents_left_alone_total')}[$__rate_interval]))`,
        legend: 'left to a person',
      },
      {
        expr: `sum by (choice) (increase(${metric('incidents_decided_total')}[$__rate_interval]))`,
        legend: 'decided by an operator: {{choice}}',
      },
      {
        expr: `sum(increase(${metric('war_rooms_opened_total')}[$__rate_interval]))`,
        legend: 'war rooms opened',
      },
      {
        expr: `sum(increase(${metric('incident_look_failures_total')}[$__rate_interval]))`,
        legend: 'looks that failed',
      },
    ),
    lines('Series', 'Alarm series that the agent knows.', 'none', {
      expr: `sum by (state) (${metric('alarms')})`,
      legend: '{{state}}',
    }),
  ],
};

const DEAD_LETTERS: RowPlan = {
  title: 'Dead letters',
  panels: [
    lines('Refused for good', 'Entries that became dead letters, by reason.', 'none', {
      expr: `sum by (kind, reason) (increase(${metric('entries_dead_lettered_total')}[$__rate_interval]))`,
      legend: '{{kind}} {{reason}}',
    }),
    lines(
      'Kept and lost',
      'Dead letters that are kept; and what found no room, or was damaged or missing on disk.',
      'none',
      { expr: `sum(${metric('dead_letters')})`, legend: 'kept' },
      { expr: `sum(${metric('dead_letters_lost_total')})`, legend: 'no room' },
      { expr: `sum by (change) (${metric('dead_letters_changed_total')})`, legend: '{{change}}' },
      { expr: `sum(${metric('history_dropped_segments_total')})`, legend: 'history cut short' },
      { expr: `sum(${metric('entries_lost_total')})`, legend: 'damaged' },
      { expr: `sum(${metric('missing_files_total')})`, legend: 'missing files' },
    ),
    lines('Room in use', 'Share of outbox.deadLetters.maxBytes.', 'percentunit', {
      expr: `max by (instance) (${metric('dead_letters_bytes')} / ${metric('dead_letters_capacity_bytes')})`,
    }),
    lines(
      'Configuration to look at',
      'Templates that failed, and alerts whose severity is not in the severity map, with a time that cannot be read, or without an application id.',
      'ops',
      { expr: `sum(rate(${metric('template_errors_total')}[$__rate_interval]))`, legend: 'template errors' },
      { expr: rateBy('source', 'alerts_unknown_severity_total'), legend: 'unknown severity {{source}}' },
      { expr: rateBy('source', 'alerts_unread_time_total'), legend: 'unread time {{source}}' },
      { expr: rateBy('source', 'alerts_without_application_total'), legend: 'no application {{source}}' },
    ),
  ],
};

const RUNTIME: RowPlan = {
  title: 'Runtime',
  panels: [
    lines(
      'Memory',
      'Of the process, and of its JavaScript heap.',
      'bytes',
      { expr: 'process_resident_memory_bytes{SELECTOR}', legend: 'resident {{instance}}' },
      { expr: 'nodejs_heap_size_used_bytes{SELECTOR}', legend: 'heap {{instance}}' },
    ),
    lines('CPU', 'Cores in use.', 'none', {
      expr: 'rate(process_cpu_seconds_total{SELECTOR}[$__rate_interval])',
    }),
    lines('Event loop lag', 'The slowest hundredth: over 0.5 s the agent is short of CPU.', 's', {
      expr: 'nodejs_eventloop_lag_p99_seconds{SELECTOR}',
    }),
    lines('Open files', 'Files and connections.', 'none', { expr: 'process_open_fds{SELECTOR}' }),
  ],
};

const REPAIRS: RowPlan = {
  title: 'Repairs: what did the webhooks lose?',
  panels: [
    lines(
      'Alarms put right without a webhook',
      'missed-fire and lost-resolve: the source was asked, and knew better. stale: nothing was heard for too long.',
      'none',
      {
        expr: `sum by (source, reason) (increase(${metric('repairs_total')}[$__rate_interval]))`,
        legend: '{{source}}: {{reason}}',
      },
      {
        expr: `sum by (source) (increase(${metric('alarms_marked_stale_total')}[$__rate_interval]))`,
        legend: '{{source}}: marked as stale',
      },
    ),
    lines('Time since the source answered', 'How old our picture of each source is.', 's', {
      expr: `time() - max by (source) (${metric('reconcile_last_success_timestamp_seconds')})`,
      legend: '{{source}}',
    }),
    lines(
      'Questions that failed',
      'A source that does not answer proves nothing: nothing is put right.',
      'none',
      {
        expr: `sum by (source) (increase(${metric('reconcile_failures_total')}[$__rate_interval]))`,
        legend: '{{source}}',
      },
    ),
    lines(
      'Told again, and flapping',
      'COC hears of what still fires; a flap stays one problem.',
      'none',
      {
        expr: `sum by (source) (increase(${metric('alarms_reasserted_total')}[$__rate_interval]))`,
        legend: '{{source}}: told again',
      },
      {
        expr: `sum by (source) (increase(${metric('alarm_flaps_total')}[$__rate_interval]))`,
        legend: '{{source}}: came back',
      },
    ),
    lines('Missing heartbeats', '1 while COC is told that monitoring is silent.', 'none', {
      expr: `max by (source, heartbeat) (${metric('heartbeat_silent')})`,
      legend: '{{source}}: {{heartbeat}}',
    }),
  ],
};

/** Rows of the dashboard. The first ones answer the first questions of the person on call. */
export const DASHBOARD_ROWS: readonly RowPlan[] = [
  HEALTH,
  INTAKE,
  OUTBOX,
  DELIVERY,
  INCIDENTS,
  REPAIRS,
  DEAD_LETTERS,
  RUNTIME,
];
