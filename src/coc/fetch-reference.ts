import type { IncidentKey } from '../outbox/events/entry.ts';
import type { ReferenceReading } from '../outbox/ports/incident-reader.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { usableNumber } from './created-number.ts';
import { incidentPath } from './fetch-incident-state.ts';
import { markerOf } from './marker.ts';

/**
 * Reads an incident by its number, and tells whether its title has the marker of this key. It needs no right to list
 * incidents.
 *
 * @see COC API Reference, "Querying Incident Details": incident_title.
 */
export async function fetchReference(
  incidentNum: string,
  key: IncidentKey,
  call: (call: CocCall) => Promise<CallResult>,
): Promise<ReferenceReading> {
  if (usableNumber(incidentNum) !== incidentNum) return faulty('it cannot be a number of COC');
  const path = incidentPath(incidentNum);
  const { outcome, json } = await call({ operation: 'get-incident', method: 'GET', path });
  if (outcome.kind !== 'delivered') return { kind: 'failed', outcome };
  const incident = isObject(json?.data) ? json.data : json;
  const title = incident?.incident_title;
  if (typeof title !== 'string') return faulty('COC shows no title of it');
  return { kind: title.includes(markerOf(key)) ? 'ours' : 'foreign' };
}

function faulty(detail: string): ReferenceReading {
  return { kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry', detail } };
}
