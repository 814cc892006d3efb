import type { IncidentRules, ResolveRules } from '../outbox/decide/incidents/incident-rules.ts';
import type { WarRoomRequest } from '../outbox/events/entry.ts';
import { type Incident, titleOf } from '../outbox/ledger/incident.ts';
import { type CocLanguage, type CocWords, cocWords } from '../routing/coc-words.ts';
import { type IncidentSettings, resolveSettings } from '../routing/incident-settings.ts';
import { incidentTexts, takenBack } from '../routing/incident-texts.ts';
import { namedPolicies } from '../routing/policy-names.ts';

/** The rules for incidents, by the names of the incident policies in a configuration, and by their former ones. */
export function incidentRules({
  incidents,
  language = 'en',
}: {
  readonly incidents: readonly IncidentSettings[];
  readonly language?: CocLanguage | undefined;
}): ReadonlyMap<string, IncidentRules> {
  const words = cocWords(language);
  return new Map(
    namedPolicies(incidents).flatMap(({ policy, names: [own, ...formerNames] }) => {
      const names = [own, ...formerNames];
      const rules = { ...rulesOf(policy, words), formerNames };
      return names.map((name) => [name, rules] as const);
    }),
  );
}

function rulesOf(settings: IncidentSettings, words: CocWords): IncidentRules {
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
  const resolve = resolveRules(settings, words);
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
    takenBackOf: (incident) => takenBack(incident, words),
    warRoomOf: (incident) => warRoomOf(incident, settings),
  };
}

function resolveRules(settings: IncidentSettings, words: CocWords): ResolveRules | undefined {
  const resolve = resolveSettings(settings);
  if (!resolve) return undefined;
  const { mode, after: afterMs, onlyIfUntouched } = resolve;
  return { mode, afterMs, onlyIfUntouched, textsOf: (incident) => incidentTexts(resolve, incident, words) };
}

/** COC's id of the default enterprise project, to which everything without a project belongs. */
const DEFAULT_PROJECT = '0';

/**
 * The war room that a policy wants for an incident. Levels are `level_10` to `level_50`; a smaller one is
 * more severe.
 */
function warRoomOf(incident: Incident, { warRoom }: IncidentSettings): WarRoomRequest | undefined {
  const { request, names = [] } = incident;
  if (!warRoom || !request || request.level > warRoom.fromLevel) return undefined;
  const title = titleOf(incident) ?? request.title;
  const { applicationId, regionId, enterpriseProjectId = DEFAULT_PROJECT } = request;
  const { admin, participants, scheduleGroups, notificationType } = warRoom;
  return {
    name: title,
    description: names.join(', '),
    ...(regionId !== undefined && { regionId }),
    ...{ applicationId, enterpriseProjectId, admin, participants, scheduleGroups },
    ...(notificationType !== undefined && { notificationType }),
  };
}
