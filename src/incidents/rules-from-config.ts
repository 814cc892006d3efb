import type { IncidentRules, ResolveRules } from '../outbox/decide/incidents/incident-rules.ts';
import type { WarRoomRequest } from '../outbox/events/entry.ts';
import { type Incident, titleOf } from '../outbox/ledger/incident.ts';
import { type IncidentSettings, resolveSettings } from '../routing/incident-settings.ts';
import { incidentTexts, namesInLine, takenBack } from '../routing/incident-texts.ts';
import { namedPolicies } from '../routing/policy-names.ts';
import type { Writing } from '../routing/writing.ts';

/** The rules for incidents, by the names of the incident policies in a configuration, and by their former ones. */
export function incidentRules(
  incidents: readonly IncidentSettings[],
  writing: Writing,
): ReadonlyMap<string, IncidentRules> {
  return new Map(
    namedPolicies(incidents).flatMap(({ policy, names }) => {
      const rules = { ...rulesOf(policy, writing), names };
      return names.map((name) => [name, rules] as const);
    }),
  );
}

function rulesOf(settings: IncidentSettings, writing: Writing): IncidentRules {
  const {
    openAfter,
    reopenWithin,
    reraiseAfter,
    maxPerHour,
    creator,
    operator = creator,
    type,
    level,
  } = settings;
  const { fallbackAssignee, remindAfter, escalateAfter, escalateTo } = settings;
  const resolve = resolveRules(settings, writing);
  return {
    openAfterMs: openAfter,
    reopenWithinMs: reopenWithin,
    reraiseAfterMs: reraiseAfter === 0 ? Number.POSITIVE_INFINITY : reraiseAfter,
    level,
    maxPerHour: maxPerHour ?? Number.POSITIVE_INFINITY,
    operator,
    ...(fallbackAssignee && { fallbackAssignee }),
    type,
    ...(remindAfter !== undefined && { remindAfterMs: remindAfter }),
    ...(escalateAfter !== undefined &&
      escalateTo !== undefined && { escalate: { afterMs: escalateAfter, to: escalateTo } }),
    ...(resolve && { resolve }),
    takenBackOf: (incident) => takenBack(incident, writing.words),
    warRoomOf: (incident) => warRoomOf(incident, settings, writing),
  };
}

function resolveRules(settings: IncidentSettings, writing: Writing): ResolveRules | undefined {
  const resolve = resolveSettings(settings);
  if (!resolve) return undefined;
  const { mode, after: afterMs, onlyIfUntouched } = resolve;
  return { mode, afterMs, onlyIfUntouched, textsOf: (incident) => incidentTexts(resolve, incident, writing) };
}

/** COC's id of the default enterprise project, to which everything without a project belongs. */
const DEFAULT_PROJECT = '0';

/**
 * The war room that a policy wants for an incident. Levels are `level_10` to `level_50`; a smaller one is
 * more severe.
 */
function warRoomOf(
  incident: Incident,
  { warRoom }: IncidentSettings,
  { words }: Writing,
): WarRoomRequest | undefined {
  const { request, names = [] } = incident;
  if (!warRoom || !request || request.level > warRoom.fromLevel) return undefined;
  const title = titleOf(incident) ?? request.title;
  const { applicationId, regionId, enterpriseProjectId = DEFAULT_PROJECT } = request;
  const { admin, participants, scheduleGroups, notificationType } = warRoom;
  return {
    name: title,
    description: namesInLine(names, words),
    ...(regionId !== undefined && { regionId }),
    ...{ applicationId, enterpriseProjectId, admin, participants, scheduleGroups },
    ...(notificationType !== undefined && { notificationType }),
  };
}
