import type { AlarmId } from '../../../alerts/alert.ts';
import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { type Incident, isInCoc } from '../../ledger/incident.ts';
import { isBound } from '../../ledger/is-bound.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import { type EpisodeSeries, incidentOfEpisode } from '../../ledger/series.ts';
import { incidentRulesOf, type OutboxPolicy, reraiseAfterMsOf } from '../../policy.ts';
import { type AskedAnew, isStillAsked } from './ask-anew.ts';
import { afterLapsed, giveIncident, joinStorm, type UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';
import { isLapsed } from './is-lapsed.ts';

/** Alarm that needs another incident, with the one that covers it no more, and what it asks for. */
export interface LapsedAlarm {
  readonly key: IncidentKey;
  readonly alarmId: AlarmId;
  readonly asked: AskedAnew;
}

/**
 * Returns the firing alarms of an incident that need another one by now, because theirs covers nothing any more: at once
 * where no person decided that. Where a person did, that was about the alarms that there were then: they are left in peace
 * for as long as the policy says, and one that came back since then until the time is over in which it belongs to the old
 * incident. One that joined before the agent knew of the end needs another one at once. Pure.
 */
export function alarmsToCover(
  view: IncidentView,
  incident: Incident,
  context: Pick<IncidentContext, 'now' | 'policy'>,
): readonly EpisodeSeries[] {
  if (!isLapsed(incident, context.policy)) return [];
  return firingAlarms(view, incident).filter((series) => asksAgain(incident, series, context));
}

/** True when it is not known by now that the configuration wants no other incident for an alarm. */
function asksAgain(
  incident: Incident,
  series: EpisodeSeries,
  context: Pick<IncidentContext, 'now' | 'policy'>,
): boolean {
  const { state, unwantedUnder } = series;
  if (state !== 'firing' || unwantedUnder === context.policy.configuration) return false;
  return isToCover(incident, series, context);
}

/** True when a firing alarm of an incident that covers nothing any more needs another one by now. Pure. */
export function isToCover(
  incident: Incident,
  series: EpisodeSeries,
  { now, policy }: Pick<IncidentContext, 'now' | 'policy'>,
): boolean {
  return isLapsed(incident, policy) && raisedAt(incident, series, policy) <= now;
}

/**
 * Gives another incident to an alarm that asks for one by the configuration of now, or notes that it does not. Alarms of a
 * storm share the next one as a storm, so that its end brings no flood. Pure.
 */
export function coverAgain(
  view: IncidentView,
  { key, alarmId, asked }: LapsedAlarm,
  context: IncidentContext,
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  const series = view.series(alarmId);
  if (!incident || !series || series.state === 'tombstone' || incidentOfEpisode(series) !== key) return [];
  if (!asksAgain(incident, series, context)) return [];
  const { configuration } = context.policy;
  // Otherwise it waits for the next look.
  if (!isStillAsked(asked, series, configuration)) return [];
  const { name, episode, startedAt } = series;
  const { asks } = asked;
  if (asks === 'unwanted')
    return [{ type: 'incident.unwanted', alarmId, episode, policy: incident.policy, configuration }];
  const { resource = series.resource ?? '', ...anew } = asks;
  const asking: UncoveredAlarm = {
    ...{ alarmId, name, episode, startedAt, resource, ...anew },
    ...{ needsOwn: true, ...afterLapsed(incident) },
  };
  const { storm } = incident;
  return [
    ...(storm ? joinStorm(view, asking, { ...context, storm }) : giveIncident(view, asking, context)),
    { type: 'incident.left', key, alarmId: incident.alarmId, alarms: 1 },
  ];
}

/** Time at which a firing alarm of an incident that covers nothing any more needs another one, epoch ms. */
function raisedAt(incident: Incident, series: EpisodeSeries, policy: OutboxPolicy): number {
  if (!isInCoc(incident)) return 0;
  const { key, by, changedAt, policy: name } = incident;
  if (by !== 'person') return changedAt;
  if (isBound(incident, series)) return changedAt + reraiseAfterMsOf(policy, name);
  const { reopenWithinMs } = incidentRulesOf(policy, name);
  return changedAt + (series.pastIncident === key ? reopenWithinMs : 0);
}
