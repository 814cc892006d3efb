import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';
import { otherOwner } from './number-owner.ts';

/** Number that an operator says COC has for an incident. */
export interface NamedNumber {
  readonly incidentNum: string;
  /** Further numbers of the incident that COC shows. */
  readonly others: readonly string[];
  /** Reason to take the number although COC does not show our reference there. */
  readonly force?: string;
}

/** Operator's decision about an incident of which it is not known whether COC opened it. */
export interface UndecidedChoice {
  readonly key: IncidentKey;
  /** Entry that waits for the decision. */
  readonly entry: number;
  readonly actor: string;
  /** Number in COC, if COC opened the incident. Without it, the incident is requested again. */
  readonly number?: NamedNumber | undefined;
}

/**
 * Records an operator's decision. Returns no event when the incident no longer waits for one, or when its number
 * is that of another incident. Pure.
 */
export function decideUndecided(
  view: Pick<IncidentView, 'incident' | 'everyIncident'>,
  { key, entry, actor, number }: UndecidedChoice,
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (incident?.state !== 'undecided') return [];
  const about = { key, alarmId: incident.alarmId };
  const decided = { type: 'incident.decided', ...about, entry, actor } as const;
  if (!number) return [decided];
  if (otherOwner(view, { key, ...number })) return [];
  const { others, ...named } = number;
  return [{ ...decided, ...named }, ...alsoInCoc(about, others)];
}

/** Records that COC shows further numbers of an incident. */
export function alsoInCoc(
  about: Pick<Extract<OutboxEvent, { type: 'incident.doubled' }>, 'key' | 'alarmId'>,
  incidentNums: readonly string[],
): readonly OutboxEvent[] {
  return incidentNums.length === 0 ? [] : [{ type: 'incident.doubled', ...about, incidentNums }];
}
