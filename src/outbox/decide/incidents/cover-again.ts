import type { OutboxEvent } from '../../events/event.ts';
import type { FormerIncident } from '../../events/incident-event.ts';
import { type IncidentInCoc, isEndedInCoc } from '../../ledger/incident.ts';
import { isBound } from '../../ledger/is-bound.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import { incidentRulesOf, type OutboxPolicy, reraiseAfterMsOf } from '../../policy.ts';
import { askAnew, type LastReport, type Wanted } from './ask-anew.ts';
import { afterEnded, giveIncident, joinIncident, type UncoveredAlarm } from './give-incident.ts';
import type { IncidentContext } from './incident-context.ts';

/** Input of the decision besides the ledger. */
export interface CoverContext extends IncidentContext {
  /** Last reports of the alarms that need another incident, by their ids. One that is not among them waits for the next look. */
  readonly reports: ReadonlyMap<string, LastReport>;
}

/**
 * Returns the firing alarms of an ended incident that need another one by now: at once where the agent ended it. Where a
 * person did, that person decided about the alarms that there were then: they are left in peace for as long as the policy
 * says, and one that came back since then until the time is over in which it belongs to the old incident. One that
 * joined before the agent knew of the end needs another one at once. Pure.
 */
export function alarmsToCover(
  view: IncidentView,
  incident: IncidentInCoc,
  { now, policy }: Pick<IncidentContext, 'now' | 'policy'>,
): readonly EpisodeSeries[] {
  if (!isEndedInCoc(incident)) return [];
  return firingAlarms(view, incident).filter((series) => {
    // It is known under this configuration that no policy wants an incident for it.
    if (series.unwantedUnder === policy.configuration) return false;
    return raisedAt(incident, series, policy) <= now;
  });
}

/**
 * Gives another incident to those of these alarms that ask for one by the configuration of now, and notes of the others
 * that they do not. Alarms that shared the old one share the new one, where their policies still say so. Pure.
 */
export function coverAgain(
  view: IncidentView,
  incident: IncidentInCoc,
  context: CoverContext,
): readonly OutboxEvent[] {
  const { key, alarmId, policy, storm } = incident;
  const asked = alarmsToCover(view, incident, context).map((series) => ({
    series,
    anew: askAnew(series, incident, { ...context, report: context.reports.get(series.alarmId) }),
  }));
  const unwanted = asked.filter(({ anew }) => anew === 'unwanted');
  const groups = new Map<string, Asking[]>();
  let alarms = 0;
  for (const { series, anew } of asked) {
    if (typeof anew === 'string') continue;
    const { request } = anew;
    const sharing = JSON.stringify([request.policy, storm ? '' : request.correlation]);
    groups.set(sharing, [...(groups.get(sharing) ?? []), { ...askingAs(series), ...anew }]);
    alarms++;
  }
  const given = [...groups.values()].flatMap((group) =>
    giveToAll(view, group, { ...context, follows: afterEnded(incident) }),
  );
  return [
    ...unwanted.map(({ series }): OutboxEvent => {
      const { configuration } = context.policy;
      const about = { alarmId: series.alarmId, episode: series.episode, policy };
      return { type: 'incident.unwanted', ...about, configuration };
    }),
    ...given,
    ...(alarms > 0 ? [{ type: 'incident.left', key, alarmId, alarms } as const] : []),
  ];
}

type Asking = Omit<UncoveredAlarm, 'request'> & Wanted;

/** Gives one incident to alarms that share it. */
function giveToAll(
  view: IncidentView,
  [first, ...others]: readonly Asking[],
  { follows, ...context }: IncidentContext & { readonly follows: FormerIncident },
): readonly OutboxEvent[] {
  if (!first) return [];
  const given = giveIncident(view, { ...first, follows }, context);
  const linked = given.find((event) => event.type === 'episode.linked');
  if (!linked) return given;
  const next = { key: linked.incident };
  return [...given, ...others.flatMap((one) => joinIncident(next, one, 'open'))];
}

/** Time at which a firing alarm of an ended incident needs another one, epoch ms. */
function raisedAt(incident: IncidentInCoc, series: EpisodeSeries, policy: OutboxPolicy): number {
  const { key, by, changedAt, policy: name } = incident;
  if (by !== 'person') return changedAt;
  if (isBound(incident, series)) return changedAt + reraiseAfterMsOf(policy, name);
  const { reopenWithinMs } = incidentRulesOf(policy, name);
  return changedAt + (series.pastIncident === key ? reopenWithinMs : 0);
}

function askingAs(series: EpisodeSeries): Omit<UncoveredAlarm, 'request'> {
  const { alarmId, name, episode, startedAt, resource = '' } = series;
  return { alarmId, name, resource, episode, startedAt };
}
