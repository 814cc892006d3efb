import { OWN_SOURCE } from '../alerts/alert.ts';
import {
  ALERT_OUTCOMES,
  ALERT_STATUSES,
  APPLICATION_SUBSTITUTES,
  AUTH_FAILURES,
  CALL_ERRORS,
  COC_INCIDENT_STATES,
  COC_OPERATIONS,
  DEAD_LETTER_CHANGES,
  DROP_REASONS,
  ENTRY_KINDS,
  FAILED_OUTCOMES,
  FAILURE_REASONS,
  GAP_KINDS,
  INCIDENT_CHOICES,
  INTAKE_REFUSALS,
  JOIN_REASONS,
  LOSABLE_DEAD_LETTERS,
  MOVERS,
  REPAIR_REASONS,
  SKIP_REASONS,
  STORAGE_OPERATIONS,
  UNKNOWN,
  WEBHOOK_CODES,
} from './label-values.ts';
import type { Metrics } from './metrics.ts';

/**
 * Starts every counter whose labels are known at 0, so that Prometheus sees the first failure as an increase. Called with
 * the names of the configured sources after every load of the configuration. Counters that exist keep their values.
 */
export function beginAtZero(metrics: Metrics, sources: Iterable<string>): void {
  for (const kind of ENTRY_KINDS) beginKind(metrics, kind);
  for (const outcome of FAILED_OUTCOMES)
    for (const reason of FAILURE_REASONS) metrics.attemptsFailed.inc({ outcome, reason }, 0);
  for (const reason of SKIP_REASONS) metrics.incidentsSkipped.inc({ reason }, 0);
  for (const choice of INCIDENT_CHOICES) metrics.incidentsDecided.inc({ choice }, 0);
  for (const by of MOVERS)
    for (const state of COC_INCIDENT_STATES) metrics.incidentsMoved.inc({ state, by }, 0);
  for (const reason of JOIN_REASONS) metrics.incidentsJoined.inc({ reason }, 0);
  for (const reason of INTAKE_REFUSALS) metrics.intakeRefused.inc({ reason }, 0);
  for (const operation of STORAGE_OPERATIONS) metrics.diskFailures.inc({ operation }, 0);
  for (const kind of GAP_KINDS) metrics.missingFiles.inc({ kind }, 0);
  for (const change of DEAD_LETTER_CHANGES) metrics.deadLettersChanged.inc({ change }, 0);
  for (const kind of LOSABLE_DEAD_LETTERS) metrics.deadLettersLost.inc({ kind }, 0);
  for (const operation of COC_OPERATIONS)
    for (const code of ['200', ...CALL_ERRORS]) metrics.cocRequests.inc({ operation, code }, 0);
  metrics.webhookRequests.inc({ source: UNKNOWN, code: '404' }, 0);
  for (const source of sources) beginSource(metrics, source);
  for (const outcome of ALERT_OUTCOMES) metrics.alerts.inc({ source: OWN_SOURCE, outcome }, 0);
  metrics.alarmsReasserted.inc({ source: OWN_SOURCE }, 0);
}

function beginKind(metrics: Metrics, kind: string): void {
  metrics.entriesQueued.inc({ kind }, 0);
  metrics.entriesDelivered.inc({ kind }, 0);
  metrics.attempts.inc({ kind, outcome: 'delivered', reason: '' }, 0);
  for (const reason of FAILURE_REASONS) {
    metrics.entriesDeadLettered.inc({ kind, reason }, 0);
    for (const outcome of FAILED_OUTCOMES) metrics.attempts.inc({ kind, outcome, reason }, 0);
  }
}

function beginSource(metrics: Metrics, source: string): void {
  for (const code of WEBHOOK_CODES) metrics.webhookRequests.inc({ source, code }, 0);
  for (const reason of AUTH_FAILURES) metrics.webhookAuthFailures.inc({ source, reason }, 0);
  for (const status of ALERT_STATUSES) metrics.alertsReceived.inc({ source, status }, 0);
  for (const outcome of ALERT_OUTCOMES) metrics.alerts.inc({ source, outcome }, 0);
  for (const reason of DROP_REASONS) metrics.alertsDropped.inc({ source, reason }, 0);
  for (const reason of REPAIR_REASONS) metrics.repairs.inc({ source, reason }, 0);
  metrics.alarmsMarkedStale.inc({ source }, 0);
  metrics.alarmsReasserted.inc({ source }, 0);
  metrics.alarmFlaps.inc({ source }, 0);
  metrics.reconcileFailures.inc({ source }, 0);
  metrics.webhookBodyBytes.inc({ source }, 0);
  metrics.alertsUnknownSeverity.inc({ source }, 0);
  metrics.alertsUnreadTime.inc({ source }, 0);
  for (const substitute of APPLICATION_SUBSTITUTES)
    metrics.alertsWithoutApplication.inc({ source, substitute }, 0);
}
