import { cocSuccess, INCIDENT_SUCCESS, incidentNotFound } from '../contract/coc-answer.ts';
import { actionsIn } from '../contract/incident-action.ts';
import { taskIdOf } from '../contract/task-id.ts';
import { type Incident, statusOf, visibleIncident } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';

/**
 * `GET /v2/incidents/{incident_id}/tasks`: lists the actions that an incident allowed `incidentLagMs` ago.
 * The `key` and `name` of a node are documented only for an accepted incident; otherwise they are null.
 *
 * @see COC API Explorer, "ShowIncidentTask".
 */
export const listIncidentTasks = endpoint({
  operation: 'incident-tasks',
  method: 'GET',
  path: '/v2/incidents/{incident_id}/tasks',
  service: 'coc',
  answer(call, { incident_id: incidentNum }, { settings, store }) {
    const incident = store.findIncident(incidentNum);
    const visible = incident && visibleIncident(incident, readableUntil(call, settings));
    if (!visible) return incidentNotFound;
    return cocSuccess(INCIDENT_SUCCESS, null, nodesOf(visible));
  },
});

function nodesOf(incident: Incident): Record<string, unknown>[] {
  const status = statusOf(incident);
  const operations = actionsIn(status).map((key) => ({ key, task_id: taskIdOf(incident) }));
  if (operations.length === 0) return [];
  const handling = status === 'INCIDENT_STATUS_ACKNOWLEDGED';
  const node = handling ? { key: 'userTaskHandle1', name: '处理' } : { key: null, name: null };
  return [{ type: 'OperateNode', ...node, state: 'running', operations }];
}
