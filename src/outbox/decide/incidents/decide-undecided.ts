import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/** What an operator found out about an incident of which nobody knows whether COC opened it. */
export interface UndecidedChoice {
  readonly key: IncidentKey;
  /** The entry that waits for the decision. */
  readonly entry: number;
  readonly actor: string;
  /** COC's number of it, when it was opened; otherwise it is asked for again. */
  readonly incidentNum?: string | undefined;
}

/** What follows from an operator's decision; nothing when the incident does not wait for one any more. Pure. */
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
