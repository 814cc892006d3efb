import {
  cocRefusal,
  cocSuccess,
  INCIDENT_SUCCESS,
  incidentNotFound,
  REFUSED_PARAMETER,
} from '../contract/coc-answer.ts';
import { incidentDetail } from '../contract/incident-ticket.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { warRoomsOf } from '../state/war-room-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';

/**
 * `GET /v1/external/incident/{incident_num}`: returns an incident as it was `incidentLagMs` ago.
 * `create` and `handle` are taken for numbers, too, which no incident has: the reference prints GET for some of its examples of
 * POST, and a gateway that goes by the path alone would do the same.
 *
 * @see COC API Reference, "Querying Incident Details" (read 2024-07-04).
 */
export const getIncident = endpoint({
  operation: 'incident-detail',
  method: 'GET',
  path: '/v1/external/incident/{incident_num}',
  service: 'coc',
  answer(call, { incident_num: incidentNum }, { settings, store }) {
    if (incidentNum.length > 255) {
      return cocRefusal(400, REFUSED_PARAMETER, 'incidentNum size must be between 0 and 255');
    }
    const until = readableUntil(call, settings);
    const incident = store.findIncident(incidentNum);
    const visible = incident && visibleIncident(incident, until);
    if (!visible) return incidentNotFound;
    const warRoom = warRoomsOf(store.warRooms, incidentNum).findLast(({ createdAt }) => createdAt <= until);
    const context = { warRoomNum: warRoom?.warRoomNum ?? null, names: settings.names };
    return cocSuccess(INCIDENT_SUCCESS, null, incidentDetail(visible, context));
  },
});
