import type { LifeAction } from '../contract/incident-life.ts';
import { type Incident, type IncidentStep, statusOf, typeOf } from '../state/incident-log.ts';
import { type PersonAct, stepsOf } from './person-action.ts';

/** COC's names for what a person does in its console. @see COC API Reference, "HandleIncident". */
const names: Readonly<Record<LifeAction, string>> = {
  draft: 'draft',
  submit: 'submit',
  accept: 'acceptedIncident1',
  reject: 'rejected',
  reopen: 'ReOpen',
  close: 'agreed',
  resolve: 'commitSolution1',
  complete: 'confirm',
  return: 'confirm',
  pause: 'incidentPause',
  resume: 'recovery',
};

/**
 * Performs an act on an incident, as a person in the console would. The steps get the time `at` (epoch ms),
 * or the time of the last step if that is later. Returns false, and changes nothing, when the state does not
 * allow the act.
 */
export function workOnIncident(incident: Incident, act: PersonAct, at: number): boolean {
  const steps = stepsOf(statusOf(incident), act.action);
  const operator = act.operator ?? (incident.assignee.find((user) => user !== '') || 'emulator-person');
  const time = Math.max(at, incident.timeline.at(-1)?.at ?? at);
  for (const { action, status } of steps) {
    const solvedAs = action === 'resolve' ? { solvedAs: typeOf(incident) } : {};
    const step: IncidentStep = {
      at: time,
      action: names[action],
      operator,
      status,
      byHand: true,
      ...solvedAs,
    };
    incident.timeline.push(act.comment === undefined ? step : { ...step, comment: act.comment });
    if (action === 'resolve') incident.solution = solutionOf(incident, act.comment ?? 'resolved by hand');
  }
  return steps.length > 0;
}

function solutionOf(incident: Incident, solution: string): Readonly<Record<string, unknown>> {
  return {
    mtm_type: typeOf(incident),
    is_service_interrupt: incident.isServiceInterrupt,
    cause: solution,
    solution,
  };
}
