import type { ObservedCall } from '../coc/observed-call.ts';
import type { EntryKind } from '../outbox/events/entry.ts';
import type { DropReason, RepairReason } from '../outbox/events/event.ts';
import type {
  CocIncidentState,
  IncidentMoved,
  IncidentSkipped,
  JoinReason,
} from '../outbox/events/incident-event.ts';
import type { FailureReason, Outcome } from '../outbox/events/outcome.ts';
import type { AwaitedDecision, Incident } from '../outbox/ledger/incident.ts';
import type { shownState } from '../outbox/ledger/series.ts';
import type { UncoveredReason } from '../outbox/ledger/uncovered.ts';
import type { GapKind } from '../outbox/ports/gap.ts';
import type { StorageOperation } from '../outbox/ports/journal-kind.ts';
import type { AuthFailure } from '../sources/source-port.ts';

/** The members of a union of strings. The compiler refuses a list that lacks a member or has another one. */
function membersOf<T extends string>(members: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(members) as T[];
}

/** The label for a value outside the closed set, such as a source that is not configured. */
export const UNKNOWN = 'unknown';

export const ENTRY_KINDS = membersOf<EntryKind>({
  'report-alarm': true,
  'open-incident': true,
  'handle-incident': true,
  'open-war-room': true,
  'remark-incident': true,
});

/** Outcomes of one alert. */
export const ALERT_OUTCOMES = ['queued', 'repeated', 'dropped', 'unreadable'] as const;

/** States of an alert on arrival. */
export const ALERT_STATUSES = ['firing', 'resolved', 'unreadable'] as const;

export const DROP_REASONS = membersOf<DropReason>({
  route: true,
  heartbeat: true,
  'info-inhibitor': true,
  discovery: true,
  paused: true,
  late: true,
  outdated: true,
  'unmatched-resolve': true,
  'refused-before': true,
});

/** Substitutes for a missing application id. */
export const APPLICATION_SUBSTITUTES = membersOf<'default' | 'none'>({ default: true, none: true });

export const FAILURE_REASONS = membersOf<FailureReason>({
  network: true,
  dns: true,
  tls: true,
  timeout: true,
  'server-error': true,
  throttled: true,
  'bad-response': true,
  credentials: true,
  forbidden: true,
  'key-locked': true,
  'clock-skew': true,
  'not-found': true,
  'unknown-integration': true,
  'bad-request': true,
  'too-large': true,
  'refused-in-body': true,
  interrupted: true,
  'lookup-unavailable': true,
  'not-listed': true,
});

/** Outcomes of an attempt that did not deliver. */
export const FAILED_OUTCOMES = membersOf<Exclude<Outcome['kind'], 'delivered'>>({
  retry: true,
  rejected: true,
  unknown: true,
});

export const AUTH_FAILURES = membersOf<AuthFailure>({
  'missing-credentials': true,
  'wrong-credentials': true,
  'missing-signature': true,
  'wrong-signature': true,
  'stale-timestamp': true,
});

export const ALARM_STATES = membersOf<ReturnType<typeof shownState>>({ firing: true, resolved: true });

export const INCIDENT_STATES = membersOf<Incident['state']>({
  requested: true,
  undecided: true,
  opened: true,
  failed: true,
  cancelled: true,
  accepted: true,
  rejected: true,
  resolved: true,
  completed: true,
  unknown: true,
});

export const COC_INCIDENT_STATES = membersOf<CocIncidentState>({
  opened: true,
  accepted: true,
  rejected: true,
  resolved: true,
  completed: true,
  unknown: true,
});

export const MOVERS = membersOf<IncidentMoved['by']>({ agent: true, person: true });

export const JOIN_REASONS = membersOf<JoinReason>({ open: true, returned: true, storm: true });

export const SKIP_REASONS = membersOf<IncidentSkipped['reason'] | 'unwanted'>({
  resolved: true,
  exists: true,
  ended: true,
  unwanted: true,
});

/** Decisions of operators about an incident of unknown outcome, or with more than one number. */
export const INCIDENT_CHOICES = ['opened', 'again', 'corrected', 'kept'] as const;

export const AWAITED_DECISIONS = membersOf<AwaitedDecision>({ undecided: true, doubled: true });

export const REPAIR_REASONS = membersOf<RepairReason>({
  'missed-fire': true,
  'missed-change': true,
  'lost-resolve': true,
  stale: true,
});

export const GAP_KINDS = membersOf<GapKind>({
  segment: true,
  records: true,
  history: true,
  ledger: true,
  inventory: true,
  'dead-letter': true,
});

/** Kinds of dead letters that are lost when there is no room for them. A refused entry stays in the outbox instead. */
export const LOSABLE_DEAD_LETTERS = ['unreadable-body', 'unreadable-alert'] as const;

/** Statuses of answers to webhook requests; `aborted` when the sender left before the answer. */
export const WEBHOOK_CODES = ['200', '400', '401', '404', '405', '413', '500', '503', 'aborted'] as const;

/** Reasons for answering a webhook request with 503. */
export const INTAKE_REFUSALS = [
  'entries',
  'bytes',
  'disk',
  'series',
  'memory',
  'rate',
  'slow',
  'unavailable',
  'shutting-down',
] as const;

/** One of {@link INTAKE_REFUSALS}. */
export type IntakeRefusal = (typeof INTAKE_REFUSALS)[number];

/** Operations on the disk. */
export const STORAGE_OPERATIONS = membersOf<StorageOperation>({
  write: true,
  sync: true,
  read: true,
  change: true,
});

/** Changes of dead letters by operators. */
export const DEAD_LETTER_CHANGES = ['redriven', 'discarded'] as const;

export const COC_OPERATIONS = membersOf<ObservedCall['operation']>({
  'report-alarm': true,
  'create-incident': true,
  'list-incidents': true,
  'get-incident': true,
  'handle-incident': true,
  'create-war-room': true,
  'list-war-rooms': true,
  'list-incident-tasks': true,
  'act-on-incident': true,
  'issue-token': true,
  'list-projects': true,
  'list-resources': true,
  'create-script': true,
  'list-scripts': true,
  'get-script': true,
  'update-script': true,
  'delete-script': true,
  'execute-script': true,
  'get-order': true,
  'list-orders': true,
  'list-order-batches': true,
  'get-order-batch': true,
  'get-order-statistics': true,
  'operate-order': true,
  'list-patch-reports': true,
  'get-patch-report': true,
  'other-read': true,
  'other-change': true,
});

/** Results of a call to COC that ended without an HTTP status. */
export const CALL_ERRORS = membersOf<NonNullable<ObservedCall['error']>>({
  timeout: true,
  interrupted: true,
  error: true,
});

export const UNCOVERED_REASONS = membersOf<UncoveredReason>({
  'not-told': true,
  'no-policy': true,
  waits: true,
  refused: true,
  closed: true,
  gone: true,
  solved: true,
  ended: true,
});
