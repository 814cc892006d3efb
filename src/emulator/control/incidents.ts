import { Router } from 'express';
import { type Backend, catchUp } from '../backend.ts';
import { type PersonAct, personActSchema } from '../people/person-action.ts';
import { workOnIncident } from '../people/work-on-incident.ts';
import { type Incident, statusOf } from '../state/incident-log.ts';

/** An incident as the control API shows it: everything, and its state now, without lag. */
export type IncidentView = Incident & { readonly status: string };

/**
 * `GET /emulator/incidents`: all incidents in the order in which they were opened. `POST
 * /emulator/incidents/{incident_num}/work`: a person does something to one of them, now; 409 when its state does not
 * allow that.
 */
export function incidentsControl(backend: Backend): Router {
  const router = Router();
  router.get('/incidents', (_request, response) => {
    const incidents = listIncidentViews(backend);
    response.json({ total: incidents.length, incidents });
  });
  router.post('/incidents/:incidentNum/work', (request, response) => {
    const { incidentNum } = request.params;
    const act = personActSchema.parse(request.body);
    const worked = workByHand(backend, incidentNum, act);
    if ('error' in worked) response.status(worked.status).json({ error: worked.error });
    else response.json(worked.incident);
  });
  return router;
}

/** All incidents as they are now. */
export function listIncidentViews(backend: Backend): IncidentView[] {
  catchUp(backend, backend.now());
  return backend.store.incidents.incidents.map(viewIncident);
}

/** Lets a person do something to an incident, and shows it afterwards; or says what stands against it. */
export function workByHand(
  backend: Backend,
  incidentNum: string,
  act: PersonAct,
): { readonly incident: IncidentView } | { readonly status: 404 | 409; readonly error: string } {
  const now = backend.now();
  catchUp(backend, now);
  const incident = backend.store.findIncident(incidentNum);
  if (!incident) return { status: 404, error: `there is no incident ${incidentNum}` };
  if (!workOnIncident(incident, act, now)) {
    return { status: 409, error: `nobody can ${act.action} ${incidentNum}: it is ${statusOf(incident)}` };
  }
  backend.store.changed();
  return { incident: viewIncident(incident) };
}

function viewIncident(incident: Incident): IncidentView {
  return { ...incident, status: statusOf(incident) };
}
