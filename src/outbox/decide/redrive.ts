import type { Alarm, IncidentRequest, Routed } from '../../alerts/alarm.ts';
import type { AlarmLevel } from '../../alerts/alert.ts';
import { type Target, targetOf } from '../../alerts/target.ts';
import type { EntryBody, OpenIncident, ReportAlarm } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { isOpenInCoc, isWorkedOn } from '../ledger/incident.ts';
import type { IncidentView, LedgerView } from '../ledger/ledger-view.ts';
import { episodeOf, isActive, type Series } from '../ledger/series.ts';
import { isForPlace } from '../ledger/unsent.ts';
import { dropAlert } from './arrival-events.ts';
import type { Arrival } from './decision.ts';

/** Alert of a dead letter as it is routed now. */
export interface ReroutedAlert {
  readonly again: Arrival;
  /** The same alert as its resolve, for an episode that is over. */
  readonly end: Arrival;
}

/** Facts of an alarm that are kept when its alert is routed again. */
type CarriedFacts = Pick<ReportAlarm, 'episode' | 'flaps' | 'collapsed'>;

/** Alarm that COC refused, and its dead letter. */
export interface RefusedAlarm extends CarriedFacts {
  readonly alarm: Target & Pick<Alarm, 'alarmLevel' | 'alarmStatus'>;
  readonly deadLetter: string;
}

/**
 * Puts a refused alarm back: rendered as of now, in its own episode, with the times that it carried. If the
 * episode is over, its end is sent too, or the alarm would stay open in COC for ever. If a later episode has
 * begun, the alarm is only recorded, because COC would take it for the current state; but an end that is still owed to
 * its place is sent there. Pure.
 */
export function redriveAlarm(
  view: LedgerView,
  refused: RefusedAlarm,
  { again, end }: ReroutedAlert,
): readonly OutboxEvent[] {
  const { episode, collapsed } = refused;
  const { alert } = again;
  const { alarmId } = alert;
  const last = view.series(alarmId);
  const own = last && last.state !== 'tombstone' && last.episode === episode ? last : undefined;
  const isOwed = owedEnd(last, refused) === 'owed';
  if (!own && (isOwed || isEndOfMoved(refused, again))) {
    const { alarm } = refused;
    const isLate = !isOwed && episodeOf(last) !== undefined;
    const known = { level: alarm.alarmLevel, target: targetOf(alarm) };
    return isLate ? [dropAlert(alert, 'late')] : queueAgain(end, refused, known);
  }
  const routed = endPasses(again);
  if (routed.kind === 'filtered') return [dropAlert(alert, routed.reason, routed.route)];
  if (episodeOf(last) !== undefined && !own) return [dropAlert(alert, 'late', routed.route)];
  const flaps = own?.flaps ?? refused.flaps;
  const series = { episode, ...(flaps !== undefined && { flaps }) };
  const carrying = { ...series, ...(collapsed && { collapsed }) };
  if (alert.status === 'resolved') {
    // The end was sent when the fire was redriven, but without the times that this dead letter carries.
    if (own && own.refusedUnder === undefined && !collapsed) return [{ type: 'alert.repeated', alarmId }];
    return queueAgain({ alert, routed }, carrying, { level: own?.level, target: own?.target });
  }
  const level = routed.alarm.alarmLevel;
  const changed: OutboxEvent = { type: 'episode.changed', alarmId, level };
  // What COC has seen of the episode stays where it is.
  const known = { level, target: own?.cocFires ? own.target : undefined };
  const events = [...(own ? [changed] : []), ...queueAgain({ alert, routed }, carrying, known)];
  return own?.state === 'firing' ? events : [...events, ...queueAgain(end, series, known)];
}

/**
 * Puts a refused incident back: it is requested again, unless it was opened meanwhile or its problem is over.
 * Pure.
 */
