import type { Declare } from './declare.ts';

/** What became of the alerts in webhook bodies. */
export function alertMetrics({ counter }: Declare) {
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
    alertsUnreadTime: counter(
      'alerts_unread_time_total',
      'Alerts with a time that cannot be read; the time of receipt stands for it.',
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
