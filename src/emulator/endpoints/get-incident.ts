import { cocSuccess, INCIDENT_SUCCESS, incidentNotFound } from '../contract/coc-answer.ts';
import { incidentDetail } from '../contract/incident-ticket.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { warRoomsOf } from '../state/war-room-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';

/**
 * `GET /v1/external/incident/{incident_num}`: returns an incident as it was `incidentLagMs` ago.
 *
 * @see COC API Reference, "Querying Incident Details" (read 2024-07-04).
 */
export const getIncident = endpoint({
  operation: 'incident-detail',
  method: 'GET',
  path: '/v1/external/incident/{incident_num}',
  service: 'coc',
  answer(call, { incident_num: incidentNum }, { settings, store }) {
    const until = readableUntil(call, settings);
    const incident = store.findIncident(incidentNum);
    const visible = incident && visibleIncident(incident, until);
    if (!visible) return incidentNotFound;
    const warRoom = warRoomsOf(store.warRooms, incidentNum).findLast(({ createdAt }) => createdAt <= until);
    return cocSuccess(INCIDENT_SUCCESS, null, incidentDetail(visible, warRoom?.warRoomNum ?? null));
  },
});
