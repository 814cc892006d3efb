import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import type { CocIncidentState } from '../../events/incident-event.ts';
import { type IncidentInCoc, isFollowed } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/** The order in which an incident goes through its states. */
const ORDER: Readonly<Record<CocIncidentState, number>> = {
  opened: 1,
  rejected: 2,
  accepted: 2,
  resolved: 3,
  completed: 4,
};

/** Whether one state comes before another one in the life of an incident. */
function isBefore(one: CocIncidentState, other: CocIncidentState): boolean {
  return ORDER[one] < ORDER[other];
}

/** What COC showed of an incident. */
export interface SeenIncident {
  readonly key: IncidentKey;
  readonly state: CocIncidentState;
  /** When COC was asked, epoch ms. */
  readonly askedAt: number;
}

/**
 * What follows from a look at an incident in COC: when its state is another one than we know, a person has changed it. A
 * look shows the past, so that one which shows less than our own step of a moment ago says nothing. Pure.
 */
export function noteManualChange(
  view: LedgerView,
  { key, state, askedAt }: SeenIncident,
  { lagMs }: { readonly lagMs: number },
): readonly OutboxEvent[] {
  const known = view.incident(key);
  if (!known || !isFollowed(known) || known.step !== undefined) return [];
  if (known.state === state || isStaleLook(known, { state, askedAt, lagMs })) return [];
  const { alarmId } = known;
  return [{ type: 'incident.moved', key, alarmId, state, by: 'person' }];
}

function isStaleLook(
  { state, changedAt }: IncidentInCoc,
  look: { readonly state: CocIncidentState; readonly askedAt: number; readonly lagMs: number },
): boolean {
  if (look.askedAt < changedAt) return true;
  return isBefore(look.state, state) && look.askedAt - changedAt < look.lagMs;
}
