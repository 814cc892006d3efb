import type { RemarkIncident } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { IncidentOpenInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { incidentRulesOf } from '../../policy.ts';
import { type Covered, coveredBy, toldOf } from './covered-alarms.ts';
import type { IncidentContext } from './incident-context.ts';
import type { IncidentRules } from './incident-rules.ts';
import type { News } from './remark.ts';

/** Shortest time between two remarks on an incident, so that one that changes all the time stays readable. */
const PAUSE_MS = 5 * 60_000;

/**
 * Decides whether the people of an open incident are told something now: that alarms joined, that all are over or there
 * again, that the highest level is another one, or that somebody accepted it long ago. An incident that nobody accepts is
 * forwarded, once. One remark at a time. Pure.
 */
export function remarkOn(
  view: IncidentView,
  incident: IncidentOpenInCoc,
  { now, policy }: Pick<IncidentContext, 'now' | 'policy'>,
): readonly OutboxEvent[] {
  if (incident.remarking || incident.unproven !== undefined) return [];
  const rules = incidentRulesOf(policy, incident.policy);
  const fires = view.fires(incident);
  const forwardTo = fires ? forwardOf(incident, rules, now) : undefined;
  const { key, alarmId, episode, incidentNum, openedAt, toldAt = openedAt } = incident;
  if (forwardTo === undefined && now - toldAt < PAUSE_MS) return [];
  const covered = coveredBy(view, incident);
  const news: readonly News[] = [
    ...(forwardTo === undefined ? [] : [{ kind: 'not-accepted', openedAt } as const]),
    ...changesSince(incident, covered, fires),
    ...(fires ? forgotten(incident, rules, now) : []),
  ];
  if (news.length === 0) return [];
  const body: RemarkIncident = {
    ...{ kind: 'remark-incident', key, alarmId, episode, policy: incident.policy, incidentNum },
    note: policy.writeRemark({ at: now, news, covered }),
    told: { ...toldOf(covered), fires },
    ...(forwardTo !== undefined && { forwardTo }),
    configuration: policy.configuration,
  };
  return [{ type: 'entry.queued', body }];
}

function forwardOf(
  { state, openedAt, forwardedAt }: IncidentOpenInCoc,
  { escalate }: IncidentRules,
  now: number,
): string | undefined {
  if (!escalate || state !== 'opened' || forwardedAt !== undefined) return undefined;
  return now - openedAt < escalate.afterMs ? undefined : escalate.to;
}

function changesSince(incident: IncidentOpenInCoc, covered: Covered, fires: boolean): readonly News[] {
  const { told } = incident;
  if (!fires) return told?.fires === false || isEndedByAgent(incident) ? [] : [{ kind: 'over' }];
  const { level } = toldOf(covered);
  const count = covered.total - (told?.alarms ?? covered.total);
  return [
    ...(told?.fires === false ? [{ kind: 'back' } as const] : []),
    ...(count > 0 ? [{ kind: 'joined', count } as const] : []),
    ...(told?.level !== undefined && level !== undefined && level !== told.level
      ? [{ kind: 'level', from: told.level, to: level } as const]
      : []),
  ];
}

/** True while the agent ends an incident: its solution says that all is over. */
function isEndedByAgent({ step, state, by }: IncidentOpenInCoc): boolean {
  return step !== undefined || (state === 'resolved' && by === 'agent');
}

function forgotten(
  { state, changedAt, toldAt = changedAt }: IncidentOpenInCoc,
  { remindAfterMs = Number.POSITIVE_INFINITY }: IncidentRules,
  now: number,
): readonly News[] {
  if (state !== 'accepted' || now - Math.max(changedAt, toldAt) < remindAfterMs) return [];
  return [{ kind: 'forgotten', acceptedAt: changedAt }];
}
