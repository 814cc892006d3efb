import { Router } from 'express';
import type { Backend } from '../backend.ts';
import { personActSchema } from '../people/person-action.ts';
import { workByHand } from '../people/work-by-hand.ts';
import { listIncidentViews, viewIncident } from './incident-view.ts';

/**
 * `GET /emulator/incidents`: all incidents, the first opened first. `POST
 * /emulator/incidents/{incident_num}/work`: a person works on one of them, now; 409 when its state does not
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
    else response.json(viewIncident(worked.incident));
  });
  return router;
}
