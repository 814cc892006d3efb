import type { Backend } from '../backend.ts';
import { catchUp } from '../people/catch-up.ts';
import { type Incident, statusOf } from '../state/incident-log.ts';

/** An incident in the control API: everything, with its current state, without lag. */
export type IncidentView = Incident & { readonly status: string };

/** All incidents as they are now. */
export function listIncidentViews(backend: Backend): IncidentView[] {
  catchUp(backend, backend.now());
  return backend.store.incidents.incidents.map(viewIncident);
}

/** One incident as it is now. */
export function viewIncident(incident: Incident): IncidentView {
  return { ...incident, status: statusOf(incident) };
}
