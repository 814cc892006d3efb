import { cocSuccess, INCIDENT_SUCCESS, incidentNotFound, unreadableBody } from '../contract/coc-answer.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';

/**
 * `POST /v2/incidents/{incident_id}/histories`: lists the steps of an incident up to `incidentLagMs` ago,
 * oldest first. Filters are ignored, and the names of actions are null, because neither is documented.
 *
 * @see COC API Explorer, "ListIncidentsHistories"; field names as Huawei Cloud's Terraform provider reads
 * them.
 */
export const listIncidentHistories = endpoint({
  operation: 'incident-histories',
  method: 'POST',
  path: '/v2/incidents/{incident_id}/histories',
  service: 'coc',
  answer(call, { incident_id: incidentNum }, { settings, store }) {
    if (!call.json) return unreadableBody;
    const incident = store.findIncident(incidentNum);
    const visible = incident && visibleIncident(incident, readableUntil(call, settings));
    if (!visible) return incidentNotFound;
    const info = visible.timeline.map(({ at, action, operator, status, comment }) => ({
      action,
      action_name_zh: null,
      action_name_en: null,
      operator,
      status,
      start_time: String(at),
      stop_time: String(at),
      comment: comment ?? '',
      enum_data_list: [],
    }));
    return cocSuccess(INCIDENT_SUCCESS, null, { info });
  },
});
