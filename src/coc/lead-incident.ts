import type { DueEntry, HandleIncident, IncidentStep } from '../outbox/events/entry.ts';
import type { CocIncidentState } from '../outbox/events/incident-event.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import { callApi, deliveredBy, failedOutcome } from './calls/call-api.ts';
import { handleIncident } from './calls/handle-incident.ts';
import type { CallResult, CocCall } from './client.ts';
import { encodeStep } from './encode-step.ts';
import { fetchIncidentState } from './fetch-incident-state.ts';

/** For each step: the state that it needs, and the states in which it is not, or no longer, necessary. */
const STEPS: Readonly<
  Record<IncidentStep, { readonly from: CocIncidentState; readonly over: ReadonlySet<CocIncidentState> }>
> = {
  accept: { from: 'opened', over: new Set(['accepted', 'rejected', 'resolved', 'completed', 'unknown']) },
  solve: { from: 'accepted', over: new Set(['rejected', 'resolved', 'completed', 'unknown']) },
  confirm: { from: 'resolved', over: new Set(['rejected', 'completed', 'unknown']) },
  return: { from: 'resolved', over: new Set(['opened', 'accepted', 'rejected', 'completed', 'unknown']) },
};

/**
 * Attempts of a step that wait for COC to show the state it needs. After that, a person must have moved the
 * incident back.
 */
const MOST_LOOKS = 6;
const LOOK_AGAIN_MS = 5_000;

/**
 * Makes one step with an incident, if COC shows it in the state that the step needs. If COC shows a later
 * state, the step is no longer necessary: nothing is changed.
 *
 * @see COC API Reference, "Handling an Incident"
 */
export async function leadIncident(
  { attempts }: Pick<DueEntry, 'attempts'>,
  body: HandleIncident,
  { call, serviceInterruptAs }: StepDeps,
): Promise<Outcome> {
  const reading = await fetchIncidentState(body.incidentNum, call);
  if (reading.kind !== 'seen') return reading.outcome;
  const { state } = reading;
  const { from, over } = STEPS[body.step];
  if (over.has(state)) return { kind: 'delivered', result: 'step-not-needed', state };
  if (state !== from) {
    if (attempts >= MOST_LOOKS) return { kind: 'delivered', result: 'step-not-needed', state };
    const detail = `COC still shows the incident as ${state}`;
    return { kind: 'retry', reason: 'not-found', scope: 'entry', afterMs: LOOK_AGAIN_MS, detail };
  }
  const taken = await callApi(call, handleIncident, { body: encodeStep(body, serviceInterruptAs) });
  return taken.kind === 'answered' ? deliveredBy(taken, { result: 'step-taken' }) : failedOutcome(taken);
}

/** Dependencies of a step. */
export interface StepDeps {
  readonly call: (call: CocCall) => Promise<CallResult>;
  readonly serviceInterruptAs: 'boolean' | 'string';
}