export function redriveIncident(
  view: IncidentView,
  refused: OpenIncident,
  request: IncidentRequest,
): readonly OutboxEvent[] {
  const { key, alarmId, episode } = refused;
  const { policy } = request;
  const incident = view.incident(key);
  const skipped = { type: 'incident.skipped', alarmId, episode, policy } as const;
  if (incident && incident.state !== 'failed') return [{ ...skipped, reason: 'exists' }];
  const known = view.series(alarmId);
  const fires = incident
    ? view.fires(incident)
    : known !== undefined && episodeOf(known) === episode && isActive(known);
  if (!fires) return [{ ...skipped, reason: 'resolved' }];
  const { correlation, storm, level, startedAt, resource, follows } = incident ?? {};
  return [
    {
      ...{ type: 'incident.requested', key, alarmId, episode, policy },
      ...(correlation !== undefined && { correlation }),
      ...(storm && { storm }),
      ...(level !== undefined && { level }),
      ...(startedAt !== undefined && { startedAt }),
      ...(resource !== undefined && { resource }),
      ...(follows && { follows }),
    },
    { type: 'entry.queued', body: { ...refused, request } },
  ];
}

/**
 * Puts a refused step, war room or remark back, while its incident is open in COC under that number, and surely ours.
 * Pure.
 */
export function redriveStep(
  view: LedgerView,
  body: Exclude<EntryBody, ReportAlarm | OpenIncident>,
): readonly OutboxEvent[] {
  const { key, alarmId, episode, policy, incidentNum } = body;
  const incident = view.incident(key);
  if (incident && isOpenInCoc(incident) && isWorkedOn(incident, incidentNum))
    return [{ type: 'entry.queued', body }];
  return [{ type: 'incident.skipped', alarmId, episode, policy, reason: 'ended' }];
}

/**
 * Tells whether a refused end is still owed to its place. `later`: it is, but something else waits for that place. Pure.
 */
export function owedEnd(
  known: Series | undefined,
  { deadLetter, alarm }: Pick<RefusedAlarm, 'deadLetter' | 'alarm'>,
): 'owed' | 'later' | 'no' {
  if (!known?.refusedEnds?.some((end) => end.deadLetter === deadLetter)) return 'no';
  return known.unsent?.some((one) => isForPlace(one, alarm)) ? 'later' : 'owed';
}

/** True for the end of an alarm that went elsewhere: its alert tells that it fires. */
function isEndOfMoved({ alarm }: RefusedAlarm, { alert }: Arrival): boolean {
  return alarm.alarmStatus === 'ok' && alert.status === 'firing';
}

/** What an alert is routed to, where the end of an open alarm passes a filter. */
function endPasses({ routed }: Arrival): Routed {
  if (routed.kind === 'alarm' || !routed.end) return routed;
  const { end: alarm, route = routed.reason } = routed;
  return { kind: 'alarm', alarm, route };
}

interface KnownToCoc {
  readonly level: AlarmLevel | undefined;
  readonly target: Target | undefined;
}

/** Queues an alarm, at the level and the target that COC knows if there are any. */
function queueAgain(
  { alert, routed: byRoute }: Arrival,
  { episode, flaps, collapsed }: CarriedFacts,
  { level, target }: KnownToCoc,
): OutboxEvent[] {
  const routed = endPasses({ alert, routed: byRoute });
  if (routed.kind === 'filtered') return [];
  const { route, incident, configuration } = routed;
  const series = { episode, ...(flaps !== undefined && { flaps }), ...(collapsed && { collapsed }) };
  const alarm = { ...routed.alarm, ...target, ...(level !== undefined && { alarmLevel: level }) };
  const rendered = configuration === undefined ? {} : { configuration };
  const about = { kind: 'report-alarm', alarm, alert, route, ...rendered, ...series } as const;
  const asks = alarm.alarmStatus === 'alarm' && incident ? { incident } : {};
  return [{ type: 'entry.queued', body: { ...about, ...asks } }];
}
