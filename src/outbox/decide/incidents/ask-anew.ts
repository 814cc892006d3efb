import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { ReportAlarm } from '../../events/entry.ts';
import type { IncidentInCoc } from '../../ledger/incident.ts';
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

/** The incident that an alarm asks for. */
export type Wanted = { readonly request: IncidentRequest } & Pick<
  UncoveredAlarm,
  'alert' | 'configuration' | 'textsOf'
>;

/**
 * Tells what a firing alarm of an ended incident asks for by the configuration of now, and at its level of now. Where its
 * report is no longer kept, it asks for what the old incident was asked for, as long as that policy is there. `later`: it
 * was not read, or has another report since. Pure.
 */
export function askAnew(
  { lastAlarm, episode: own }: EpisodeSeries,
  { request, policy: name, episode: owner, textsOf = owner }: IncidentInCoc,
  {
    report,
    now,
    policy,
  }: Pick<IncidentContext, 'now' | 'policy'> & { readonly report: LastReport | undefined },
): Wanted | 'unwanted' | 'later' {
  if (!report || report.seq !== lastAlarm?.seq) return 'later';
  const { renderer, configuration, incidentRules } = policy;
  const { body } = report;
  if (!body || !renderer) {
    if (!request || !incidentRules.has(name)) return 'unwanted';
    return textsOf === own ? { request } : { request, textsOf };
  }
  const { alert } = body;
  const routed = renderer.route(alert, now);
  if (routed.kind !== 'alarm' || !routed.incident) return 'unwanted';
  return { request: routed.incident, alert, configuration };
}
