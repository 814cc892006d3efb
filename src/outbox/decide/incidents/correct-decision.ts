import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { type Incident, type IncidentInCoc, isInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { alsoInCoc, type NamedNumber } from './decide-undecided.ts';
import { otherOwner } from './number-owner.ts';

/** Operator's correction of a decision about an incident. */
export interface Correction {
  readonly key: IncidentKey;
  readonly actor: string;
  /** Number in COC, if COC opened the incident. Without it, the incident is requested again. */
  readonly number?: NamedNumber | undefined;
}

/** True when an incident is in COC only because an operator said so. */
export function isByDecision(incident: Incident): incident is IncidentInCoc & { readonly decided: true } {
  return isInCoc(incident) && incident.decided === true;
}

/**
 * Records the correction of an operator's decision. Returns no event when the incident is not in COC by one, when
 * its number is that of another incident, or when it is to be requested again and nobody has its request. Only for
 * an incident of which no entry waits. Pure.
 */
export function correctDecision(
  view: Pick<IncidentView, 'incident' | 'everyIncident'>,
  { key, actor, number }: Correction,
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isByDecision(incident)) return [];
  const { alarmId, episode, request, incidentNum: was } = incident;
  const about = { key, alarmId };
  const corrected = { type: 'incident.corrected', ...about, actor, was } as const;
  if (number) {
    if (otherOwner(view, { key, ...number })) return [];
    const { others, ...named } = number;
    return [{ ...corrected, ...named }, ...alsoInCoc(about, others)];
  }
  if (!request) return [];
  return [corrected, { type: 'entry.queued', body: { kind: 'open-incident', ...about, episode, request } }];
}
