import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { CocIncidentState } from '../../events/incident-event.ts';
import { type IncidentInCoc, isFollowed } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/** Order of the states of an incident. */
const ORDER: Readonly<Record<CocIncidentState, number>> = {
  opened: 1,
  rejected: 2,
  accepted: 2,
  resolved: 3,
  completed: 4,
  // Only people lead there, whenever they want.
  unknown: 5,
};

/** True when one state comes before another in the life of an incident. */
function isBefore(one: CocIncidentState, other: CocIncidentState): boolean {
  return ORDER[one] < ORDER[other];
}

/** State of an incident as read from COC. */
export interface SeenIncident {
  readonly key: IncidentKey;
  readonly state: CocIncidentState;
  /** COC's own name of an unknown state. */
  readonly shown?: string;
  /** The incident as the agent knew it when it asked. */
  readonly asked: Pick<IncidentInCoc, 'state' | 'changedAt'>;
  /** Time for which the agent had known that state then, ms by a clock that nobody sets. */
  readonly knownForMs: number;
}

/**
 * Records a manual change: COC shows another state than the ledger knows. A reading may be older than the
 * agent's own last step. Such a reading is ignored when it was requested before that step, or shows, within
 * `lagMs` after it, an earlier state or the solution that the agent took back. The wall clock decides nothing
 * here: when somebody sets it, people's changes count all the same. Pure.
 */
export function noteManualChange(
  view: LedgerView,
  seen: SeenIncident,
  { lagMs }: { readonly lagMs: number },
): readonly OutboxEvent[] {
  const { key, state, shown } = seen;
  const known = view.incident(key);
  if (!known || !isFollowed(known) || known.step !== undefined) return [];
  // One that was gone for a while is there again, also in the state that it counted as.
  const isKnown = known.state === state && !known.isGone;
  if (isKnown || isOutdated(known, seen, lagMs)) return [];
  const { alarmId } = known;
  return [
    { type: 'incident.moved', key, alarmId, state, by: 'person', ...(shown !== undefined && { shown }) },
  ];
}

function isOutdated(
  known: IncidentInCoc,
  { state, asked, knownForMs }: SeenIncident,
  lagMs: number,
): boolean {
  if (asked.state !== known.state || asked.changedAt !== known.changedAt) return true;
  return (isBefore(state, known.state) || isTakenBack(known, state)) && knownForMs < lagMs;
}

/** True for a solution that the agent may have taken back. */
function isTakenBack(known: IncidentInCoc, state: CocIncidentState): boolean {
  return state === 'resolved' && known.state === 'accepted' && known.by === 'agent';
}
