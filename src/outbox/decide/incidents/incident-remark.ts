import {
  aboutEntry,
  type DueEntry,
  type IncidentForward,
  type RemarkIncident,
  type WrittenRemark,
} from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { type IncidentOpenInCoc, isOpenInCoc, isWorkedOn } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { incidentRulesOf } from '../../policy.ts';
import { type Covered, coveredBy, toldOf } from './covered-alarms.ts';
import type { IncidentContext } from './incident-context.ts';
import type { IncidentRules } from './incident-rules.ts';
import type { News } from './remark.ts';

type RemarkContext = Pick<IncidentContext, 'now' | 'policy'>;

/** Shortest time between two remarks on an incident, so that one that changes all the time stays readable. */
const PAUSE_MS = 5 * 60_000;

/**
 * Decides whether the people of an open incident are told something now: that alarms joined, that all are over or there
 * again, that the highest level is another one, or that somebody works on it since long ago. An incident that no person
 * accepts is forwarded, once. One remark at a time. Pure, like all functions here.
 */
export function remarkOn(
  view: IncidentView,
  incident: IncidentOpenInCoc,
  context: RemarkContext,
): readonly OutboxEvent[] {
  if (incident.remarking || !remarkOfNow(view, incident, context)) return [];
  const { key, alarmId, episode, incidentNum, policy } = incident;
  const { configuration } = context.policy;
  const about = { key, alarmId, episode, policy, incidentNum, configuration };
  return [{ type: 'entry.queued', body: { kind: 'remark-incident', ...about } }];
}

/** Writes a remark that is about to be sent; undefined when there is nothing to tell any more. */
export function withRemarkOfNow(
  view: IncidentView,
  entry: DueEntry,
  body: RemarkIncident,
  context: RemarkContext,
): DueEntry | undefined {
  const incident = view.incident(body.key);
  if (!incident || !isOpenInCoc(incident) || !isWorkedOn(incident, body.incidentNum)) return undefined;
  const remark = remarkOfNow(view, incident, context);
  return remark && { ...entry, body: { ...body, remark } };
}

/** Cancels a remark that has nothing to tell any more. */
export function cancelRemark(entry: DueEntry): readonly OutboxEvent[] {
  return [{ type: 'entry.cancelled', ...aboutEntry(entry), reason: 'outdated' }];
}

function remarkOfNow(
  view: IncidentView,
  incident: IncidentOpenInCoc,
  { now, policy }: RemarkContext,
): WrittenRemark | undefined {
  if (incident.unproven !== undefined) return undefined;
  const rules = incidentRulesOf(policy, incident.policy);
  const fires = view.fires(incident);
  const forward = fires ? forwardOf(incident, rules, now) : undefined;
  const { openedAt, toldAt = openedAt } = incident;
  if (!forward && now - toldAt < PAUSE_MS) return undefined;
  const covered = coveredBy(view, incident);
  const news: readonly News[] = [
    ...(forward ? [{ kind: 'not-accepted', since: untouchedSince(incident) } as const] : []),
    ...changesSince(incident, covered, fires),
    ...(fires ? forgotten(incident, rules, now) : []),
  ];
  if (news.length === 0) return undefined;
  const note = policy.writeRemark({ at: now, news, covered });
  return { note, told: { ...toldOf(covered), fires }, ...(forward && { forward }) };
}

/** A forward that could not be made is tried again after the same time. */
function forwardOf(
  incident: IncidentOpenInCoc,
  { escalate }: IncidentRules,
  now: number,
): IncidentForward | undefined {
  const { state, by, touched, forward, forwardedAt = 0 } = incident;
  if (!escalate || forward !== undefined) return undefined;
  const isWaiting = state === 'opened' || (state === 'accepted' && by === 'agent');
  if (!isWaiting || touched || now - Math.max(untouchedSince(incident), forwardedAt) < escalate.afterMs)
    return undefined;
  return { to: escalate.to, from: state };
}

/** Time since which it waits for a person. The agent may have accepted it, and taken back its own solution. */
function untouchedSince({ state, openedAt, changedAt }: IncidentOpenInCoc): number {
  return state === 'opened' ? openedAt : changedAt;
}

function changesSince(incident: IncidentOpenInCoc, covered: Covered, fires: boolean): readonly News[] {
  const { told } = incident;
  if (!fires)
    return told?.fires === false || isEndedByAgent(incident)
      ? []
      : [{ kind: incident.left ? 'left' : 'over' }];
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
  { state, by, touched, changedAt, toldAt = changedAt }: IncidentOpenInCoc,
  { remindAfterMs = Number.POSITIVE_INFINITY }: IncidentRules,
  now: number,
): readonly News[] {
  const isTaken = state === 'accepted' && (by === 'person' || touched);
  if (!isTaken || now - Math.max(changedAt, toldAt) < remindAfterMs) return [];
  return [{ kind: 'forgotten', since: changedAt }];
}
