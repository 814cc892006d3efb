import type { IncidentKey } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { NumbersReading } from '../outbox/ports/incident-reader.ts';
import type { CallResult, CocCall } from './client.ts';
import { listTickets } from './list-tickets.ts';
import { failedLook, incompleteList, notListed } from './look.ts';

type Call = (call: CocCall) => Promise<CallResult>;

/**
 * Looks for the incident that an earlier attempt may have opened. It is found if any row of the list is ours,
 * also when the list has gaps. It never opens one.
 */
export async function findIncident(key: IncidentKey, call: Call): Promise<Outcome> {
  const { ours, gap, failure } = await listTickets(key, call, 1);
  const [incidentNum] = ours;
  if (incidentNum !== undefined) return { kind: 'delivered', result: 'incident-opened', incidentNum };
  if (failure) return failedLook('incident', failure);
  return gap === undefined ? notListed('incident') : incompleteList('incident', gap);
}

/** Reads the numbers of all tickets of an incident. There is more than one if COC opened it twice. */
export async function fetchNumbers(key: IncidentKey, call: Call): Promise<NumbersReading> {
  const { ours, gap, failure } = await listTickets(key, call);
  if (ours.length === 0 && failure) return { kind: 'failed', outcome: failure };
  return { kind: 'seen', incidentNums: ours, complete: gap === undefined, ...(gap !== undefined && { gap }) };
}
