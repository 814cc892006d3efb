import { Router } from 'express';
import type { Backend } from '../backend.ts';
import { type Incident, statusOf } from '../state/incident-log.ts';

/** An incident as the control API shows it: everything, and its state now, without lag. */
export type IncidentView = Incident & { readonly status: string };

/** `GET /emulator/incidents`: all incidents in the order in which they were opened. */
export function incidentsControl({ store }: Backend): Router {
  const router = Router();
  router.get('/incidents', (_request, response) => {
    const incidents = store.incidents.incidents.map(viewIncident);
    response.json({ total: incidents.length, incidents });
  });
  return router;
}

/** Shows an incident together with its state. */
export function viewIncident(incident: Incident): IncidentView {
  return { ...incident, status: statusOf(incident) };
}
