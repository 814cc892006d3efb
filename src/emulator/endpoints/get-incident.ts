import type { Endpoint } from '../backend.ts';
import { cocSuccess, INCIDENT_SUCCESS } from '../contract/coc-answer.ts';
import { incidentDetail } from '../contract/incident-ticket.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { incidentNotFound } from './handle-incident.ts';

/**
 * `GET /v1/external/incident/{incident_num}`: shows an incident as it was `incidentLagMs` ago.
 *
 * @see COC API Reference, "Querying Incident Details" (read 2024-07-04).
 */
export const getIncident: Endpoint = {
  operation: 'incident-detail',
  method: 'GET',
  path: /^\/v1\/external\/incident\/(?<id>[^/]+)$/,
  service: 'coc',
  answer(call, incidentNum, { settings, store }) {
    const incident = store.incidents.incidents.find((known) => known.incidentNum === incidentNum);
    const visible = incident && visibleIncident(incident, call.receivedAt - settings.incidentLagMs);
    if (!visible) return incidentNotFound;
    return cocSuccess(INCIDENT_SUCCESS, null, incidentDetail(visible));
  },
};
