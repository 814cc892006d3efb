import type { ReportAlarm } from '../../events/entry.ts';
import { idInAlerts } from '../../ledger/former-names.ts';
import type { Incident } from '../../ledger/incident.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import type { UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/** The incident that an alarm asks for. `resource` is absent where nobody knows more than before. */
export type Wanted = Pick<UncoveredAlarm, 'request' | 'alert' | 'configuration' | 'textsOf'> &
  Partial<Pick<UncoveredAlarm, 'resource'>>;

/** What an alarm asks for, and of what that was made. */
export interface AskedAnew {
  readonly asks: Wanted | 'unwanted';
  /** Sequence number of the report that was read. Absent where the alarm has none. */
  readonly seq?: number;
  /** Fingerprint of the configuration. */
  readonly configuration: string;
}

/**
 * Tells what a firing alarm asks for whose incident covers nothing any more, by its last report and the configuration of
 * now. Where the report is no longer kept, it asks for what the old incident was asked for, as long as that policy is
 * there. Pure.
 */
export function askAnew(
  series: EpisodeSeries,
  incident: Incident,
  context: Pick<IncidentContext, 'now' | 'policy'> & { readonly report: ReportAlarm | undefined },
): AskedAnew {
  const seq = series.lastAlarm?.seq;
  const { configuration } = context.policy;
  return { asks: wantedBy(series, incident, context), ...(seq !== undefined && { seq }), configuration };
}

/** True while an alarm has no other report, and the configuration is the same. Pure. */
export function isStillAsked(
  { seq, configuration }: AskedAnew,
  { lastAlarm }: EpisodeSeries,
  now: string,
): boolean {
  return seq === lastAlarm?.seq && configuration === now;
}

function wantedBy(
  series: EpisodeSeries,
  { request, policy: name, episode: owner, textsOf = owner }: Incident,
  { report, now, policy }: Parameters<typeof askAnew>[2],
): Wanted | 'unwanted' {
  const { renderer, configuration, incidentRules } = policy;
  if (!report || !renderer) {
    if (!request || !incidentRules.has(name)) return 'unwanted';
    return textsOf === series.episode ? { request } : { request, textsOf };
  }
  const { alert } = report;
  // As its next alert will be, whose source may have another name by now.
  const routed = renderer.route({ ...alert, alarmId: idInAlerts(series) }, now);
  if (routed.kind !== 'alarm' || !routed.incident) return 'unwanted';
  return { request: routed.incident, resource: routed.alarm.resourceName, alert, configuration };
}
