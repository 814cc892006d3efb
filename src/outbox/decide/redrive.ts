import type { IncidentRequest } from '../../alerts/alarm.ts';
import type { AlarmLevel } from '../../alerts/alert.ts';
import type { HandleIncident, OpenIncident, OpenWarRoom, ReportAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { isOpenInCoc } from '../ledger/incident.ts';
import type { IncidentView, LedgerView } from '../ledger/ledger-view.ts';
import { episodeOf, isActive } from '../ledger/series.ts';
import { dropAlert } from './arrival-events.ts';
import type { Arrival } from './decision.ts';

/** What today's routing makes of the alert of a dead letter. */
export interface ReroutedAlert {
  readonly again: Arrival;
  /** The same alert as its end, for an episode that is over by now. */
  readonly end: Arrival;
}

/** What a refused alarm says besides what today's routing makes of its alert. */
export type RefusedAlarm = Pick<ReportAlarm, 'episode' | 'flaps' | 'collapsed'>;

/**
 * What follows when a refused alarm is put back: told to COC as it is rendered today, in its own episode, with the times
 * that it stood for. One whose episode is over tells of the end too, or it would stay open in COC for ever; one that a
 * later episode of its series has overtaken is only recorded, because COC would take it for the news. Pure.
 */
export function redriveAlarm(
  view: LedgerView,
  refused: RefusedAlarm,
  { again, end }: ReroutedAlert,
): readonly OutboxEvent[] {
  const { episode, collapsed } = refused;
  const { alert, routed } = again;
  const { alarmId } = alert;
  if (routed.kind === 'filtered') return [dropAlert(alert, routed.reason, routed.route)];
  const known = view.series(alarmId);
  const own = known && known.state !== 'tombstone' && known.episode === episode ? known : undefined;
  if (episodeOf(known) !== undefined && !own) return [dropAlert(alert, 'late', routed.route)];
  const flaps = own?.flaps ?? refused.flaps;
  const series = { episode, ...(flaps !== undefined && { flaps }) };
  const carrying = { ...series, ...(collapsed && { collapsed }) };
  if (alert.status === 'resolved') {
    // Nothing of the episode is refused any more: its end was told when its fire was put back, but not what it stood for.
    if (own && own.refusedUnder === undefined && !collapsed) return [{ type: 'alert.repeated', alarmId }];
    return queued(again, carrying, own?.level);
  }
  const level = routed.alarm.alarmLevel;
  const changed: OutboxEvent = { type: 'episode.changed', alarmId, level };
  const told = [...(own ? [changed] : []), ...queued(again, carrying, level)];
  return own?.state === 'firing' ? told : [...told, ...queued(end, series, level)];
}

/**
 * What follows when a refused incident is put back: it is asked for again, unless it was opened meanwhile, or the
 * problem is over. Pure.
 */
export function redriveIncident(
  view: IncidentView,
  letter: OpenIncident,
  request: IncidentRequest,
): readonly OutboxEvent[] {
  const { key, alarmId, episode } = letter;
  const { policy } = request;
  const incident = view.incident(key);
  const skipped = { type: 'incident.skipped', alarmId, episode, policy } as const;
  if (incident && incident.state !== 'failed') return [{ ...skipped, reason: 'exists' }];
  const known = view.series(alarmId);
  const fires = incident
    ? view.fires(incident)
    : known !== undefined && episodeOf(known) === episode && isActive(known);
  if (!fires) return [{ ...skipped, reason: 'resolved' }];
  const { correlation, storm } = incident ?? {};
  return [
    {
      ...{ type: 'incident.requested', key, alarmId, episode, policy },
      ...(correlation !== undefined && { correlation }),
      ...(storm && { storm }),
    },
    { type: 'entry.queued', body: { ...letter, request } },
  ];
}

/**
 * What follows when a refused step or war room is put back: it is asked for again, while its incident is open. Pure.
 */
export function redriveStep(view: LedgerView, body: HandleIncident | OpenWarRoom): readonly OutboxEvent[] {
  const { key, alarmId, episode, policy } = body;
  const incident = view.incident(key);
  if (incident && isOpenInCoc(incident)) return [{ type: 'entry.queued', body }];
  return [{ type: 'incident.skipped', alarmId, episode, policy, reason: 'ended' }];
}

/** At this level, where COC knows one of the episode already. */
function queued({ alert, routed }: Arrival, series: RefusedAlarm, level?: AlarmLevel): OutboxEvent[] {
  if (routed.kind === 'filtered') return [];
  const { route, incident } = routed;
  const alarm = level === undefined ? routed.alarm : { ...routed.alarm, alarmLevel: level };
  const about = { kind: 'report-alarm', alarm, alert, route, ...series } as const;
  const asks = alarm.alarmStatus === 'alarm' && incident ? { incident } : {};
  return [{ type: 'entry.queued', body: { ...about, ...asks } }];
}
