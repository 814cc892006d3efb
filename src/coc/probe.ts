import type { CallOutcome } from '../outbox/events/outcome.ts';
import { fixedCall } from './calls/call-api.ts';
import { getIncident } from './calls/get-incident.ts';
import { listIncidentTasks } from './calls/list-incident-tasks.ts';
import { listIncidents } from './calls/list-incidents.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { isServiceCode } from './codes.ts';
import { listing } from './list-tickets.ts';

/**
 * Result of a harmless call:
 * - works: COC itself answered, and allowed the call.
 * - forbidden: COC or its gateway knows the credentials, and does not allow them this call.
 * - absent: the gateway knows no such API.
 * - refused: the gateway or COC refuses the credentials, the clock or the rate.
 * - strange: something answers, but not in the form of COC.
 * - failed: COC fails, nobody answers, or nothing was sent.
 */
export type Verdict = 'works' | 'forbidden' | 'absent' | 'refused' | 'strange' | 'failed';

/** Result of one harmless call, and the server that gave it. */
export interface ProbedCall {
  readonly verdict: Verdict;
  readonly outcome: CallOutcome;
  /** False when the credentials were unusable, so that nothing was sent. */
  readonly sent: boolean;
  /** True when a connection was open. */
  readonly connected: boolean;
}

/** Results of harmless calls. Further ones are only made when the first one shows that they can tell more. */
export interface Probe {
  /** Reading an incident that does not exist, with the API of the reference. */
  readonly read: ProbedCall;
  /** Listing one incident, with the second version of the API. */
  readonly list?: ProbedCall;
  /** Asking what can be done with an incident, where the agent is to tell its people something. */
  readonly remark?: ProbedCall;
}

/** A number that COC never gives: its numbers begin with a time. */
const MADE_UP = 'IM00000000000000000000000000';

/** Makes calls that change nothing, and tells what answers them. */
export async function probe(
  call: (call: CocCall) => Promise<CallResult>,
  { remarks }: { readonly remarks: boolean },
): Promise<Probe> {
  const read = probed(await call(fixedCall(getIncident, { path: { incident_num: MADE_UP } })), isIncident);
  if (read.verdict === 'refused' || read.verdict === 'failed') return { read };
  const list = probed(await call(fixedCall(listIncidents, listing({ page: 1, pageSize: 1 }))), isList);
  if (!remarks) return { read, list };
  const asked = await call(fixedCall(listIncidentTasks, { path: { incident_id: MADE_UP } }));
  return { read, list, remark: probed(asked, (json) => listIncidentTasks.answer.safeParse(json).success) };
}

type Json = CallResult['json'];

function probed(result: CallResult, isExpected: (json: Json) => boolean): ProbedCall {
  const { outcome, sent = true, connected = false } = result;
  return { verdict: verdictOf(result, isExpected), outcome, sent, connected };
}

function verdictOf(
  { outcome, status, code, json }: CallResult,
  isExpected: (json: Json) => boolean,
): Verdict {
  if (status === undefined) return 'failed';
  const known = isServiceCode(code) || /^APIGW?\.\d{4}$/.test(code ?? '');
  if (outcome.kind === 'delivered') return isExpected(json) ? 'works' : 'strange';
  switch (outcome.reason) {
    case 'credentials':
    case 'key-locked':
    case 'clock-skew':
    case 'throttled':
      return known ? 'refused' : 'strange';
    case 'forbidden':
      return known ? 'forbidden' : 'strange';
    case 'server-error':
      return 'failed';
    case 'not-found':
      if (outcome.kind === 'retry') return known ? 'absent' : 'strange';
      return isServiceCode(code) ? 'works' : 'strange';
    default:
      return isServiceCode(code) ? 'works' : 'strange';
  }
}

function isIncident(json: Json): boolean {
  return isObject(json?.data) && 'status' in json.data;
}

function isList(json: Json): boolean {
  return listIncidents.answer.safeParse(json).success;
}
