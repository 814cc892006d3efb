import type { IncidentKey } from '../outbox/events/entry.ts';
import type { ReferenceReading } from '../outbox/ports/incident-reader.ts';
import { callApi } from './calls/call-api.ts';
import { getIncident } from './calls/get-incident.ts';
import type { CallResult, CocCall } from './client.ts';
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
  const read = await callApi(call, getIncident, { path: { incident_num: incidentNum } });
  if (read.kind === 'not-sent') return faulty('it cannot be a number of COC');
  if (read.kind === 'failed') return { kind: 'failed', outcome: read.outcome };
  const { incident_title: title } = read.answer;
  if (typeof title !== 'string') return faulty('COC shows no title of it');
  return { kind: title.includes(markerOf(key)) ? 'ours' : 'foreign' };
}

function faulty(detail: string): ReferenceReading {
  return { kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry', detail } };
}
