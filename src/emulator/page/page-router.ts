import { Router } from 'express';
import helmet from 'helmet';
import { type Backend, catchUp } from '../backend.ts';
import { warRoomsOf } from '../state/war-room-log.ts';
import { renderIncidentPage, renderNoIncidentPage } from './incident-page.ts';
import { renderPage } from './page.ts';
import { pageStyle } from './page-style.ts';

/**
 * `GET /`, `GET /incidents/{incident_num}` and their style sheet, behind a policy that allows that style sheet and
 * nothing else.
 */
export function pageRouter(backend: Backend): Router {
  const router = Router();
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
  router.get('/', protect, (_request, response) => {
    catchUp(backend, backend.now());
    response.set('Cache-Control', 'no-store').type('html').send(renderPage(backend));
  });
  router.get('/incidents/:incidentNum', protect, (request, response) => {
    catchUp(backend, backend.now());
    const { incidentNum } = request.params;
    const incident = backend.store.findIncident(incidentNum);
    const page = incident
      ? renderIncidentPage(incident, warRoomsOf(backend.store.warRooms, incidentNum))
      : renderNoIncidentPage(incidentNum);
    response
      .status(incident ? 200 : 404)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(page);
  });
  router.get('/emulator/page.css', protect, (_request, response) => {
    response.type('css').send(pageStyle);
  });
  return router;
}
