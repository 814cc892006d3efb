import type { Backend } from '../backend.ts';
import { type Incident, statusOf } from '../state/incident-log.ts';
import { catchUp } from './catch-up.ts';
import type { PersonAct } from './person-action.ts';
import { workOnIncident } from './work-on-incident.ts';

/**
 * Lets a person work on an incident now. Returns the changed incident, or the reason why nothing was changed.
 */
export function workByHand(
  backend: Backend,
  incidentNum: string,
  act: PersonAct,
): { readonly incident: Incident } | { readonly status: 404 | 409; readonly error: string } {
  const now = backend.now();
  catchUp(backend, now);
  const incident = backend.store.findIncident(incidentNum);
  if (!incident) return { status: 404, error: `there is no incident ${incidentNum}` };
  const before = statusOf(incident);
  if (!workOnIncident(incident, act, now)) {
    return { status: 409, error: `nobody can ${act.action} ${incidentNum}: it is ${before}` };
  }
  backend.store.changed();
  return { incident };
}
