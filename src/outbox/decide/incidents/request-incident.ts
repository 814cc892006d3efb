import type { IncidentRequest } from '../../../alerts/alarm.ts';
import type { ReportAlarm } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { Incident } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { type EpisodeSeries, incidentOfEpisode, isActive } from '../../ledger/series.ts';
import { policyNames } from '../../policy.ts';
import { isToCover } from './cover-again.ts';
import { afterLapsed, follow, giveIncident, type UncoveredAlarm } from './give-incident.ts';
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
  const key = incidentOfEpisode(own ?? { episode });
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
  // A storm has the level of those that it gathers, whatever its request says by now.
  const own = incident.level ?? incident.request?.level;
  // COC's names of the levels sort as the levels do: level_10 is the highest.
  return own !== undefined && level < own && !policyNames(policy, name).includes(incident.policy);
}

/** True when a firing alarm needs an incident that its next report to COC is to ask for. Pure. */
export function needsIncident(
  view: IncidentView,
  own: EpisodeSeries,
  { request, ...context }: IncidentContext & { readonly request: IncidentRequest },
): boolean {
  const incident = view.incident(incidentOfEpisode(own));
  if (!incident) return own.incident === undefined;
  return afterOwn(incident, { own, request }, context) !== undefined;
}

/**
 * What another incident of an alarm that belongs to this one follows; undefined where it needs none: it has not risen
 * past this one, and is not known to have needed none since this one has lapsed.
 */
function afterOwn(
  incident: Incident,
  { own, request }: { readonly own: EpisodeSeries | undefined; readonly request: IncidentRequest },
  context: IncidentContext,
): Pick<UncoveredAlarm, 'follows'> | undefined {
  if (own?.unwantedUnder !== undefined && isToCover(incident, own, context)) return afterLapsed(incident);
  return isOutgrown(incident, request, context) ? follow(incident, 'outgrown') : undefined;
}
