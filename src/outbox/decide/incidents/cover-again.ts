import type { OutboxEvent } from '../../events/event.ts';
import type { FormerIncident } from '../../events/incident-event.ts';
import { type IncidentInCoc, isEndedInCoc } from '../../ledger/incident.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import { incidentRulesOf } from '../../policy.ts';
import { giveIncident, joinIncident, type UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/**
 * Gives another incident to the firing alarms of one that has ended: at once where the agent ended it. Where a person
 * did, that person decided about the alarms that there were then: they are left in peace for as long as the policy
 * says, and one that came back since then until the time is over in which it belongs to the old incident. One that
 * joined before the agent knew of the end gets another one at once. Pure.
 */
export function coverAgain(
  view: IncidentView,
  incident: IncidentInCoc,
  context: IncidentContext,
): readonly OutboxEvent[] {
  const { request, policy: name } = incident;
  // Where the policy is gone, the configuration says that these alarms need no incident.
  if (!request || !isEndedInCoc(incident) || !context.policy.incidentRules.has(name)) return [];
  const due = firingAlarms(view, incident).filter(
    (series) => raisedAt(incident, series, context) <= context.now,
  );
  const [first, ...others] = due;
  if (!first) return [];
  const follows: FormerIncident = {
    ...{ incidentNum: incident.incidentNum, state: incident.state },
    why: incident.by === 'person' ? 'still-fires' : 'returned',
  };
  const { episode: owner, textsOf = owner } = incident;
  const texts = textsOf === first.episode ? {} : { textsOf };
  const given = giveIncident(view, { ...askingAs(first), request, follows, ...texts }, context);
  const linked = given.find((event) => event.type === 'episode.linked');
  if (!linked) return given;
  const { key, alarmId } = incident;
  const next = { key: linked.incident };
  return [
    ...given,
    ...others.flatMap((series) => joinIncident(next, askingAs(series), 'open')),
    { type: 'incident.left', key, alarmId, alarms: due.length },
  ];
}

/** Time at which a firing alarm of an ended incident needs another one, epoch ms. */
function raisedAt(
  { key, by, changedAt, boundUntil = changedAt, policy: name }: IncidentInCoc,
  { linkedAt = 0, pastIncident }: EpisodeSeries,
  { policy }: Pick<IncidentContext, 'policy'>,
): number {
  if (by !== 'person') return changedAt;
  const { reraiseAfterMs, reopenWithinMs } = incidentRulesOf(policy, name);
  if (linkedAt <= boundUntil) return changedAt + reraiseAfterMs;
  return changedAt + (pastIncident === key ? reopenWithinMs : 0);
}

function askingAs(series: EpisodeSeries): Omit<UncoveredAlarm, 'request'> {
  const { alarmId, name, episode, startedAt, resource = '' } = series;
  return { alarmId, name, resource, episode, startedAt };
}
