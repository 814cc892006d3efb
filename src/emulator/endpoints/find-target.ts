import { actOnIncident } from './act-on-incident.ts';
import { createIncident } from './create-incident.ts';
import { createScript } from './create-script.ts';
import { createToken } from './create-token.ts';
import { createWarRoom } from './create-war-room.ts';
import { deleteScript } from './delete-script.ts';
import type { Endpoint } from './endpoint.ts';
import { executeScript } from './execute-script.ts';
import { findPatchReports } from './find-patch-reports.ts';
import { findResources } from './find-resources.ts';
import { getIncident } from './get-incident.ts';
import { getOrder } from './get-order.ts';
import { getOrderBatch } from './get-order-batch.ts';
import { getOrderStatistics } from './get-order-statistics.ts';
import { getScript } from './get-script.ts';
import { handleIncident } from './handle-incident.ts';
import { listIncidentHistories } from './list-incident-histories.ts';
import { listIncidentTasks } from './list-incident-tasks.ts';
import { listIncidents } from './list-incidents.ts';
import { listOrderBatches } from './list-order-batches.ts';
import { listOrders } from './list-orders.ts';
import { listProjects } from './list-projects.ts';
import { listScripts } from './list-scripts.ts';
import { listSimpleTickets } from './list-simple-tickets.ts';
import { listWarRooms } from './list-war-rooms.ts';
import { operateOrder } from './operate-order.ts';
import { readPatchReport } from './read-patch-report.ts';
import { reportCustomEvent } from './report-custom-event.ts';
import { updateScript } from './update-script.ts';

const endpoints: readonly Endpoint[] = [
  reportCustomEvent,
  createIncident,
  handleIncident,
  getIncident,
  listIncidents,
  listSimpleTickets,
  listIncidentTasks,
  actOnIncident,
  listIncidentHistories,
  createWarRoom,
  listWarRooms,
  findResources,
  findPatchReports,
  readPatchReport,
  createScript,
  listScripts,
  deleteScript,
  updateScript,
  getScript,
  executeScript,
  getOrder,
  getOrderStatistics,
  listOrderBatches,
  getOrderBatch,
  listOrders,
  operateOrder,
  createToken,
  listProjects,
];

/** The endpoint of a call, with the decoded path parameters. */
export interface CallTarget {
  readonly endpoint: Endpoint;
  readonly ids: Readonly<Record<string, string>>;
}

const patterns = endpoints.map((endpoint) => ({ endpoint, pattern: patternOf(endpoint.path) }));

/** Finds the endpoint of a method and path, as sent; undefined when none matches. */
export function findTarget(method: string, path: string): CallTarget | undefined {
  for (const { endpoint, pattern } of patterns) {
    const match = endpoint.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const ids = decodeIds(match.groups ?? {});
    return ids && { endpoint, ids };
  }
  return undefined;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]*)')}$`);
}

function decodeIds(encoded: Readonly<Record<string, string>>): CallTarget['ids'] | undefined {
  try {
    return Object.fromEntries(
      Object.entries(encoded).map(([name, text]) => [name, decodeURIComponent(text)]),
    );
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}
