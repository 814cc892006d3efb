import type { DueEntry, HandleIncident, IncidentStep } from '../outbox/events/entry.ts';
import type { HeldState } from '../outbox/events/incident-event.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { CallResult, CocCall } from './client.ts';
import { encodeStep } from './encode-step.ts';
import { fetchIncidentState } from './fetch-incident-state.ts';

/** The state that each step starts from, and those in which it is not needed any more. */
const STEPS: Readonly<
  Record<IncidentStep, { readonly from: HeldState; readonly over: ReadonlySet<HeldState> }>
> = {
  accept: { from: 'opened', over: new Set(['accepted', 'rejected', 'resolved', 'completed']) },
  solve: { from: 'accepted', over: new Set(['rejected', 'resolved', 'completed']) },
  confirm: { from: 'resolved', over: new Set(['rejected', 'completed']) },
};

/** How often a step waits for COC to show what came before it; then a person has led the incident back. */
const MOST_LOOKS = 6;
const LOOK_AGAIN_MS = 5_000;

/**
 * Takes one step with an incident, when COC shows it in the state for it. Where it shows a later one, the step is not
 * needed any more: that state is the receipt, and nothing is changed.
 *
 * @see COC API Reference, "Handling an Incident"
 */
export async function leadIncident(
  { attempts }: Pick<DueEntry, 'attempts'>,
  body: HandleIncident,
  { call, serviceInterruptAs }: StepDeps,
): Promise<Outcome> {
  const reading = await fetchIncidentState(body.incidentNum, call);
  if (reading.kind === 'failed') return reading.outcome;
  const { state } = reading;
  const { from, over } = STEPS[body.step];
  if (over.has(state)) return { kind: 'delivered', receipt: state };
  if (state !== from) {
    if (attempts >= MOST_LOOKS) return { kind: 'delivered', receipt: state };
    const detail = `COC still shows the incident as ${state}`;
    return { kind: 'retry', reason: 'not-found', scope: 'entry', afterMs: LOOK_AGAIN_MS, detail };
  }
  const step = encodeStep(body, serviceInterruptAs);
  const path = '/v1/external/incident/handle';
  const { outcome } = await call({ operation: 'handle-incident', path, body: step });
  return outcome;
}

/** What a step is taken with. */
export interface StepDeps {
  readonly call: (call: CocCall) => Promise<CallResult>;
  readonly serviceInterruptAs: 'boolean' | 'string';
}
