import { NAMES_KEPT } from '../../../alerts/alarm.ts';
import type { HandleIncident, IncidentStep, WarRoomRequest } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import {
  type Incident,
  type IncidentInCoc,
  type IncidentOpenInCoc,
  isOpenInCoc,
} from '../../ledger/incident.ts';
import { isBound } from '../../ledger/is-bound.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import type { EpisodeSeries } from '../../ledger/series.ts';
import { incidentRulesOf, type OutboxPolicy } from '../../policy.ts';
import type { IncidentRules, ResolveRules } from './incident-rules.ts';

/** Input of the decision besides the ledger. */
export interface StepContext {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
}

/**
 * Decides what to do now about an incident that is open in COC. An accepted incident gets a war room. When
 * its alarms have been over for long enough, it is ended step by step, one step at a time. Changes by a
 * person are respected, and one whose number is not proven may be that of another problem: nothing is done with it. Pure.
 */
export function nextSteps(
  view: IncidentView,
  incident: Incident,
  context: StepContext,
): readonly OutboxEvent[] {
  if (!isOpenInCoc(incident)) return [];
  const { configuration } = context.policy;
  const rules = incidentRulesOf(context.policy, incident.policy);
  const { warRoomOf } = rules;
  const isOurs = incident.unproven === undefined;
  const needsRoom = isOurs && incident.state !== 'opened' && !incident.warRoom;
  const room = needsRoom ? warRoomOf?.(incident) : undefined;
  const next = stepsToEnd(view, incident, { ...context, rules });
  const queued = room ? [...openRoom(incident, room), ...next] : next;
  return queued.map((event) =>
    event.type === 'entry.queued' ? { ...event, body: { ...event.body, configuration } } : event,
  );
}

function openRoom(incident: IncidentInCoc, room: WarRoomRequest): readonly OutboxEvent[] {
  return [{ type: 'entry.queued', body: { kind: 'open-war-room', ...aboutOpen(incident), room } }];
}

function aboutOpen({ key, alarmId, episode, policy, incidentNum }: IncidentInCoc) {
  return { key, alarmId, episode, policy, incidentNum };
}

function stepsToEnd(
  view: IncidentView,
  incident: IncidentOpenInCoc,
  { rules, now }: StepContext & { readonly rules: IncidentRules },
): readonly OutboxEvent[] {
  const { resolve } = rules;
  const { key, alarmId, quietSince, leftAlone, step, stuck } = incident;
  const about = { key, alarmId };
  if (view.fires(incident))
    return quietSince === undefined
      ? takeBack(view, incident, { rules, now })
      : [{ type: 'incident.stirred', ...about }];
  if (!resolve) return [];
  if (quietSince === undefined) return [{ type: 'incident.quiet', ...about }];
  if (leftAlone || step || stuck || now - quietSince < resolve.afterMs) return [];
  const next = stepAfter(incident, resolve);
  if (!next) return [];
  if (incident.touched && resolve.onlyIfUntouched) return [{ type: 'incident.left-alone', ...about }];
  const body = stepEntry(incident, next, rules);
  return body ? [{ type: 'entry.queued', body }] : [];
}

/**
 * Takes back a solution where the problem is there: that of the agent at once, that of a person for an alarm which that
 * person did not know, and for any that still fires when the policy raises it again.
 */
function takeBack(
  view: IncidentView,
  incident: IncidentOpenInCoc,
  { rules, now }: { readonly rules: IncidentRules; readonly now: number },
): readonly OutboxEvent[] {
  const { state, by, step, stuck, unproven, changedAt } = incident;
  if (state !== 'resolved' || step || stuck || unproven !== undefined) return [];
  const isDue = now - changedAt >= rules.reraiseAfterMs;
  const isNew = (series: EpisodeSeries) => !isBound(incident, series);
  if (by !== 'agent' && !isDue && !firingAlarms(view, incident).some(isNew)) return [];
  const body = stepEntry(namingFiring(view, incident), 'return', rules);
  return body ? [{ type: 'entry.queued', body }] : [];
}

/** An incident with the names of those of its alarms that fire now, and of no others. */
export function namingFiring<I extends Incident>(view: IncidentView, incident: I): I {
  const names = new Set(firingAlarms(view, incident).map(({ name }) => name));
  return { ...incident, names: [...names].slice(0, NAMES_KEPT) };
}

function stepAfter({ state }: IncidentOpenInCoc, { mode }: ResolveRules): IncidentStep | undefined {
  switch (state) {
    case 'opened':
      return 'accept';
    case 'accepted':
      return 'solve';
    case 'resolved':
      return mode === 'complete' ? 'confirm' : undefined;
  }
}

/** Makes the entry of a step, by the rules of its policy; undefined where they take no such step. */
export function stepEntry(
  incident: IncidentInCoc,
  step: IncidentStep,
  rules: IncidentRules,
): HandleIncident | undefined {
  const { request, requestedAt, startedAt = requestedAt, quietSince = requestedAt } = incident;
  // Very old versions did not store the request, which the step needs.
  if (!request) return undefined;
  const { operator = request.creator, type = request.type, resolve, takenBackOf } = rules;
  const { serviceInterrupted } = request;
  const handled = { kind: 'handle-incident', ...aboutOpen(incident), operator, step } as const;
  if (step === 'return') return takenBackOf && { ...handled, comment: takenBackOf(incident) };
  if (!resolve) return undefined;
  const { cause, solution, comment } = resolve.textsOf(incident);
  switch (step) {
    case 'accept':
      return handled;
    case 'solve': {
      const times = { startedAt, endedAt: quietSince };
      return { ...handled, solution: { type, serviceInterrupted, cause, solution, ...times } };
    }
    case 'confirm':
      return { ...handled, comment };
  }
}
