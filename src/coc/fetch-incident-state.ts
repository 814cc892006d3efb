import type { IncidentReading } from '../outbox/ports/incident-reader.ts';
import { callApi } from './calls/call-api.ts';
import { getIncident } from './calls/get-incident.ts';
import { cleanLine, cutAt } from './clean-text.ts';
import type { CallResult, CocCall } from './client.ts';
import { isServiceCode } from './codes.ts';
import { incidentStateOf } from './incident-state.ts';

/** A state that the reference does not name, such as `INCIDENT_STATUS_PAUSED`. Anything else is a faulty answer. */
const STATUS = /^[A-Za-z][A-Za-z0-9_-]{2,63}$/;

/**
 * Asks COC for the state of an incident. The answer may be some seconds old. A state that the reference does not name
 * is `unknown`. One that COC does not have is `gone`; COC says that of a new one too, for some seconds.
 *
 * @see COC API Reference, "Querying Incident Details"
 */
export async function fetchIncidentState(
  incidentNum: string,
  call: (call: CocCall) => Promise<CallResult>,
): Promise<IncidentReading> {
  const read = await callApi(call, getIncident, { path: { incident_num: incidentNum } });
  if (read.kind === 'not-sent') return unusable(incidentNum);
  if (read.kind === 'failed') {
    const { outcome, code, status } = read;
    return { kind: outcome.kind === 'rejected' && saysGone(code, status) ? 'gone' : 'failed', outcome };
  }
  const { status } = read.answer;
  const state = incidentStateOf(status);
  if (state) return { kind: 'seen', state };
  if (typeof status === 'string' && STATUS.test(status))
    return { kind: 'seen', state: 'unknown', shown: status };
  const detail = cutAt(`COC shows no state of the incident, but ${JSON.stringify(status)}`, 512);
  return { kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry', detail } };
}

/** Code for a ticket that does not exist. */
const NO_TICKET = 'COC.00067003';

/** True when COC itself, and not a gateway, says that there is no such incident. */
function saysGone(code: string | undefined, status: number | undefined): boolean {
  return code === NO_TICKET || (status === 404 && isServiceCode(code));
}

/** A number that cannot stand in a path is a fault of its incident alone: nothing else waits for it. */
function unusable(incidentNum: string): IncidentReading {
  const shown = cutAt(cleanLine(incidentNum), 64);
  const detail = `not sent: "${shown}" cannot be COC's number of an incident; look after the incident in COC's console`;
  return { kind: 'failed', outcome: { kind: 'rejected', reason: 'bad-request', detail } };
}
