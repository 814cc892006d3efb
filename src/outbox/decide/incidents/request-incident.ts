import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { IncidentKey, ReportAlarm } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { type Incident, isEndedInCoc, isInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { type EpisodeSeries, isActive } from '../../ledger/series.ts';
import { policyNames } from '../../policy.ts';
import { afterEnded, giveIncident, type UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/**
 * Decides the incident of an alarm that COC has taken: it joins one, requests one, or gets none. One that has risen gets
 * another one, if that is of a higher level by another policy. The result is always recorded. Pure.
 */
export function requestIncident(
  view: IncidentView,
  body: ReportAlarm,
  context: IncidentContext,
): readonly OutboxEvent[] {
  const { incident: request, alarm, episode, alert, configuration } = body;
  if (!request) return [];
  const { alarmId, alarmName: name, resourceName: resource } = alarm;
  const known = view.series(alarmId);
  const skipped = { type: 'incident.skipped', alarmId, episode, policy: request.policy } as const;
  const own = known && known.state !== 'tombstone' && known.episode === episode ? known : undefined;
  const key = own?.incident ?? (episode as string as IncidentKey);
  const incident = view.incident(key);
  const hasOne = own?.incident !== undefined || incident !== undefined;
  const after = incident && afterOwn(incident, { own, request }, context);
  if (hasOne && !after) return [{ ...skipped, reason: 'exists' }];
  if (!own || !isActive(own)) return [{ ...skipped, reason: hasOne ? 'exists' : 'resolved' }];
  const { startedAt, pastIncident } = own;
  const asking: UncoveredAlarm = {
    ...{ alarmId, name, resource, episode, startedAt, alert, request },
    ...(configuration !== undefined && { configuration }),
    ...(pastIncident !== undefined && { pastIncident }),
  };
  if (!incident) return giveIncident(view, asking, context);
  return [
    { type: 'incident.left', key, alarmId: incident.alarmId, alarms: 1 },
    ...giveIncident(view, { ...asking, ...after, needsOwn: true }, context),
  ];
}

/** True when an alarm asks by another policy for a higher level than that of the incident to which it belongs. */
function isOutgrown(
  incident: Incident,
  { policy: name, level }: IncidentRequest,
  { policy }: Pick<IncidentContext, 'policy'>,
): boolean {
  const own = incident.request?.level ?? incident.level;
  // COC's names of the levels sort as the levels do: level_10 is the highest.
  return own !== undefined && level < own && !policyNames(policy, name).includes(incident.policy);
}

/**
 * What another incident of an alarm that belongs to this one follows; undefined where it needs none: it has not risen
 * past this one, and was not without one since this one has ended.
 */
function afterOwn(
  incident: Incident,
  { own, request }: { readonly own: EpisodeSeries | undefined; readonly request: IncidentRequest },
  context: IncidentContext,
): Pick<UncoveredAlarm, 'follows'> | undefined {
  if (own?.unwantedUnder !== undefined && isInCoc(incident) && isEndedInCoc(incident))
    return { follows: afterEnded(incident) };
  if (!isOutgrown(incident, request, context)) return undefined;
  if (!isInCoc(incident)) return {};
  const { incidentNum, state } = incident;
  return { follows: { incidentNum, state, why: 'outgrown' } };
}
