import type { ReportAlarm } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import type { UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/** Last report of an alarm, as it was read from the journal. */
export interface LastReport {
  /** Its sequence number. Absent where the alarm has none. */
  readonly seq?: number | undefined;
  /** Absent where it is no longer kept. */
  readonly body?: ReportAlarm | undefined;
}

/** The incident that an alarm asks for. `resource` is absent where nobody knows more than before. */
export type Wanted = Pick<UncoveredAlarm, 'request' | 'alert' | 'configuration' | 'textsOf'> &
  Partial<Pick<UncoveredAlarm, 'resource'>>;

/**
 * Tells what a firing alarm asks for whose incident covers nothing any more, by its last report and the configuration of
 * now. Where the report is no longer kept, it asks for what the old incident was asked for, as long as that policy is
 * there. `later`: it has another report since. Pure.
 */
export function askAnew(
  { lastAlarm, episode: own }: EpisodeSeries,
  { request, policy: name, episode: owner, textsOf = owner }: Incident,
  { report, now, policy }: Pick<IncidentContext, 'now' | 'policy'> & { readonly report: LastReport },
): Wanted | 'unwanted' | 'later' {
  if (report.seq !== lastAlarm?.seq) return 'later';
  const { renderer, configuration, incidentRules } = policy;
  const { body } = report;
  if (!body || !renderer) {
    if (!request || !incidentRules.has(name)) return 'unwanted';
    return textsOf === own ? { request } : { request, textsOf };
  }
  const { alert } = body;
  const routed = renderer.route(alert, now);
  if (routed.kind !== 'alarm' || !routed.incident) return 'unwanted';
  return { request: routed.incident, resource: routed.alarm.resourceName, alert, configuration };
}
