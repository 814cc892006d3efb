import type { IncidentKey, ReportAlarm } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { isActive } from '../../ledger/series.ts';
import { giveIncident } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/**
 * Decides the incident of an alarm that COC has taken: it joins one, requests one, or gets none. The result
 * is always recorded. Pure.
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
  if (own?.incident !== undefined) return [{ ...skipped, reason: 'exists' }];
  if (view.incident(episode as string as IncidentKey)) return [{ ...skipped, reason: 'exists' }];
  if (!own || !isActive(own)) return [{ ...skipped, reason: 'resolved' }];
  const { startedAt, pastIncident } = own;
  const about = { alarmId, name, resource, episode, startedAt, alert };
  return giveIncident(
    view,
    {
      ...{ ...about, request },
      ...(configuration !== undefined && { configuration }),
      ...(pastIncident !== undefined && { pastIncident }),
    },
    context,
  );
}
