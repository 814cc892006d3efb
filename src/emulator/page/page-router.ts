import express, { Router } from 'express';
import helmet from 'helmet';
import type { Backend } from '../backend.ts';
import { requireSameOrigin } from '../control/require-same-origin.ts';
import { catchUp } from '../people/catch-up.ts';
import { personActSchema } from '../people/person-action.ts';
import { workByHand } from '../people/work-by-hand.ts';
import { warRoomsOf } from '../state/war-room-log.ts';
import { renderIncidentPage, renderNoIncidentPage } from './incident-page.ts';
import { incidentPath } from './incident-path.ts';
import { jobRouter } from './job-router.ts';
import { renderOverviewPage } from './overview-page.ts';
import { pageStyle } from './page-style.ts';
import { sendPage } from './send-page.ts';

/** Headers that let the pages load the style sheet, send forms to this server, and nothing else. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ['data:'],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Without a referrer, browsers send a form with `Origin: null`, which would be refused.
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});

/**
 * The pages of orders, and `GET /`, `GET /incidents/{incident_num}` and their style sheet. The buttons of an incident send `POST
 * /incidents/{incident_num}/work`, which always redirects to the page of the incident.
 */
export function pageRouter(backend: Backend): Router {
  const router = Router();
  router.get('/', protect, (_request, response) => {
    catchUp(backend, backend.now());
    sendPage(response, renderOverviewPage(backend));
  });
  router.get('/incidents/:incidentNum', protect, (request, response) => {
    catchUp(backend, backend.now());
    const { incidentNum } = request.params;
    const { store } = backend;
    const incident = store.findIncident(incidentNum);
    if (incident) sendPage(response, renderIncidentPage(incident, warRoomsOf(store.warRooms, incidentNum)));
    else sendPage(response.status(404), renderNoIncidentPage(incidentNum));
  });
  const readForm = express.urlencoded({ extended: false, limit: '10kb' });
  router.post('/incidents/:incidentNum/work', protect, requireSameOrigin, readForm, (request, response) => {
    const incidentNum = String(request.params.incidentNum);
    const act = personActSchema.safeParse(request.body);
    if (act.success) workByHand(backend, incidentNum, act.data);
    response.redirect(303, incidentPath(incidentNum));
  });
  router.use(jobRouter(backend, { protect, readForm }));
  router.get('/emulator/page.css', protect, (_request, response) => {
    response.type('css').send(pageStyle);
  });
  return router;
}
