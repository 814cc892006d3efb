import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/** Operator's decision about an incident of which it is not known whether COC opened it. */
export interface UndecidedChoice {
  readonly key: IncidentKey;
  /** Entry that waits for the decision. */
  readonly entry: number;
  readonly actor: string;
  /** Number in COC, if COC opened the incident. Without it, the incident is requested again. */
  readonly incidentNum?: string | undefined;
}

/** Records an operator's decision. Returns no event when the incident no longer waits for one. Pure. */
export function decideUndecided(
  view: LedgerView,
  { key, entry, actor, incidentNum }: UndecidedChoice,
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (incident?.state !== 'undecided') return [];
  const { alarmId } = incident;
  const number = incidentNum === undefined ? {} : { incidentNum };
  return [{ type: 'incident.decided', key, alarmId, entry, actor, ...number }];
}
